"""A saved reply by keyboard alone: written, found with a slip while one answers, put at the cursor, its gap filled, and sent."""

from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from tests.browser import desk as at
from tests.browser.conftest import Visit, come_in
from tests.browser.test_knowledge import is_good, press
from tests.browser.town import Town, somebody
from tests.browser.watching import PHONE, flaws
from tests.flow.running_desk import Desk

SAID = "Hello {customer_name}, your parcel {order_number} left our depot this morning."


def written(page: Page, name: str, text: str) -> None:
    page.goto("/house/saved/new/")
    page.get_by_label("Name").focus()
    page.keyboard.type(name)
    page.get_by_label("Text").first.focus()
    page.keyboard.insert_text(text)
    page.get_by_role("button", name="Save", exact=True).focus()
    press(page, "Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


@pytest.mark.parametrize("size", [None, PHONE], ids=["desktop", "phone"])
def test_a_saved_reply_by_keyboard(town: Town, visit: Visit, size: dict[str, int] | None) -> None:
    page = visit()
    name = "Late zeppelin" if size else "Late gondola"
    page.goto("/house/saved/new/")
    is_good(page)
    page.set_viewport_size(size or {"width": 1440, "height": 900})
    page.get_by_label("Name").focus()
    page.keyboard.type(name)
    page.get_by_label("Text").first.focus()
    page.keyboard.insert_text(SAID)
    page.get_by_role("button", name="Save", exact=True).focus()
    press(page, "Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    expect(page.get_by_text("No answer has left with it yet.")).to_be_visible()
    is_good(page)
    page.set_viewport_size(size or {"width": 1440, "height": 900})
    jo = replace(somebody("Jo"), name="Jo Blum" if size else "Mo Blum")  # a number is no name to fill in
    town.say(jo, "Where is my parcel?")
    at.show(page, jo)
    at.text(page).focus()
    page.keyboard.type("Hi! Bye.")
    press(page, *["ArrowLeft"] * 4, "Control+/")
    expect(page.get_by_role("combobox", name="Saved replies")).to_be_focused()
    page.keyboard.type("zepelin" if size else "gondloa")
    expect(page.locator("#saved-list [aria-selected='true']")).to_contain_text(name)
    assert flaws(page) == []
    press(page, "Enter")
    expect(at.text(page)).to_have_value(
        f"Hi! Hello {jo.name}, your parcel {{order_number}} left our depot this morning.Bye."
    )
    expect(at.text(page)).to_be_focused()
    expect(page.locator("#rulings")).to_contain_text("Something was not filled in: {order_number}.")
    assert flaws(page) == []
    page.keyboard.type("with your hat")  # over the gap, which is chosen
    expect(at.text(page)).to_have_value(
        f"Hi! Hello {jo.name}, your parcel with your hat left our depot this morning.Bye."
    )
    expect(page.locator("#rulings")).not_to_contain_text("not filled in")
    press(page, "Control+Enter")
    at.has_left(page, "with your hat")
    page.goto("/house/saved/")
    expect(page.get_by_role("listitem").filter(has_text=name)).to_contain_text("used once")
    is_good(page)


def test_a_saved_reply_by_forms_alone(desk: Desk, town: Town, visit: Visit) -> None:
    beside = visit()
    written(beside, "Late tricycle", "Your tricycle comes on Friday, {agent_name} says.")
    ida = somebody("Ida Falk")
    town.say(ida, "Where is my tricycle?")
    at.show(beside, ida)
    page = visit("", java_script_enabled=False)
    come_in(page, desk.run("signin", "--as", "ben").stdout.strip())
    at.row(page, ida).locator(".row-link").click()
    at.text(page).fill("Hello Ida.")
    page.get_by_role("button", name="Saved replies").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Saved replies")
    page.get_by_label("Words to look for").fill("tricylce")
    page.get_by_role("button", name="Find").click()
    page.get_by_role("button", name="Take into the answer").first.click()
    expect(at.text(page)).to_have_value("Hello Ida.\n\nYour tricycle comes on Friday, Ben Adeyemi says.")

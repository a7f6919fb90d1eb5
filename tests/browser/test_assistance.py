"""Help with writing by keyboard: asked for, shown beside the answer, taken, read, sent; and by forms alone."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser import desk as at
from tests.browser.conftest import Visit, come_in
from tests.browser.town import Town, somebody
from tests.browser.watching import in_every_light, zoomed
from tests.flow.a_model import Model, a_model, writes
from tests.flow.running_desk import Desk

PAGE = "/house/assistance/"
GIVEN = "Your bag was found in Linz and waits there at the counter until Friday."


@pytest.fixture
def model() -> Iterator[Model]:
    with a_model() as model:
        yield model


@pytest.fixture
def connected(visit: Visit, model: Model) -> Iterator[Page]:
    """An owner switches it on; after the test it is forgotten."""
    page = visit()
    page.goto(PAGE)
    page.get_by_label("Address").fill(model.url)
    page.get_by_label("Name of the model").fill("tiny-1")
    page.get_by_label("Let people ask it").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_contain_text("Saved.")
    yield page
    page.goto(PAGE)
    page.get_by_role("button", name="Forget it and its key").click()
    expect(page.get_by_role("status")).to_contain_text("Forgotten")


def is_good(page: Page) -> None:
    assert in_every_light(page) == {}
    assert zoomed(page) == []


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def test_a_draft_by_keyboard_alone(connected: Page, town: Town, model: Model) -> None:
    page = connected
    gale = somebody("Gale Winter")
    town.say(gale, "Where is my bag from Saturday? Gale")
    at.show(page, gale)
    model.answers = [writes(GIVEN)]
    press(page, "l")
    expect(page.get_by_role("button", name="Draft an answer")).to_be_focused()
    is_good(page)
    press(page, "Enter")
    take = page.get_by_role("button", name="Take into the answer")
    expect(take).to_be_visible()
    expect(page.locator(".assisted")).to_contain_text("tiny-1")
    expect(at.text(page)).to_have_value("")
    is_good(page)
    assert b"Gale" not in model.asked[0].wire
    take.focus()
    press(page, "Enter")
    expect(at.text(page)).to_have_value(GIVEN)
    expect(at.text(page)).to_be_focused()
    read = page.get_by_role("button", name="I have read it")
    expect(read).to_be_visible()
    press(page, "Control+Enter")
    expect(page.locator("[data-code='untouched_assist']")).to_be_visible()
    expect(page.locator("#turns .turn.sending")).to_have_count(0)
    is_good(page)
    read.focus()
    press(page, "Enter")
    expect(page.locator("[data-code='untouched_assist']")).to_have_count(0)
    expect(page.locator("[data-code='assisted']")).to_be_visible()
    at.text(page).focus()
    press(page, "Control+Enter")
    expect(page.locator("#turns .turn.sending")).to_contain_text("Your bag was found in Linz")
    page.goto(PAGE)
    expect(page.locator("#main")).to_contain_text("Your bag was found in Linz")


def test_what_is_typed_meanwhile_stays(connected: Page, town: Town, model: Model) -> None:
    page = connected
    ida = somebody("Ida Frost")
    town.say(ida, "Wann fährt der Zug nach Linz ab?")
    at.show(page, ida)
    at.text(page).fill("It leaves at noon.")
    page.locator("#assist > summary").click()
    model.answers = ["garbage", writes("Short.")]
    page.get_by_role("button", name="Shorten what I wrote").click()
    at.text(page).fill("It leaves at noon, from platform 7.")
    expect(page.locator("#assist-result")).to_contain_text("made no sense")
    is_good(page)
    page.get_by_role("button", name="Shorten what I wrote").click()
    expect(page.locator(".assisted .beside")).to_contain_text("It leaves at noon, from platform 7.")
    is_good(page)
    at.text(page).fill("It leaves at noon, from platform 8.")
    page.get_by_role("button", name="Take into the answer").click()
    expect(at.text(page)).to_have_value(re.compile("platform 8.\\s+Short.$"))
    at.text(page).fill("")


def test_by_forms_alone(connected: Page, desk: Desk, town: Town, visit: Visit, model: Model) -> None:
    gus = somebody("Gus Berg")
    town.say(gus, "Where is my umbrella?")
    at.show(connected, gus)
    model.answers = [writes("It waits in Linz.")]
    page: Any = visit("", java_script_enabled=False)
    come_in(page, desk.run("signin", "--as", "ben").stdout.strip())
    page.goto("/desk/needs/")
    at.row(page, gus).locator(".row-link").click()
    at.text(page).fill("I look for it.")
    page.locator("#assist > summary").click()
    page.get_by_role("button", name="Shorten what I wrote").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Assistance")
    expect(page.locator(".assisted")).to_contain_text("It waits in Linz.")  # it looks again by itself
    page.get_by_role("button", name="Take into the answer").click()
    expect(at.text(page)).to_have_value("It waits in Linz.")
    page.get_by_role("button", name="I have read it").click()
    expect(page.locator("[data-code='assisted']")).to_be_visible()
    page.get_by_role("button", name="Answer", exact=True).click()
    expect(page.locator("#turns")).to_contain_text("It waits in Linz.")

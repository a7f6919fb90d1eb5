"""An article from the first word to the customer who reads it, and a suggestion from the panel to the cursor; by keyboard."""

import re

from playwright.sync_api import Browser, Page, expect

from tests.browser import desk as at
from tests.browser.conftest import Visit
from tests.browser.town import Town, somebody
from tests.browser.watching import in_every_light, zoomed


def is_good(page: Page) -> None:
    assert in_every_light(page) == {}
    assert zoomed(page) == []


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def pressed(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).focus()
    press(page, "Enter")


def written(page: Page, title: str, body: str) -> None:
    page.goto("/house/articles/new/")
    page.get_by_label("Title").focus()
    page.keyboard.type(title)
    press(page, "Tab")
    page.keyboard.insert_text(body)
    is_good(page)
    pressed(page, "Save as a draft")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def test_an_article_by_keyboard(visit: Visit, address: str, browser: Browser) -> None:
    page = visit()
    page.goto("/house/articles/")
    is_good(page)
    written(
        page,
        "Zeppelin tickets",
        "# How\n\nZeppelins fly **daily**.\n\n- Bring a coat\n- [More](https://zeppelin.example/more)",
    )
    expect(page.get_by_text("A draft: only the team reads it.")).to_be_visible()
    is_good(page)
    page.get_by_label("Everybody, in the languages").focus()
    press(page, "Space")
    page.get_by_role("button", name="Save", exact=True).focus()
    press(page, "Enter")
    pressed(page, "Publish edition 1 in English")
    expect(page.get_by_text("Published. Everybody can read it.")).to_be_visible()
    is_good(page)
    page.get_by_role("link", name="1: Zeppelin tickets").focus()
    press(page, "Enter")
    expect(page.locator(".article-body h2")).to_have_text("How")
    is_good(page)
    read_by_a_customer(browser, address)


def read_by_a_customer(browser: Browser, address: str) -> None:
    """Without scripts and without sign-in."""
    context = browser.new_context(base_url=address, java_script_enabled=False)
    page = context.new_page()
    page.goto("/help/")
    page.get_by_label("Search").first.focus()
    page.keyboard.type("zepelin")
    press(page, "Enter")
    page.get_by_role("link", name="Zeppelin tickets").focus()
    press(page, "Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Zeppelin tickets")
    context.close()
    context = browser.new_context(base_url=address)
    page = context.new_page()
    for shown in ("/help/", "/help/?q=zepelin", "/help/?q=nothing+at+all", "/help/zeppelin-tickets/en/"):
        page.goto(shown)
        is_good(page)
    context.close()


def test_a_suggestion_goes_to_the_cursor(town: Town, visit: Visit) -> None:
    page = visit()
    written(page, "Lost monocles", "Lost monocles are kept at the front desk for a month.")
    page.get_by_label("Everybody, in the languages").check()
    page.get_by_role("button", name="Save", exact=True).click()
    pressed(page, "Publish edition 1 in English")
    expect(page.get_by_text("Published. Everybody can read it.")).to_be_visible()
    jo = somebody("Jo Blum")
    town.say(jo, "I lost my monocle on your train, where are lost monocles kept?")
    at.show(page, jo)
    at.text(page).fill("Hello Jo,  Best wishes")
    at.text(page).focus()
    press(page, "Home", *["ArrowRight"] * 9)
    page.locator("#suggestions > summary").focus()
    press(page, "Enter")
    take = page.locator(".suggestion-list li").filter(has_text="front desk")
    expect(take).to_contain_text("Lost monocles")
    is_good(page)
    take.get_by_role("button", name="Take into the answer").focus()
    press(page, "Enter")
    expect(at.text(page)).to_have_value(
        re.compile("^Hello Jo, Lost monocles are kept at the front desk for a month.  Best wishes$")
    )
    expect(at.text(page)).to_be_focused()
    page.get_by_label("Words to look for").fill("nowhere to be found")
    press(page, "Enter")
    expect(page.locator("#suggestions-body")).to_contain_text("Nothing holds these words.")
    at.text(page).fill("")

"""A rule is written, tried, switched on, seen at work and taken back, by keyboard; its pages are fit for everybody."""

import re

from playwright.sync_api import Page, expect

from tests.browser import desk as at
from tests.browser.conftest import Visit
from tests.browser.town import Town, somebody
from tests.browser.watching import in_every_light, zoomed

LONG = "a_word_that_does_not_end_" + "x" * 50


def is_good(page: Page) -> None:
    assert in_every_light(page) == {}
    assert zoomed(page) == []


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def test_a_rule_by_keyboard(town: Town, visit: Visit) -> None:
    asker, later = somebody("Uma Field"), somebody("Ugo Long")
    town.say(asker, "My zorblax ticket is lost, where can I get a new one?")
    page = visit()
    at.show(page, asker)
    written(page)
    tried(page, asker.name)
    at_work(page, town, later)
    off_and_gone(page)


def written(page: Page) -> None:
    """From the palette to a form that is filled in without a mouse."""
    press(page, "Escape", "Control+k")
    page.keyboard.type("Rules")
    expect(page.locator("#palette-list [aria-selected='true']")).to_contain_text("Rules")
    press(page, "Enter")
    page.wait_for_url("**/house/rules/")
    is_good(page)
    page.get_by_role("link", name="New rule").focus()
    press(page, "Enter")
    page.wait_for_url("**/house/rules/new/")
    is_good(page)
    with page.watch.expecting("status of 422"):
        page.get_by_role("button", name="Save and see").focus()
        press(page, "Enter")
        expect(page.get_by_role("alert")).to_be_visible()
    is_good(page)
    page.get_by_label("Name").fill(f"Zorblax {LONG}")
    page.get_by_label("Words", exact=True).fill("zorblax, blorp, something else entirely")
    page.get_by_label("Tag it").fill("zorblax")
    page.get_by_label("Leave a note").fill("Ask for the number of the ticket.")
    page.get_by_label("Name").focus()
    press(page, "Enter")
    page.wait_for_url(re.compile(r"/house/rules/\d+/try/"))


def tried(page: Page, name: str) -> None:
    """What it would have done is seen, and from there it is switched on."""
    expect(page.get_by_role("heading", level=1)).to_have_text("What it would have done")
    expect(page.locator("#main")).to_contain_text("1 conversation")
    expect(page.get_by_role("link", name=name)).to_be_visible()
    is_good(page)
    page.get_by_role("button", name="Switch it on").focus()
    press(page, "Enter")
    expect(page.get_by_role("status").first).to_contain_text("It works from now on")
    is_good(page)


def at_work(page: Page, town: Town, later: object) -> None:
    """It does what it says; the conversation and its own page say so."""
    rule = page.url
    town.say(later, "Is a zorblax ticket good on the night train?")
    at.show(page, later)
    expect(page.locator("#person .tag").first).to_contain_text("#zorblax")
    expect(page.locator("#thread .note")).to_contain_text("Ask for the number of the ticket.")
    is_good(page)
    page.goto(rule)
    expect(page.locator("#main")).to_contain_text("Tagged, note left")
    is_good(page)
    page.get_by_role("button", name=re.compile("Take back")).focus()
    press(page, "Enter")
    expect(page.get_by_role("status").first).to_contain_text("1 thing was taken back.")
    is_good(page)


def off_and_gone(page: Page) -> None:
    """The desk is shared: nothing is left at work."""
    page.get_by_role("button", name="Switch off").focus()
    press(page, "Enter")
    expect(page.get_by_role("status").first).to_contain_text("It is off.")
    page.get_by_role("link", name="Back", exact=False).or_(page.locator(".back a")).first.focus()
    press(page, "Enter")
    page.wait_for_url("**/house/rules/")
    expect(page.get_by_role("link", name=re.compile("^Try"))).to_be_visible()
    is_good(page)
    page.get_by_role("link", name=re.compile("^Zorblax")).focus()
    press(page, "Enter")
    page.get_by_role("button", name="Remove this rule").focus()
    press(page, "Enter")
    expect(page.get_by_role("status").first).to_contain_text("is removed")

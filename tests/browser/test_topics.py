"""A topic is named, given and taken off by keyboard alone, and its pages are fit for everybody."""

import re

from playwright.sync_api import Page, expect

from tests.browser import desk as at
from tests.browser.conftest import Visit
from tests.browser.town import Customer, Town, somebody
from tests.browser.watching import in_every_light, zoomed


def is_good(page: Page) -> None:
    assert in_every_light(page) == {}
    assert zoomed(page) == []


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def test_a_topic_by_keyboard(town: Town, visit: Visit) -> None:
    kim = somebody("Kim Sato")
    town.say(kim, "Where is my refund? You charged me twice for the same ticket.")
    page = visit()
    at.show(page, kim)
    named(page)
    given_and_taken_off(page, kim)


def named(page: Page) -> None:
    """From the desk to a new topic, with own words and a message that came."""
    press(page, "Escape", "Control+k")
    page.keyboard.type("Topics")
    expect(page.locator("#palette-list [aria-selected='true']")).to_contain_text("Topics")
    press(page, "Enter")
    page.wait_for_url("**/house/topics/")

    page.get_by_role("link", name="New topic").first.focus()
    press(page, "Enter")
    page.wait_for_url("**/house/topics/new/")
    page.get_by_label("Name").focus()
    page.keyboard.type("Refunds")
    press(page, "Tab", "Tab")
    page.keyboard.type("My money back, please")
    press(page, "Enter")
    page.keyboard.type("You charged me twice")
    page.get_by_label("Or messages that came").focus()
    page.keyboard.type("refund ticket")
    press(page, "Tab", "Enter")
    expect(page.get_by_role("checkbox", name=re.compile("charged me twice for"))).to_be_visible()
    expect(page.get_by_label("Name")).to_have_value("Refunds")
    is_good(page)
    page.get_by_role("button", name="Make the topic").focus()
    press(page, "Enter")
    page.wait_for_url("**/house/topics/")
    expect(page.get_by_role("link", name="Refunds", exact=True)).to_be_visible()
    is_good(page)
    page.get_by_role("link", name="Refunds", exact=True).focus()
    press(page, "Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Refunds")
    is_good(page)


def given_and_taken_off(page: Page, kim: Customer) -> None:
    """By the palette, by undo, under the message; and from there to everything about it."""
    said = at.turn(page, "charged me twice")
    at.show(page, kim)
    chip = said.locator(".turn-topic")
    if chip.count():  # triage may have found it by itself
        palette(page, "Topic Refunds: take it off")
        expect(chip).to_have_count(0)
    palette(page, "Topic Refunds")
    expect(chip).to_have_text("Refunds")
    expect(page.locator("#undo")).to_contain_text("put a message under the topic")  # what "u" undoes is what it says
    page.keyboard.press("u")
    expect(chip).to_have_count(0)

    said.locator("summary", has_text="Topic").focus()
    press(page, "Enter")
    choice = said.get_by_role("button", name="Refunds")
    expect(choice).to_be_focused()
    expect(choice).to_have_attribute("aria-pressed", "false")
    press(page, "Enter")
    expect(chip).to_have_text("Refunds")
    is_good(page)
    chip.focus()
    press(page, "Enter")
    expect(page.locator("#list h1")).to_have_text("Found: “topic:Refunds”")
    expect(at.row(page, kim)).to_be_visible()


def palette(page: Page, words: str) -> None:
    """By "Topic…" and a few letters."""
    press(page, "Escape", "Control+k")
    page.keyboard.type("Topic…")
    expect(page.locator("#palette-list [aria-selected='true']")).to_contain_text("Topic…")
    press(page, "Enter")
    expect(page.locator("#palette-words")).to_have_value(re.compile("^Topic"))
    page.keyboard.type("refu")
    expect(page.locator("#palette-list [aria-selected='true'] bdi").first).to_have_text(words)
    press(page, "Enter")

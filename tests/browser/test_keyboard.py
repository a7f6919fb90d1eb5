"""The whole day by keyboard: no pointer is used in this file."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import desk as at
from tests.browser.conftest import Visit
from tests.browser.town import Customer, Town, somebody
from tests.flow.running_desk import Desk


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def walk_to(page: Page, who: Customer) -> None:
    """Go down the list with j until somebody's line has the focus."""
    at.row(page, who).wait_for()
    for _ in range(60):
        press(page, "j")
        if who.name in (page.evaluate("document.activeElement.closest('.row')?.textContent") or ""):
            return
    raise AssertionError(f"{who.name} was not reached")


@pytest.mark.usefixtures("alone")
def test_a_question_is_answered(desk: Desk, town: Town, visit: Visit) -> None:
    kim, before = somebody("Kim Sato"), somebody("Lea First")
    town.say(before, "Is the café open on Sundays?")
    asked = town.say(kim, "Where is the 8:14 to Leeds? I have been waiting for half an hour.")
    page = visit("")
    page.goto(desk.run("signin").stdout.strip())
    page.wait_for_function(
        "document.activeElement !== document.body"
    )  # the button has the focus, a moment after the page is there
    press(page, "Enter")
    page.wait_for_url("**/desk/needs/")
    expect(page.locator("#list h1")).to_have_text("Needs an answer")
    at.row(page, before).wait_for()
    walk_to(page, kim)
    press(page, "k")
    expect(at.row(page, kim).locator(".row-link")).not_to_be_focused()
    press(page, "j")
    expect(at.row(page, kim).locator(".row-link")).to_be_focused()
    press(page, "Enter")
    expect(at.turn(page, "8:14 to Leeds")).to_be_visible()
    waiting = at.count(page, "needs")

    press(page, "r")
    expect(at.text(page)).to_be_focused()
    words = "It is at Skipton now and will be with you in nine minutes."
    page.keyboard.type(words)
    press(page, "Control+Enter")
    expect(at.sending(page)).to_contain_text("Sending")
    expect(at.sending(page).get_by_role("button", name="Undo")).to_be_visible()
    assert town.answers(asked) == []
    at.has_left(page, words)
    expect(at.turn(page, words)).to_contain_text("written by Owner")

    (answer,) = town.answers(asked)
    assert answer["text"].startswith(words)
    assert town.wanted(asked)["answered_as"] == "desk"
    expect(at.row(page, kim)).to_have_count(0)
    at.counts_to(page, "needs", waiting - 1)
    expect(at.turn(page, "8:14 to Leeds")).to_contain_text("Answered by")


def test_everything_else_has_a_key(town: Town, visit: Visit) -> None:
    ada = somebody("Ada Brandt")
    asked = town.say(ada, "My ticket for tomorrow was charged twice, can you help?")
    page = visit()
    page.goto("/desk/needs/")

    press(page, "?")
    expect(page.get_by_role("dialog", name="Keyboard")).to_be_visible()
    expect(page.get_by_role("dialog")).to_contain_text("End with an outcome")
    press(page, "Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)

    walk_to(page, ada)
    press(page, "Enter")
    expect(at.turn(page, "charged twice")).to_be_visible()

    press(page, "a")
    expect(page.get_by_role("button", name="Take it")).to_be_focused()
    press(page, "Enter")
    expect(page.locator("#assign-menu summary")).to_contain_text("You")
    expect(at.row(page, ada)).to_contain_text("Owner")

    press(page, "n")
    expect(page.get_by_label("Only your team sees this")).to_be_focused()
    page.keyboard.type("The bank confirms both charges.")
    press(page, "Control+Enter")
    note = page.locator("#turns .note").filter(has_text="both charges")
    expect(note).to_contain_text("only your team sees this")

    press(page, "Escape", "e")
    expect(page.locator("#end-menu .menu-item").first).to_be_focused()
    press(page, "Enter")
    expect(page.locator(".talk-state")).to_have_text("Ended")
    expect(at.row(page, ada)).to_have_count(0)
    press(page, "u")
    expect(page.locator(".talk-state")).to_contain_text("Waits")
    expect(at.row(page, ada)).to_be_visible()

    press(page, "/")
    expect(page.get_by_role("searchbox", name="Search text")).to_be_focused()
    page.keyboard.type(ada.name)
    expect(page.locator("#list h1")).to_have_text(f"Found: “{ada.name}”")
    expect(page.locator("#row-list .row")).to_have_count(1)
    press(page, "Enter")
    expect(at.row(page, ada).locator(".row-link")).to_be_focused()
    press(page, "g", "m")
    expect(page.locator("#list h1")).to_have_text("Mine")
    expect(at.row(page, ada)).to_be_visible()
    assert re.search(r"/desk/mine/", page.url)
    assert town.answers(asked) == []

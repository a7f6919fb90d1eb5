"""Many at once by keyboard alone: the palette, choosing, acting, undoing, putting away; and how these look to all."""

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import desk as at
from tests.browser.conftest import Visit
from tests.browser.test_keyboard import press, walk_to
from tests.browser.town import Town, somebody
from tests.browser.watching import DESKTOP, PHONE, in_every_light

LOOKED_AT = os.environ.get("EARFUL_PICTURES")  # a folder for pictures to look at


def looks_well(page: Page, name: str) -> None:
    """Nothing for axe to find and nothing cut off, wide and narrow, light and dark."""
    if LOOKED_AT:
        page.screenshot(path=Path(LOOKED_AT) / f"{name}-1440.png")
    wrong = in_every_light(page)
    if LOOKED_AT:
        page.set_viewport_size(PHONE)
        page.emulate_media(color_scheme="dark")
        page.screenshot(path=Path(LOOKED_AT) / f"{name}-390.png")
        page.emulate_media(color_scheme="light")
        page.set_viewport_size(DESKTOP)
    assert {where: what for where, what in wrong.items() if what} == {}


def choose_in_palette(page: Page, typed: str, meant: str) -> None:
    press(page, "Control+k")
    expect(page.locator("#palette-words")).to_be_focused()
    page.keyboard.type(typed)
    marked = page.locator("#palette-list [aria-selected='true']")
    expect(marked).to_contain_text(meant)
    expect(page.locator("#palette-words")).to_have_attribute("aria-activedescendant", marked.get_attribute("id") or "")
    press(page, "Enter")


@pytest.mark.usefixtures("alone")
def test_a_heap_is_cleared_and_brought_back_without_a_pointer(town: Town, visit: Visit) -> None:
    people = [somebody(name) for name in ("Ada Long", "Ben Short", "Cleo Wide")]
    asked = (
        "Where is the 8:14 to Leeds?",
        "Is the bridge at Selby open again?",
        "Who found my umbrella on platform two?",
    )
    for who, words in zip(people, asked, strict=True):
        town.say(who, words)
    page = visit()
    page.goto("/desk/all/")
    page.locator("#rows").focus()
    choose_in_palette(page, "ndans", "Needs an answer")
    page.wait_for_url("**/desk/needs/")
    expect(page.locator("#row-list .row")).to_have_count(3)

    press(page, "j", "x", "j", "j", "Shift+X")
    expect(page.locator("#bulk-count")).to_have_text("3 chosen")
    press(page, "Escape")
    expect(page.locator("#bulk")).to_be_hidden()
    press(page, "x", "k", "x")
    expect(page.locator("#bulk-count")).to_have_text("2 chosen")
    press(page, "t")
    expect(page.locator("#bulk-tag")).to_be_focused()
    page.keyboard.type("#Leeds")
    press(page, "Enter")
    expect(page.locator("#bulk-done")).to_contain_text("2 tagged #leeds.", ignore_case=True)
    expect(page.locator("#row-list .tagged")).to_have_count(2)
    press(page, "u")
    expect(page.locator("#bulk-done")).to_contain_text("2 restored.")
    expect(page.locator("#row-list .tagged")).to_have_count(0)

    press(page, "k", "k")
    expect(at.row(page, people[0]).locator(".row-link")).to_be_focused()
    press(page, "x")
    choose_in_palette(page, "put 1 away", "Put 1 conversation away until later")
    expect(page.locator("#bulk-why")).to_be_focused()
    page.keyboard.type("waiting for the depot")
    press(page, "Tab", "Tab", "Enter")
    expect(page.locator("#bulk-done")).to_contain_text("1 put away until")
    expect(at.row(page, people[0])).to_have_count(0)
    at.counts_to(page, "snoozed", 1)


@pytest.mark.usefixtures("alone")
def test_one_is_put_away_and_returns_when_its_customer_writes(town: Town, visit: Visit) -> None:
    dora = somebody("Dora Quick")
    asked = town.say(dora, "Can I still change the name on my ticket for tomorrow?")
    page = visit()
    page.goto("/desk/needs/")
    walk_to(page, dora)
    press(page, "Enter")
    expect(at.turn(page, "change the name")).to_be_visible()
    press(page, "s")
    expect(page.locator("#snooze-why")).to_be_focused()
    page.keyboard.type("the office opens at nine")
    press(page, "Enter")
    expect(page.locator("#away")).to_contain_text("Owner put this away until")
    expect(page.locator("#away")).to_contain_text("the office opens at nine")
    expect(at.row(page, dora)).to_have_count(0)
    press(page, "g", "s")
    page.wait_for_url("**/desk/snoozed/")
    expect(at.row(page, dora)).to_contain_text("the office opens at nine")
    looks_well(page, "snoozed")
    town.say(dora, "It is Dora with an a.", asked)
    expect(at.row(page, dora)).to_have_count(0)
    press(page, "g", "n")
    expect(at.row(page, dora)).to_contain_text("Back")


@pytest.mark.usefixtures("alone")
def test_a_view_is_saved_and_reached_by_its_key(town: Town, visit: Visit) -> None:
    eli = somebody("Eli Grey")
    town.say(eli, "Is the café open on Sundays?")
    page = visit()
    page.goto("/desk/views/new/")
    page.get_by_label("Name").fill("Nobody's in public")
    page.get_by_label("Who has it").select_option("nobody")
    page.get_by_label("Where it was said").select_option("public")
    looks_well(page, "view-form")
    page.get_by_role("button", name="Save the view").click()
    page.wait_for_url(re.compile(r"/desk/saved-\d+/"))
    expect(at.row(page, eli)).to_be_visible()
    looks_well(page, "saved-view")
    press(page, "g", "n")
    page.wait_for_url("**/desk/needs/")
    press(page, "g", "1")
    page.wait_for_url(re.compile(r"/desk/saved-\d+/"))
    page.goto("/desk/views/")
    looks_well(page, "views")
    page.get_by_role("button", name=re.compile("^Remove")).click()
    expect(page.locator("main")).to_contain_text("No view is saved yet")


@pytest.mark.usefixtures("alone")
def test_palette_sheet_and_bar_are_right_for_all(town: Town, visit: Visit) -> None:
    fay, gus = somebody("Fay Wood"), somebody("Gus Hill")
    town.say(fay, "My refund has not come and nobody answers my letters. What now?")
    town.say(gus, "Why is the ticket machine in Ely out of order again?")
    page = visit()
    at.show(page, fay)
    press(page, "Control+k")
    expect(page.locator("#palette-list")).to_contain_text("Take it")
    looks_well(page, "palette")
    press(page, "Escape", "s")
    looks_well(page, "snooze-menu")
    page.set_viewport_size(PHONE)
    panel = page.locator("#snooze-menu .menu-panel").bounding_box()
    assert panel is not None
    assert (panel["x"] >= 0, panel["x"] + panel["width"] <= PHONE["width"]) == (True, True)
    page.set_viewport_size(DESKTOP)
    press(page, "Escape")
    page.goto("/desk/needs/")
    expect(page.locator("#row-list .row")).to_have_count(2)
    page.locator(".row-pick").first.check()
    page.get_by_role("button", name="All on this page").click()
    expect(page.locator("#bulk-count")).to_have_text("2 chosen")
    looks_well(page, "bulk-bar")
    press(page, "e")
    expect(page.locator("#bulk-dialog")).to_be_visible()
    looks_well(page, "bulk-sheet")
    page.get_by_label("No answer needed").check()
    page.get_by_label("Why they end together, or to whom they go").fill("Both solved by phone")
    page.get_by_role("button", name="End them").click()
    expect(page.locator("#bulk-done")).to_contain_text("2 ended: No answer needed.")
    undo = page.locator("#bulk-done").get_by_role("button", name="Undo")
    undo.focus()  # what has the focus does not fade while it is looked at
    looks_well(page, "bulk-done")
    undo.click()
    expect(page.locator("#row-list .row")).to_have_count(2)

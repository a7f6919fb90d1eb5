"""Routing as a lead sets it up, and Next as one works with it, by keyboard."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import desk as at
from tests.browser.conftest import Visit
from tests.browser.test_everybody import is_good
from tests.browser.town import Town, somebody


@pytest.mark.usefixtures("alone")
def test_next_hands_out_one_after_the_other_by_keyboard(town: Town, visit: Visit) -> None:
    first, second = somebody("Nora First"), somebody("Nils Second")
    town.say(first, "Where is the 9:05 to York?")
    page = visit("ben")
    page.goto("/desk/needs/")
    at.row(page, first).wait_for()
    town.say(second, "And where is the 9:15 to York?")
    at.row(page, second).wait_for()
    for person in (first, second):
        page.keyboard.press("Shift+N")
        page.wait_for_url(re.compile(r"/desk/mine/\d+/"))
        expect(page.locator("#talk h1")).to_have_text(person.name)
        expect(page.locator("#assign-menu summary")).to_contain_text("You")
    page.goto("/desk/needs/")
    page.keyboard.press("Shift+N")
    expect(page.get_by_text("Nothing waits that nobody has.")).to_be_visible()
    is_good(page)


def the_form(page: Page, name: str) -> None:
    page.goto("/house/routing/")
    page.get_by_role("link", name=f"Change what {name} can do").click()


def test_a_lead_says_what_somebody_can_do_and_when(visit: Visit) -> None:
    page = visit()
    page.goto("/house/routing/")
    page.get_by_label("Name of a new skill").fill("Lost luggage")
    page.keyboard.press("Enter")
    expect(page.locator("section[aria-labelledby=skills]")).to_contain_text("Lost luggage")
    the_form(page, "Ben Adeyemi")
    page.get_by_label("Languages").fill("English, Welsh")
    page.get_by_label("Open matters at once").fill("12")
    page.get_by_label("Lost luggage").check()
    is_good(page)
    page.get_by_role("button", name="Save").click()
    expect(page.locator("section[aria-labelledby=people]")).to_contain_text("English, Welsh · Lost luggage")
    the_form(page, "Ben Adeyemi")
    page.get_by_role("link", name="Set shifts").click()
    is_good(page)
    page.get_by_label("Saturday").fill("10:00-14:00")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".shift-week")).to_contain_text("10:00-14:00")
    is_good(page)
    page.get_by_role("button", name="No set times any more").click()
    expect(page.locator("section[aria-labelledby=shifts]")).to_contain_text("No set times")
    page.get_by_label("Languages").fill("")
    page.get_by_label("Open matters at once").fill("")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()


def test_a_route_is_added_and_read_back(visit: Visit) -> None:
    page = visit()
    page.goto("/house/routing/")
    page.get_by_label("Name of a new skill").fill("Billing")
    page.keyboard.press("Enter")
    expect(page.locator("section[aria-labelledby=skills]")).to_contain_text("Billing")
    page.get_by_role("link", name="New route").click()
    with page.watch.expecting("status of 422"):
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_text("Say to which team it goes, or which skill it takes.")).to_be_visible()
    is_good(page)
    page.get_by_label("Kind").select_option("complaint")
    page.get_by_label("Takes the skill").select_option(label="Billing")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("section[aria-labelledby=routes]")).to_contain_text("takes the skill Billing")
    is_good(page)
    page.get_by_role("button", name="Remove Complaint").click()
    expect(page.get_by_text("Removed. What it led stays where it is.")).to_be_visible()

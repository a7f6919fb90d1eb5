"""A text that many pass on is one line that opens; one person in two places is joined by a key. By keyboard, wide and on a phone."""

import os

import pytest
from playwright.sync_api import Page, expect

from tests.browser import desk as at
from tests.browser.conftest import Visit
from tests.browser.town import Customer, Town, somebody
from tests.browser.watching import PHONE, in_every_light, zoomed

NEWS = "Northwind Rail to cut night services between Harbour City and {place} from January. What do you say to your passengers?"
ASKED = "My suitcase was left behind in carriage seven of the {place} train, it is green, who can look for it?"
AGAIN = "Nobody answers me about the green suitcase in carriage seven of the {place} train. Who can look for it?"


def is_good(page: Page, name: str) -> None:
    if folder := os.environ.get("EARFUL_PICTURES"):
        page.screenshot(path=f"{folder}/{name}-{page.viewport_size['width'] if page.viewport_size else 0}.png")
    assert in_every_light(page) == {}
    assert zoomed(page) == []


def elsewhere(town: Town, by: Customer, text: str) -> None:
    """The same customer speaks to another account of the desk."""
    told = town.ask("/post", **{"as": by.handle}, name=by.name, text=f"@lumenloop {text}", parent=None)
    town.said.append(told["id"])


@pytest.mark.parametrize("wide", [True, False], ids=["wide", "phone"])
def test_a_story_opens_and_closes(town: Town, visit: Visit, wide: bool) -> None:
    place = "Elmford" if wide else "Oakham"
    tellers = [somebody(name) for name in ("Ada Told", "Bo Told", "Cy Told")]
    for number, one in enumerate(tellers):
        town.say(one, ("RT @paper: " if number == 1 else "") + NEWS.format(place=place))
    page = visit()
    if not wide:
        page.set_viewport_size(PHONE)
    page.goto("/desk/all/")
    badge = page.locator(".row-copies", has_text="3 say the same").first
    expect(badge).to_be_visible(timeout=60_000)
    is_good(page, "story-list")
    row = page.locator(".row-link", has=page.locator(".row-copies")).first
    row.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".told")).to_contain_text("3 say the same. Each is a customer of their own")
    expect(page.locator("#row-list .row-link")).to_have_count(3)
    is_good(page, "story-open")
    page.keyboard.press("j")
    page.keyboard.press("o")
    expect(page.locator("#talk .told-line")).to_contain_text("2 others say the same words.")
    is_good(page, "story-talk")
    page.go_back()
    page.goto("/desk/all/")
    expect(page.locator(".row-copies").first).to_be_visible()


@pytest.mark.parametrize("wide", [True, False], ids=["wide", "phone"])
def test_one_person_in_two_places_is_joined_by_a_key(town: Town, visit: Visit, wide: bool) -> None:
    place = "evening" if wide else "morning"
    mia = somebody("Mia Twice")
    town.say(mia, ASKED.format(place=place))
    elsewhere(town, mia, AGAIN.format(place=place))
    page = visit()
    if not wide:
        page.set_viewport_size(PHONE)
    page.goto("/desk/needs/")
    expect(at.row(page, mia)).to_have_count(2)
    at.row(page, mia).first.locator(".row-link").click()
    half = page.locator(".half")
    expect(half).to_contain_text("Possibly one matter", timeout=60_000)
    is_good(page, "half")
    page.keyboard.press("m")
    expect(half).to_contain_text("One matter:")
    expect(half.get_by_role("link", name="Answer there")).to_be_visible()
    is_good(page, "half-joined")
    page.keyboard.press("u")
    expect(half).to_contain_text("Possibly one matter")

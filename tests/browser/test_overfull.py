"""More than anybody expected: nothing breaks out of its place, and the buttons stay within reach."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser import desk as at
from tests.browser.conftest import Visit
from tests.browser.town import Customer, Town, somebody
from tests.browser.watching import DESKTOP, OVERFLOWING, PHONE

ARABIC = "أين قطاري؟ لقد انتظرت ساعة كاملة في المحطة ولم يخبرنا أحد بشيء."
HANDLES = 80


def holds(page: Page, who: Customer, words: str) -> None:
    """List and conversation hold it, on a desk and on a phone."""
    for size in (DESKTOP, PHONE):
        page.set_viewport_size(size)
        page.goto("/desk/needs/")
        expect(at.row(page, who)).to_be_visible()
        assert page.evaluate(OVERFLOWING) == []
        at.pick(page, who)
        expect(at.turn(page, words).first).to_be_visible()
        assert page.evaluate(OVERFLOWING) == []
        expect(page.locator("#send")).to_be_in_viewport(ratio=1)
        room = page.locator("#thread").bounding_box()
        assert room
        assert room["height"] > 150, "the conversation can be read beside the composer"


@pytest.mark.parametrize("name", ["W" * 190, "Maximiliana Konstantina " * 8, "🚂" * 100])
def test_a_name_of_two_hundred_characters(town: Town, visit: Visit, name: str) -> None:
    long = somebody(name)
    town.say(long, "Why does my name not fit on the ticket?")
    holds(visit(), long, "not fit on the ticket")


def test_from_right_to_left(town: Town, visit: Visit) -> None:
    sara = somebody("سارة يوسف")
    town.say(sara, ARABIC, language="ar")
    page = visit()
    holds(page, sara, "أين قطاري")
    assert at.turn(page, "أين قطاري").locator(".said").evaluate("said => getComputedStyle(said).direction") == "ltr"
    at.text(page).fill("قطارك على الرصيف الثاني")
    assert at.text(page).evaluate("text => getComputedStyle(text).direction") == "rtl"


def test_ten_thousand_words(town: Town, visit: Visit) -> None:
    long = somebody("Tess Novel")
    town.say(long, "Where is my suitcase? " + "It was a green suitcase and then another one. " * 1100)
    page = visit()
    holds(page, long, "Where is my suitcase")
    told = at.turn(page, "Where is my suitcase")
    assert len(told.inner_text()) < 5000
    told.get_by_text("Show all of it").click()
    expect(told.locator(".said").last).to_be_visible()
    assert len(told.inner_text()) > 40_000
    assert page.evaluate(OVERFLOWING) == []


def test_one_word_without_end(town: Town, visit: Visit) -> None:
    endless = somebody("Nils Endless")
    town.say(endless, "Why " + "a" * 900 + "? https://rail.example/" + "b" * 600)
    holds(visit(), endless, "aaaaaaaaaa")


def test_nothing_but_faces(town: Town, visit: Visit) -> None:
    happy = somebody("🎉🎉")
    town.say(happy, "😡😡😡😡❓❓❓")
    page = visit()
    page.goto("/desk/all/")
    expect(at.row(page, happy)).to_be_visible()
    at.pick(page, happy)
    expect(at.turn(page, "😡")).to_be_visible()
    assert page.evaluate(OVERFLOWING) == []


def test_a_crowd(town: Town, visit: Visit) -> None:
    first = somebody("Crowd Beginner")
    post = town.say(first, "Who else is stuck on the 17:20?")
    for number in range(HANDLES - 1):
        post = town.say(somebody("Voice"), f"I am number {number}.", post)
    page = visit()
    at.show(page, first)
    expect(page.locator("#turns > .turn")).to_have_count(HANDLES, timeout=60_000)
    holds(page, first, "stuck on the 17:20")

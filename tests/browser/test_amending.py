"""An answer that left is edited and deleted by keyboard alone, wide and on a phone, in every light."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser import desk as at
from tests.browser.conftest import Visit
from tests.browser.town import Town, somebody
from tests.browser.watching import in_every_light, zoomed


def goes(page: Page, link: str) -> None:
    """To the page behind a link below our answer, by the keyboard."""
    there = page.locator("#turns .turn.ours").get_by_role("link", name=link)
    there.focus()
    page.keyboard.press("Enter")


@pytest.mark.parametrize("width", [1440, 390])
def test_by_keyboard_from_the_answer_to_the_record(town: Town, visit: Visit, width: int) -> None:
    who = somebody("Nell Carr")
    asked = town.say(who, "Which door do I use at Hexham?")
    page = visit(viewport={"width": width, "height": 844})
    at.show(page, who)
    at.answer(page, "The one on the left.")
    at.has_left(page, "The one on the left.")
    assert in_every_light(page) == {}

    goes(page, "Edit")
    expect(page.get_by_label("What it is to say")).to_be_focused()
    assert in_every_light(page) == {}
    assert zoomed(page) == []
    page.keyboard.press("Control+A")
    page.keyboard.type("Call Maria on +49 30 901820 1234.")
    with page.watch.expecting("status of 422"):
        page.get_by_role("button", name="Change the answer").press("Enter")
        expect(page.locator(".ruling.refuse")).to_be_visible()
    assert in_every_light(page) == {}
    page.keyboard.press("Control+A")
    page.keyboard.type("The one on the right.")
    page.keyboard.press("Tab")
    page.keyboard.type("Left was wrong")
    page.keyboard.press("Enter")
    expect(at.turn(page, "The one on the right.")).to_contain_text("edited this answer", timeout=at.LEAVES)
    at.comes_true(lambda: [one["text"].split(" ^")[0] for one in town.answers(asked)] == ["The one on the right."])

    goes(page, "Delete")
    expect(page.get_by_text("waits for an answer again")).to_be_visible()
    assert in_every_light(page) == {}
    assert zoomed(page) == []
    page.get_by_label("Why, for the record of your team").focus()
    page.keyboard.type("Wrong station")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    ours = page.locator("#turns .turn.ours")
    expect(ours).to_contain_text("deleted this answer", timeout=at.LEAVES)
    ours.locator("summary").last.focus()
    page.keyboard.press("Enter")
    expect(ours).to_contain_text("The one on the right.")
    at.comes_true(lambda: town.answers(asked) == [])
    assert in_every_light(page) == {}

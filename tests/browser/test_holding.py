"""A holding reply, by keyboard: no answer, but a promise that stands in the list and in the conversation's head."""

import re

from playwright.sync_api import expect

from tests.browser import desk as at
from tests.browser.conftest import Visit
from tests.browser.town import Town, somebody
from tests.browser.watching import in_every_light


def test_a_holding_reply_is_written_by_keyboard_and_the_customer_still_waits(town: Town, visit: Visit) -> None:
    lena = somebody("Lena Holt")
    asked = town.say(lena, "Which of the two bolts holds the seat?")
    page = visit()
    at.show(page, lena)
    page.locator("#holds").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(at.text(page)).to_have_value(re.compile(r"I will come back to you by .*\d\d:\d\d"))
    assert in_every_light(page) == {}
    at.text(page).focus()
    page.keyboard.press("Control+Enter")
    at.comes_true(lambda: len(town.answers(asked)) == 1, at.LEAVES / 1000)
    expect(page.locator(".talk-state")).to_contain_text("We come back by")
    expect(page.locator("#turns")).to_contain_text("holding reply by")
    expect(at.row(page, lena)).to_contain_text("we come back by")
    assert in_every_light(page) == {}

"""The whole desk on a real Ghost: comments, what is hidden, answers that reach their reader, and a line that is down meanwhile.

Not run by default: `pytest tests/real/test_desk_on_ghost.py`.
"""

import itertools
import os
import signal
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from desk_window import HEARD, Window, chromium, expect
from ghost_site import RealGhost, ghost
from playwright.sync_api import BrowserContext
from running_desk import Desk, a_desk
from town_and_desk import waits_for

from tests.browser.watching import in_every_light

NUMBERS = itertools.count(1)


class Magazine:
    """A site, a desk that listens to it, and a browser in which its owner is signed in."""

    def __init__(self, site: dict[str, Any], desk: Desk, context: BrowserContext) -> None:
        self.desk, self.context = desk, context
        self.world = RealGhost(site)

    def connects(self, window: Window, member: str) -> None:
        window.go("/house/accounts/connect/ghost/")
        for name, value in (("address", self.world.url), ("key", self.world.key), ("member", member)):
            window.page.locator(f"[name={name}]").fill(value)
        window.page.locator("form.panel button.primary").click()


@pytest.fixture(scope="module")
def magazine() -> Iterator[Magazine]:
    with ExitStack() as after:
        site = after.enter_context(ghost())
        desk = after.enter_context(a_desk())
        desk.environ |= {
            "EARFUL_TOWN": "off",
            "EARFUL_CHECK_SECONDS": "3",
            "EARFUL_TRUSTED_HOSTS": site["url"].removeprefix("http://"),
        }
        desk.up()
        made = Magazine(site, desk, after.enter_context(chromium()))
        window = Window(desk, made.context)
        window.sign_in()
        made.connects(window, "nobody@desk.test")
        window.sees("The site knows none with this mail address")
        made.connects(window, site["member"]["mail"])
        window.sees("We are listening to")
        window.close()
        yield made


@pytest.fixture
def window(magazine: Magazine) -> Iterator[Window]:
    made = Window(magazine.desk, magazine.context)
    made.desk_of("all")
    yield made
    made.close()


def asked(what: str = "where is my parcel") -> str:
    return f"{what} {next(NUMBERS)} of this week?"


def test_a_comment_is_answered_below_it_and_its_reader_is_mailed(magazine: Magazine, window: Window) -> None:
    question = asked()
    name = magazine.world.say(question)
    window.hears(question)
    window.opens(question)
    window.answers("It is on its way to you.")
    window.has_sent("It is on its way to you.")
    [answer] = magazine.world.under(name)
    text, _, signed = answer.partition(" ^")
    assert text == "It is on its way to you."
    assert signed, "its writer's initials stand there"
    waits_for(lambda: magazine.world.mails("carol@town.test") != [], "Ghost tells the reader")

    window.page.get_by_role("link", name="Delete").click()
    window.page.get_by_role("button", name="Delete").click()
    waits_for(lambda: magazine.world.under(name) == [], "the answer is gone")


def test_what_a_moderator_hides_is_let_through_and_answered(magazine: Magazine, window: Window) -> None:
    question = asked("nobody sees this any more, where is my parcel")
    name = magazine.world.hold(question)
    window.hears(question)
    window.opens(question)
    window.sees("Its site shows this to nobody until it is let through.")
    assert in_every_light(window.page) == {}
    window.page.get_by_role("button", name="Let it through").press("Enter")
    waits_for(lambda: magazine.world.of(name)["status"] == "published", "the site shows it")
    expect(window.page.locator(".turn-held")).to_have_count(0, timeout=HEARD)
    window.answers("It is shown again, and your parcel comes tomorrow.")
    window.has_sent("It is shown again, and your parcel comes tomorrow.")
    assert len(magazine.world.under(name)) == 1


def test_spam_is_deleted_there_and_waits_for_nobody(magazine: Magazine, window: Window) -> None:
    question = asked("win a parcel at parcels dot example, why not take")
    name = magazine.world.hold(question)
    window.hears(question)
    window.opens(question)
    window.page.get_by_role("button", name="It is spam").click()
    waits_for(lambda: magazine.world.of(name)["status"] == "deleted", "the site has deleted it")
    expect(window.page.locator("#turns")).not_to_contain_text("win a parcel", timeout=HEARD)


def test_what_is_written_while_nobody_listens_comes_once(magazine: Magazine, window: Window) -> None:
    before, meanwhile = asked(), asked()
    magazine.world.say(before)
    window.hears(before)
    magazine.desk.stop()
    magazine.world.say(meanwhile)
    magazine.desk.up()
    again = Window(magazine.desk, magazine.context)
    again.desk_of("all")
    again.hears(meanwhile)
    os.kill(magazine.desk.children()["listen"].pid, signal.SIGKILL)
    last = asked()
    magazine.world.say(last)
    again.hears(last)
    for text in (before, meanwhile, last):
        expect(again.row(text)).to_have_count(1)
    again.close()

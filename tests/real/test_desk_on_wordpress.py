"""The whole desk on a real WordPress: comments, moderation, answers, and a line that is down while customers write.

Not run by default: `pytest tests/real/test_desk_on_wordpress.py`.
"""

import itertools
import os
import signal
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from desk_window import HEARD, Window, chromium, expect
from playwright.sync_api import BrowserContext
from running_desk import Desk, a_desk
from town_and_desk import waits_for
from wordpress_site import RealWordPress, wordpress

from tests.browser.watching import in_every_light

NUMBERS = itertools.count(1)


class Blog:
    """A blog, a desk that listens to it, and a browser in which its owner is signed in."""

    def __init__(self, site: dict[str, Any], desk: Desk, context: BrowserContext) -> None:
        self.site, self.desk, self.context = site, desk, context
        self.world = RealWordPress(site)

    def connects(self, window: Window, password: str) -> None:
        window.go("/house/accounts/connect/wordpress/")
        for name, value in (("address", self.world.url), ("user", self.world.secrets["user"]), ("password", password)):
            window.page.locator(f"[name={name}]").fill(value)
        window.page.locator("form.panel button.primary").click()


@pytest.fixture(scope="module")
def blog() -> Iterator[Blog]:
    with ExitStack() as after:
        site = after.enter_context(wordpress())
        desk = after.enter_context(a_desk())
        desk.environ |= {
            "EARFUL_TOWN": "off",
            "EARFUL_CHECK_SECONDS": "3",
            "EARFUL_TRUSTED_HOSTS": site["url"].removeprefix("http://"),
        }
        desk.up()
        made = Blog(site, desk, after.enter_context(chromium()))
        window = Window(desk, made.context)
        window.sign_in()
        made.connects(window, "not the password")
        window.sees("The blog does not accept it for this user")
        made.connects(window, made.world.secrets["password"])
        window.sees("We are listening to")
        window.close()
        yield made


@pytest.fixture
def window(blog: Blog) -> Iterator[Window]:
    made = Window(blog.desk, blog.context)
    made.desk_of("all")
    yield made
    made.close()


def asked(what: str = "where is my parcel") -> str:
    return f"{what} {next(NUMBERS)} of this week?"


def test_a_comment_is_answered_below_it_by_a_named_person_who_can_change_it(blog: Blog, window: Window) -> None:
    question = asked()
    name = blog.world.say(question)
    window.hears(question)
    window.opens(question)
    window.answers("It is on its way to you.")
    window.has_sent("It is on its way to you.")
    [answer] = blog.world.under(name)
    text, _, signed = answer.partition(" ^")
    assert text == "It is on its way to you."
    assert signed, "its writer's initials stand there"

    window.page.get_by_role("link", name="Delete").click()
    window.page.get_by_role("button", name="Delete").click()
    waits_for(lambda: blog.world.under(name) == [], "the answer is in the blog's bin")


def test_what_is_held_back_is_let_through_and_answered(blog: Blog, window: Window) -> None:
    question = asked("nobody sees this yet, where is my parcel")
    name = blog.world.hold(question)
    window.hears(question)
    window.opens(question)
    window.sees("Its site shows this to nobody until it is let through.")
    assert in_every_light(window.page) == {}
    window.page.get_by_role("button", name="Let it through").press("Enter")
    waits_for(lambda: blog.world.ask("GET", f"wp/v2/comments/{name}")["status"] == "approved", "the blog shows it")
    expect(window.page.locator(".turn-held")).to_have_count(0, timeout=HEARD)
    window.answers("We have let you in, and it comes tomorrow.")
    window.has_sent("We have let you in, and it comes tomorrow.")
    assert len(blog.world.under(name)) == 1


def test_spam_is_put_away_there_and_waits_for_nobody(blog: Blog, window: Window) -> None:
    question = asked("win a parcel at parcels dot example, why not take")
    name = blog.world.hold(question)
    window.hears(question)
    window.opens(question)
    window.page.get_by_role("button", name="It is spam").click()
    waits_for(
        lambda: blog.world.ask("GET", f"wp/v2/comments/{name}", context="edit")["status"] == "spam",
        "the blog calls it spam",
    )
    expect(window.page.locator("#turns")).not_to_contain_text("win a parcel", timeout=HEARD)


def test_what_is_written_while_nobody_listens_comes_once(blog: Blog, window: Window) -> None:
    before, meanwhile = asked(), asked()
    blog.world.say(before)
    window.hears(before)
    blog.desk.stop()
    blog.world.say(meanwhile)
    blog.desk.up()
    again = Window(blog.desk, blog.context)
    again.desk_of("all")
    again.hears(meanwhile)
    os.kill(blog.desk.children()["listen"].pid, signal.SIGKILL)
    last = asked()
    blog.world.say(last)
    again.hears(last)
    for text in (before, meanwhile, last):
        expect(again.row(text)).to_have_count(1)
    again.close()

"""The parts of the desk as a person names them, and the moves one makes most."""

import re
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from tests.browser.town import Customer
from tests.flow.running_desk import eventually

LEAVES = 40_000  # milliseconds: the undo window, and what a busy machine takes to send


def row(page: Page, who: Customer) -> Locator:
    """Somebody's line in the list."""
    return page.locator("#row-list .row").filter(has_text=who.name)


def thread(page: Page) -> Locator:
    """What was said."""
    return page.locator("#thread")


def turn(page: Page, words: str) -> Locator:
    """One thing that stands on the network, by its words."""
    return page.locator("#turns > .turn:not(.sending)").filter(has_text=words)


def sending(page: Page) -> Locator:
    """What is on its way, or was not sent."""
    return page.locator("#turns > .sending")


def text(page: Page) -> Locator:
    """Where one writes an answer."""
    return page.locator("#text")


def answer(page: Page, words: str) -> None:
    """Write and send."""
    text(page).fill(words)
    page.locator("#send").click()


def show(page: Page, who: Customer, view: str = "needs") -> str:
    """Open the desk and in it somebody's conversation, once it has arrived; its number."""
    page.goto(f"/desk/{view}/")
    return pick(page, who)


def pick(page: Page, who: Customer) -> str:
    """Open somebody's conversation from the list; its number."""
    line = row(page, who)
    expect(line).to_be_visible()
    number = line.get_attribute("data-pk") or ""
    line.locator(".row-link").click()
    expect(page.locator(f"#talk[data-pk='{number}']")).to_be_visible()
    page.locator("#talk").hover(position={"x": 5, "y": 5})  # a list that is pointed at keeps still
    return number


def count(page: Page, view: str) -> int:
    """The number beside a view."""
    return int(page.locator(f".nav-link[href='/desk/{view}/'] .count").inner_text())


def counts_to(page: Page, view: str, number: int) -> None:
    """Wait until a view shows a number."""
    expect(page.locator(f".nav-link[href='/desk/{view}/'] .count")).to_have_text(str(number))


def has_left(page: Page, words: str) -> None:
    """Wait until words of ours stand on the network and nothing is on its way any more."""
    expect(turn(page, words)).to_have_class(re.compile(r"\bours\b"), timeout=LEAVES)
    expect(sending(page)).to_have_count(0)


def comes_true(true: Callable[[], bool], seconds: float = 20) -> None:
    """Something in the town comes true within a while."""
    assert eventually(true, seconds)

"""The picture of the README, from a running desk with a lively town: python -m tests.browser.picture OUT.png"""

import sys
import time
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

from tests.browser.conftest import come_in, invited, launched
from tests.browser.watching import DESKTOP
from tests.flow.running_desk import a_desk

BUSY = 12  # lines in the list, so that it looks like a working day
LOOKED_AT = 25  # conversations
PATIENCE = 120.0  # seconds until that many have arrived and were understood
DRAFT = "Sorry for the wait. I have asked a colleague to look at it and will write to you here within the hour."

PROMISE = "2160"  # minutes: the town's past of a day is not all late
WORTH = """() => {
  const turns = [...document.querySelectorAll("#turns > .turn:not(.removed)")];
  const voices = new Set(turns.map((turn) => turn.querySelector(".turn-head b").textContent.trim()));
  const asks = turns.at(-1)?.matches(".waits:has(.turn-kind)") && !/Praise/.test(turns.at(-1).textContent);
  return [asks ? 1 : 0, voices.size, Math.min(turns.length, 5)];
}"""


def settle_in(page: Page) -> None:
    """Names instead of the defaults, and colleagues."""
    page.goto("/house/me/")
    page.get_by_label("Name", exact=True).fill("Ana Ortega")
    page.get_by_role("button", name="Save").click()
    page.goto("/house/settings/")
    page.locator("form.panel input[name=name]").fill("Northwind")
    page.get_by_role("button", name="Save").click()
    page.goto("/house/promises/")
    page.get_by_role("link", name="Change Everything else").click()
    for name in ("first", "next"):
        page.locator(f"input[name={name}]").fill(PROMISE)
    page.get_by_role("button", name="Save").click()
    for username, name in (("ben", "Ben Adeyemi"), ("mei", "Mei Lin")):
        invited(page, username, name, "agent")


def wait_for_life(page: Page) -> None:
    """Until enough people wait."""
    until = time.monotonic() + PATIENCE
    page.goto("/desk/needs/")
    while page.locator("#row-list .row").count() < BUSY and time.monotonic() < until:
        page.wait_for_timeout(1000)
        page.reload()


def hand_out(page: Page) -> None:
    """Some are with somebody already."""
    for place, name in ((1, "Ben Adeyemi"), (3, "Mei Lin"), (4, "Take it"), (7, "Ben Adeyemi")):
        page.locator("#row-list .row-link").nth(place).click()
        page.locator("#assign-menu summary").click()
        page.locator("#assign-menu").get_by_role("button", name=name).click()
        expect(page.locator("#assign-menu")).not_to_have_attribute("open", "")


def worth_seeing(page: Page) -> str:
    """The number of a conversation that ends with a question and has the most voices."""
    lines = page.locator("#row-list .row:has(.row-turns)").all()[:LOOKED_AT]
    worth: dict[str, list[int]] = {}
    for number in [line.get_attribute("data-pk") or "" for line in lines]:
        page.goto(f"/desk/needs/{number}/")
        worth[number] = page.evaluate(WORTH)
    return max(worth, key=lambda number: worth[number], default="")


def take(out: Path) -> None:
    """Start a desk, let it live a little, and take the picture."""
    with a_desk() as desk, sync_playwright() as playwright:
        desk.up()
        browser = launched(playwright)
        context = browser.new_context(
            base_url=f"http://127.0.0.1:{desk.port}", viewport=DESKTOP, color_scheme="light", reduced_motion="reduce"
        )
        page = context.new_page()
        come_in(page, f"http://127.0.0.1:{desk.port}{desk.link}")
        settle_in(page)
        wait_for_life(page)
        hand_out(page)
        page.goto("/desk/needs/")
        number = worth_seeing(page)
        page.goto(f"/desk/needs/{number}/" if number else "/desk/needs/")
        page.locator("#text").fill(DRAFT)
        expect(page.locator("#rulings [data-server-count]")).to_have_count(1)
        page.locator("#thread").hover()
        page.locator("#text").blur()
        page.screenshot(path=out, animations="disabled")
        browser.close()


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("Name the file to write: python -m tests.browser.picture OUT.png")
    take(Path(sys.argv[1]))
    print(sys.argv[1])

"""An agent at the desk: Chromium, and what a person does and sees in it."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from bluesky_network import Person
from playwright.sync_api import BrowserContext, Locator, Page, expect, sync_playwright
from running_desk import Desk

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
PATIENCE = float(os.environ.get("TEST_PATIENCE", "1"))  # more, on a machine that does much besides
HEARD = 90_000 * PATIENCE  # ms: asked for every ten seconds, on a machine that may be busy
ANSWERED = 120_000 * PATIENCE  # ms: ten seconds to take it back, then on its way, whatever happens to it there
expect.set_options(timeout=45_000 * PATIENCE)


@contextmanager
def chromium() -> Iterator[BrowserContext]:
    """A browser with nobody signed in."""
    found = os.environ.get("EARFUL_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if not found:
        pytest.fail("This needs Chromium. Install it, or put the path of one into EARFUL_CHROMIUM.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=list(FLAGS))
        context = browser.new_context(viewport={"width": 1400, "height": 900})
        context.set_default_timeout(60_000 * PATIENCE)
        yield context
        browser.close()


class Window:
    """One page of the desk."""

    def __init__(self, desk: Desk, context: BrowserContext) -> None:
        self.desk = desk
        self.page: Page = context.new_page()
        self.errors: list[str] = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))

    def go(self, path: str) -> None:
        answer = self.page.goto(f"http://127.0.0.1:{self.desk.port}{path}")
        assert answer is None or answer.ok, f"{answer.status} for {path}\n{answer.text()[:2000]}"

    def sign_in(self) -> None:
        """By the link that the start of the desk prints."""
        self.go(self.desk.link)
        self.page.get_by_role("button", name="Sign in").click()
        expect(self.page.locator("#list")).to_be_visible()

    def sees(self, words: str, within: float | None = None) -> None:
        """These words stand on the page, `within` so many ms."""
        expect(self.page.get_by_text(words).first).to_be_visible(timeout=within)

    # --- accounts

    def enter(self, brand: Person, password: str, server: str, directory: str) -> None:
        """Fill in the page that connects an account, and send it."""
        page = self.page
        page.locator("input[name=handle]").fill(brand.handle)
        page.locator("input[name=app_password]").fill(password)
        more = page.locator("details.folded")
        if more.get_attribute("open") is None:
            more.locator("summary").click()
        page.locator("input[name=server]").fill(server)
        page.locator("input[name=directory]").fill(directory)
        page.locator("form.panel button.primary").click()

    def account(self, brand: Person) -> Locator:
        """An account in the list of accounts."""
        self.go("/house/accounts/")
        return self.page.locator(".account", has_text=f"@{brand.handle}")

    # --- conversations

    def desk_of(self, view: str = "needs") -> None:
        self.go(f"/desk/{view}/")

    def row(self, words: str) -> Locator:
        return self.page.locator("#row-list .row", has_text=words)

    def hears(self, words: str) -> None:
        """A conversation appears in the list that is open."""
        expect(self.row(words)).to_have_count(1, timeout=HEARD)

    def opens(self, words: str) -> None:
        self.row(words).click()
        expect(self.turn(words)).to_be_visible()
        self.page.mouse.move(900, 5)  # away from the list: rows move only while nobody points at them

    def turn(self, words: str) -> Locator:
        """Something said in the open conversation, which is not on its way any more."""
        return self.page.locator("#turns .turn:not(.sending)", has_text=words)

    def on_its_way(self, words: str) -> Locator:
        return self.page.locator("#turns .turn.sending", has_text=words)

    def answers(self, text: str) -> None:
        """Write and send; it stays for ten seconds."""
        self.page.locator("#text").fill(text)
        self.page.locator("#send").click()
        expect(self.on_its_way(text)).to_be_visible()
        expect(self.page.locator("#text")).to_have_value("")

    def has_sent(self, text: str, timeout: float = ANSWERED) -> None:
        """It stands in the thread as one of our turns, written by a person here, and nothing of it is on its way."""
        expect(self.turn(text)).to_have_count(1, timeout=timeout)
        expect(self.turn(text).locator(".turn-who")).to_contain_text("written by", timeout=timeout)
        expect(self.on_its_way(text)).to_have_count(0)

    def stands_as(self, words: str) -> None:
        expect(self.page.locator(".talk-state .badge", has_text=words)).to_be_visible(timeout=HEARD)

    def encloses(self, picture: Path, alt: str) -> None:
        self.page.locator("#picture").set_input_files(picture)
        described = self.page.locator("#enclosures [data-alt]")
        described.fill(alt)

    def close(self) -> None:
        self.page.close()
        assert not self.errors, self.errors

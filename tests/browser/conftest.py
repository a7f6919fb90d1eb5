"""One running desk and one browser for all tests here; each test brings its own customers."""

import os
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright

from tests.browser.town import Town
from tests.browser.watching import DESKTOP, Watch
from tests.flow.a_mail_server import Post, a_mail_server
from tests.flow.running_desk import Desk, a_desk

PATIENCE = 20_000
ARGUMENTS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]
Visit = Callable[..., Page]
expect.set_options(timeout=PATIENCE)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[Any]) -> Iterator[Any]:
    """Remember whether the test itself failed, for the picture taken then."""
    report = yield
    if report.when == "call":
        item.stash[FAILED] = report.failed
    return report


FAILED = pytest.StashKey[bool]()


@pytest.fixture(scope="session")
def post() -> Iterator[Post]:
    """The mail server of the desk."""
    with a_mail_server() as server:
        yield server


@pytest.fixture(scope="session")
def desk(post: Post) -> Iterator[Desk]:
    """The desk as its owner starts it, with a town in which only the tests speak."""
    with a_desk() as desk:
        desk.environ["EARFUL_TOWN_QUIET"] = "on"
        desk.environ["EARFUL_MAIL_URL"] = f"smtp://127.0.0.1:{post.port}"
        desk.environ["EARFUL_MAIL_FROM"] = "Northwind care <care@northwind.example>"
        desk.up()
        yield desk


@pytest.fixture(scope="session")
def address(desk: Desk) -> str:
    """Where the desk is."""
    return f"http://127.0.0.1:{desk.port}"


@pytest.fixture(scope="session")
def settled_town(desk: Desk) -> Town:
    """The town beside the desk."""
    return Town(f"http://127.0.0.1:{desk.port + 2}")


@pytest.fixture
def town(settled_town: Town) -> Iterator[Town]:
    """The same; after the test nobody waits for anything."""
    yield settled_town
    settled_town.fall_silent()


@pytest.fixture
def alone(visit: Visit) -> None:
    """Nobody waits: the tests before have left nothing. For tests that count."""
    page = visit()
    page.goto("/desk/needs/")
    expect(page.locator("#list")).to_contain_text("Everyone has been heard.")
    page.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium."""
    with sync_playwright() as playwright:
        browser = launched(playwright)
        yield browser
        browser.close()


def launched(playwright: Playwright) -> Browser:
    """The browser that EARFUL_CHROMIUM names."""
    path = os.environ.get("EARFUL_CHROMIUM", "/usr/bin/chromium")
    return playwright.chromium.launch(executable_path=path, args=ARGUMENTS)


def come_in(page: Page, link: str) -> None:
    """Press the button of a one-time link."""
    page.goto(link)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/desk/needs/")


@pytest.fixture(scope="session")
def staff(desk: Desk, browser: Browser, address: str) -> dict[str, Any]:
    """The owner, a colleague who answers and one who reads, each signed in: their cookies by name."""
    context = browser.new_context(base_url=address)
    page = context.new_page()
    come_in(page, desk.run("signin").stdout.strip())  # a fresh one: each sign-in ends the links before it
    signed_in = {"owner": context.storage_state()}
    for username, name, role in (("ben", "Ben Adeyemi", "agent"), ("vera", "Vera Lind", "viewer")):
        theirs = browser.new_context(base_url=address)
        come_in(theirs.new_page(), invited(page, username, name, role))
        signed_in[username] = theirs.storage_state()
        theirs.close()
    context.close()
    return signed_in


def invited(page: Page, username: str, name: str, role: str) -> str:
    """An owner invites somebody: the link they are handed."""
    page.goto("/house/staff/invite/")
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("Sign-in name").fill(username)
    page.get_by_label("What they may do").select_option(role)
    page.get_by_role("button", name="Make the sign-in link").click()
    return page.get_by_label("The link").input_value()


@pytest.fixture
def visit(
    browser: Browser, address: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Visit]:
    """Somebody opens the desk in a browser of their own: visit("ben"), visit("") for a stranger.

    Whatever the browser complains of fails the test, unless `page.watch.expecting` named it. A failing test leaves
    a picture of every page.
    """
    contexts: list[tuple[BrowserContext, Watch]] = []

    def open_desk(who: str = "owner", **more: Any) -> Page:
        state = request.getfixturevalue("staff")[who] if who else None
        context = browser.new_context(base_url=address, storage_state=state, **{"viewport": DESKTOP, **more})
        context.set_default_timeout(PATIENCE)
        watch = Watch(context)
        contexts.append((context, watch))
        page = context.new_page()
        page.watch = watch
        return page

    yield open_desk
    folder = tmp_path_factory.mktemp("seen") if request.node.stash.get(FAILED, False) else None
    heard: list[str] = []
    for context, watch in contexts:
        for number, page in enumerate(context.pages):
            if folder:
                name = re.sub(r"\W+", "_", f"{request.node.name}_{contexts.index((context, watch))}_{number}")
                page.screenshot(path=folder / f"{name}.png")
                print(f"What the page looked like: {folder / name}.png")
        heard += watch.heard
        context.close()
    assert not heard, f"the browser complained: {heard}"

"""An account's page in green, amber and red, and the list of what was unheard: for everybody, in every light."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.watching import DESKTOP, PHONE, in_every_light, zoomed
from tests.flow.running_desk import Desk

STATES = {
    "green": ("ends_at=None, passed_over_at=None", "good", "Heard"),
    "amber": ("ends_at=None, passed_over_at=now", "late", "But checks left something out"),
    "red": ("ends_at=now - timedelta(hours=2), passed_over_at=None", "trouble", "has ended. Sign in again"),
}
GIVEN = """
from datetime import timedelta
from earful.accounts.models import Account
from earful.intake.models import Unheard
from earful.kit import clock
now = clock.now()
account = Account.objects.get(handle="lumenloop")
Account.objects.filter(pk=account.pk).update({state},
    rate={{"left": 260, "limit": 300, "fresh_at": (now + timedelta(minutes=4)).isoformat(), "seen_at": now.isoformat()}})
Unheard.objects.filter(account=account).delete()
for number in range({unheard}):
    said, began = now - timedelta(minutes=9 * number + 12), now - timedelta(hours=3)
    Unheard.objects.create(workspace_id=account.workspace_id, account=account, external_id=f"never:{{number}}",
        said_at=said, seen_at=now - timedelta(minutes=2), found_at=now, fetched_at=now if number % 3 else None,
        cause=["passed_over", "nobody", "trouble"][number % 3], words="The sandbox town cannot be reached. Is it running?" if number % 3 == 2 else "",
        cause_from=began if number % 3 else None, cause_until=now - timedelta(minutes=5) if number % 3 else None,
        passed_at=None if number % 3 == 2 else now - timedelta(minutes=1))
"""


def given(desk: Desk, state: str, unheard: int) -> None:
    done = desk.run("manage", "shell", "-c", GIVEN.format(state=state, unheard=unheard))
    assert done.returncode == 0, done.stderr


def seen(page: Page, name: str) -> None:
    """For who wants to look: EARFUL_SEEN names a folder."""
    if folder := os.environ.get("EARFUL_SEEN"):
        for size, light in ((DESKTOP, "light"), (DESKTOP, "dark"), (PHONE, "light"), (PHONE, "dark")):
            page.set_viewport_size(size)
            page.emulate_media(color_scheme=light)
            page.screenshot(path=Path(folder) / f"{name}_{size['width']}_{light}.png", full_page=True)
        page.set_viewport_size(DESKTOP)


@pytest.mark.parametrize("colour", STATES)
def test_an_account_in_green_amber_and_red(desk: Desk, visit: Visit, colour: str) -> None:
    state, dot, words = STATES[colour]
    given(desk, state, {"green": 0, "amber": 7, "red": 1}[colour])
    page = visit()
    page.goto("/house/accounts/")
    page.get_by_role("link", name="Lumenloop", exact=True).click()
    expect(page.locator(".panel .hearing").first).to_contain_text(words)
    expect(page.locator(f".panel .dot.{dot}")).to_have_count(1)
    expect(page.locator(".facts")).to_contain_text("Used 40 of 300.")
    assert in_every_light(page) == {}
    assert zoomed(page) == []
    seen(page, colour)
    page.get_by_role("button", name="Look again now").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("What is missing here is fetched in a minute.")
    given(desk, STATES["green"][0], 0)


def test_the_list_of_what_was_unheard(desk: Desk, visit: Visit) -> None:
    given(desk, STATES["green"][0], 40)
    page = visit("vera")
    page.goto("/house/board/")
    page.get_by_role("link", name="40", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Unheard")
    expect(page.locator(".entries > li")).to_have_count(40)
    assert in_every_light(page) == {}
    assert zoomed(page) == []
    seen(page, "unheard")
    given(desk, STATES["green"][0], 0)
    page.reload()
    expect(page.locator(".empty")).to_contain_text("Nothing was unheard")
    seen(page, "nothing")

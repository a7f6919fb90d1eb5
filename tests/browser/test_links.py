"""What is behind a customer's link, by keyboard, wide and on a phone; the worker refuses what leads inside."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser import desk as at
from tests.browser.conftest import Visit
from tests.browser.town import Town, somebody
from tests.browser.watching import PHONE, in_every_light, zoomed
from tests.flow.a_link_server import a_server, leads
from tests.flow.a_link_server import page as a_page
from tests.flow.running_desk import Desk

SEES = """
from earful import behind_links
from earful.conversations.links import asks
from earful.staff.models import Workspace
look, _ = asks.want(Workspace.objects.get().pk, {address!r})
behind_links.put(asks.claim(look.pk), frozenset({{{place!r}, {other!r}}}))
"""


def is_good(page: Page) -> None:
    assert in_every_light(page) == {}
    assert zoomed(page) == []


@pytest.mark.parametrize("wide", [True, False], ids=["wide", "phone"])
def test_a_look_by_keyboard(town: Town, desk: Desk, visit: Visit, wide: bool) -> None:
    mia = somebody("Mia Link")
    with a_server() as there:
        short = f"http://localhost:{there.port}/s{wide}"
        town.say(mia, f"Is this shop yours? {short} and http://127.0.0.1/{'long' * 60}")
        there.pages[f"/s{wide}"] = leads(there.at("/shop"))
        there.pages["/shop"] = a_page("Wool and more " + "x" * 400, "Yarn of all sorts. \u202eمرحبا " + "long " * 80)
        code = SEES.format(address=short, place=there.place, other=f"localhost:{there.port}")
        done = desk.run("manage", "shell", "-c", code)
        assert done.returncode == 0, done.stderr
    page = visit()
    at.show(page, mia)
    if not wide:
        page.set_viewport_size(PHONE)
    tool = at.turn(page, "Is this shop yours?").locator("summary", has_text="What is behind these links?")
    tool.focus()
    page.keyboard.press("Enter")
    looks = page.locator(".looks")
    expect(looks).to_contain_text("Leads elsewhere")
    expect(looks.locator("b")).to_have_text("127.0.0.1")
    expect(looks).to_contain_text("Wool and more")
    is_good(page)
    look = looks.get_by_role("button", name="Look", exact=True)
    look.focus()
    page.keyboard.press("Enter")
    expect(looks).to_be_visible()
    expect(looks).to_contain_text("It leads to the inside of a network, so it was not opened.")
    assert page.evaluate("document.activeElement.id").endswith("-1-now")
    is_good(page)
    page.keyboard.press("Escape")
    expect(looks).to_be_hidden()
    expect(tool).to_be_focused()


def test_it_is_switched_off_and_on(town: Town, visit: Visit) -> None:
    ben = somebody("Ben Link")
    town.say(ben, "Is this you? https://example.org/")
    page = visit()
    page.goto("/house/settings/links/")
    is_good(page)
    page.get_by_label("Let people ask").uncheck()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_contain_text("Saved.")
    at.show(page, ben)
    expect(at.turn(page, "Is this you?").locator("summary", has_text="Why")).to_be_visible()
    expect(page.locator("summary", has_text="What is behind")).to_have_count(0)
    page.goto("/house/settings/links/")
    page.get_by_label("Let people ask").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_contain_text("Saved.")

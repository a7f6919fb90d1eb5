"""The bell rings for whom it concerns, by keyboard and outside the page, and its pages are fit for everybody."""

import re
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser import desk as at
from tests.browser.conftest import Visit
from tests.browser.town import Town, somebody
from tests.browser.watching import flaws, in_every_light, zoomed

SOON = 40_000  # milliseconds: what happened is read every ten seconds
SHOWN = """
window.shown = [];
window.Notification = class {
  static permission = sessionStorage.getItem("allowed") || "default";
  static async requestPermission() {
    sessionStorage.setItem("allowed", "granted");
    Notification.permission = "granted";
    return "granted";
  }
  constructor(title, told) { window.shown.push([title, told.body]); }
};
"""


def is_good(page: Page) -> None:
    assert in_every_light(page) == {}
    assert zoomed(page) == []


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def gives(page: Page, to: str) -> None:
    """The conversation that is shown goes to a colleague."""
    page.locator("#assign-menu summary").click()
    page.locator("#assign-menu").get_by_role("button", name=to).click()
    expect(page.locator("#assign-menu summary")).to_contain_text(to)


def test_the_bell_rings_live_and_is_answered_by_keyboard(town: Town, visit: Visit) -> None:
    dora, emil = somebody("Dora Finn"), somebody("Emil Vos")
    for who in (dora, emil):
        town.say(who, "Where is my parcel?")
    owner, ben = visit(), visit("ben")
    ben.goto("/desk/mine/")
    number = at.show(owner, dora)
    gives(owner, "Ben Adeyemi")
    count = ben.locator("#bell-count")
    expect(ben.locator("#bell-panel")).to_contain_text(dora.name, timeout=SOON)
    before = int(count.inner_text())
    at.pick(owner, emil)
    gives(owner, "Ben Adeyemi")
    expect(count).to_have_text(str(before + 1), timeout=SOON)

    press(ben, "g", "b")
    panel = ben.locator("#bell-panel")
    expect(panel).to_be_visible()
    line = panel.get_by_role("link", name=re.compile("conversations came to you|gave you")).first
    expect(line).to_be_visible()
    assert flaws(ben) == []
    press(ben, "Escape")
    expect(panel).to_be_hidden()
    expect(ben.locator("#bell > summary")).to_be_focused()

    ben.goto("/house/notices/")
    expect(ben.get_by_role("heading", level=1)).to_have_text("Notices")
    is_good(ben)
    ben.get_by_text("Each of them").first.click()
    ben.get_by_role("link", name=re.compile(rf"gave you .*{number}\)")).first.click()
    ben.wait_for_url(f"**/desk/all/{number}/")
    ben.goto("/house/notices/")
    ben.get_by_role("button", name="All read").first.click()
    expect(ben.locator("#bell-count")).to_be_hidden()


def test_outside_the_page_only_when_asked_for_and_each_once(town: Town, visit: Visit) -> None:
    gita = somebody("Gita Rao")
    town.say(gita, "May I change my seat?")
    owner, ben = visit(), visit("ben")
    ben.context.add_init_script(SHOWN)
    ben.goto("/house/me/notices/")
    expect(ben.get_by_text("This browser shows nothing outside the page yet.")).to_be_visible()
    ben.get_by_role("button", name="Allow it").click()
    expect(ben.get_by_text("This browser shows notices while the desk is open in it.")).to_be_visible()
    is_good(ben)
    ben.goto("/desk/mine/")
    at.show(owner, gita)
    gives(owner, "Ben Adeyemi")
    at.comes_true(lambda: "Gita Rao" in str(ben.evaluate("window.shown")), SOON / 1000)
    shown: list[Any] = ben.evaluate("window.shown")
    assert len([body for _, body in shown if "Gita Rao" in body]) == 1
    ben.reload()
    expect(ben.locator("#bell-count")).to_be_visible()
    assert ben.evaluate("window.shown") == []


def test_wishes_by_keyboard(visit: Visit) -> None:
    page = visit("ben")
    page.goto("/house/me/")
    page.get_by_role("link", name="Choose", exact=True).focus()
    press(page, "Enter")
    page.wait_for_url("**/house/me/notices/")
    box = page.get_by_role("checkbox", name="Something is no longer yours: by mail")
    box.focus()
    press(page, "Space")
    page.get_by_label("From").fill("22:00")
    page.locator("#id_quiet_to").fill("06:30")
    page.get_by_role("button", name="Save").focus()
    press(page, "Enter")
    expect(page.get_by_text("Saved.")).to_be_visible()
    expect(box).to_be_checked()
    expect(page.locator("#id_quiet_to")).to_have_value("06:30")
    page.get_by_label("From").fill("")
    page.locator("#id_quiet_to").fill("")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()


def test_the_chain_and_a_chat_tool(visit: Visit) -> None:
    page = visit()
    page.goto("/house/promises/")
    page.locator("section", has=page.get_by_role("heading", name="Escalation")).get_by_role("link").click()
    page.get_by_role("group", name="Step 1").get_by_label("Who").select_option(label="Ben Adeyemi")
    page.get_by_role("group", name="Step 1").get_by_label("has").fill("15 min")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("group", name="Step 1").get_by_label("has")).to_have_value("15 min")
    is_good(page)
    page.get_by_role("group", name="Step 1").get_by_label("Who").select_option(label="nobody")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Nobody is on the chain yet")).to_be_visible()

    page.goto("/house/settings/chat/new/")
    page.get_by_label("Name").fill("Care channel " + "of a very long name " * 3)
    page.get_by_label("Address").fill("https://chat.example.org/hooks/secret")
    page.get_by_role("button", name="Connect").click()
    expect(page.get_by_text("chat.example.org")).to_be_visible()
    expect(page.get_by_text("secret")).to_have_count(0)
    is_good(page)
    page.get_by_role("button", name=re.compile("Remove")).click()
    expect(page.get_by_text("No chat tool is connected")).to_be_visible()

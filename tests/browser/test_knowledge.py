"""An article from the first word to the customer who reads it, and a suggestion from the panel to the cursor; by keyboard."""

import re

from playwright.sync_api import Browser, Page, expect

from tests.browser import desk as at
from tests.browser.conftest import Visit, come_in
from tests.browser.town import Town, somebody
from tests.browser.watching import in_every_light, zoomed
from tests.flow.running_desk import Desk

REPEATED = """
from earful.kit import clock
from earful.conversations.models import Turn
from earful.knowledge.models import Passage, Repeat
turns = Turn.objects.filter(text__contains="the green light").order_by("-pk")[:3]
found = Repeat.objects.create(workspace=turns[0].workspace, at=clock.now())
found.answers.set([Passage.objects.create(workspace=one.workspace, turn=one, conversation=one.conversation, usable=False, heard=True) for one in turns])
"""


def is_good(page: Page) -> None:
    assert in_every_light(page) == {}
    assert zoomed(page) == []


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def pressed(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).focus()
    press(page, "Enter")


def written(page: Page, title: str, body: str) -> None:
    page.goto("/house/articles/new/")
    page.get_by_label("Title").focus()
    page.keyboard.type(title)
    press(page, "Tab")
    page.keyboard.insert_text(body)
    is_good(page)
    pressed(page, "Save as a draft")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def test_an_article_by_keyboard(visit: Visit, address: str, browser: Browser) -> None:
    page = visit()
    page.goto("/house/articles/")
    is_good(page)
    written(
        page,
        "Zeppelin tickets",
        "# How\n\nZeppelins fly **daily**.\n\n- Bring a coat\n- [More](https://zeppelin.example/more)",
    )
    expect(page.get_by_text("A draft: only the team reads it.")).to_be_visible()
    is_good(page)
    page.get_by_label("Everybody, in the languages").focus()
    press(page, "Space")
    page.get_by_role("button", name="Save", exact=True).focus()
    press(page, "Enter")
    expect(page.get_by_text("Saved.")).to_be_visible()
    pressed(page, "Publish edition 1 in English")
    expect(page.get_by_text("Published. Everybody can read it.")).to_be_visible()
    is_good(page)
    page.get_by_role("link", name="1: Zeppelin tickets").focus()
    press(page, "Enter")
    expect(page.locator(".article-body h2")).to_have_text("How")
    is_good(page)
    read_by_a_customer(browser, address)


def read_by_a_customer(browser: Browser, address: str) -> None:
    """Without scripts and without sign-in."""
    context = browser.new_context(base_url=address, java_script_enabled=False)
    page = context.new_page()
    page.goto("/help/")
    page.get_by_label("Search").first.focus()
    page.keyboard.type("zepelin")
    press(page, "Enter")
    page.get_by_role("link", name="Zeppelin tickets").focus()
    press(page, "Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Zeppelin tickets")
    context.close()
    context = browser.new_context(base_url=address)
    page = context.new_page()
    for shown in ("/help/", "/help/?q=zepelin", "/help/?q=nothing+at+all", "/help/zeppelin-tickets/en/"):
        page.goto(shown)
        is_good(page)
    context.close()


def test_a_suggestion_goes_to_the_cursor(town: Town, visit: Visit) -> None:
    page = visit()
    written(page, "Lost monocles", "Lost monocles are kept at the front desk for a month.")
    page.get_by_label("Everybody, in the languages").check()
    page.get_by_role("button", name="Save", exact=True).click()
    pressed(page, "Publish edition 1 in English")
    expect(page.get_by_text("Published. Everybody can read it.")).to_be_visible()
    jo = somebody("Jo Blum")
    town.say(jo, "I lost my monocle on your train, where are lost monocles kept?")
    at.show(page, jo)
    at.text(page).fill("Hello Jo,  Best wishes")
    at.text(page).focus()
    press(page, "Home", *["ArrowRight"] * 9)
    page.locator("#suggestions > summary").focus()
    press(page, "Enter")
    take = page.locator(".suggestion-list li").filter(has_text="front desk")
    expect(take).to_contain_text("Lost monocles")
    is_good(page)
    take.get_by_role("button", name="Take into the answer").focus()
    press(page, "Enter")
    expect(at.text(page)).to_have_value(
        re.compile("^Hello Jo, Lost monocles are kept at the front desk for a month.  Best wishes$")
    )
    expect(at.text(page)).to_be_focused()
    page.get_by_label("Words to look for").fill("nowhere to be found")
    press(page, "Enter")
    expect(page.locator("#suggestions-body")).to_contain_text("Nothing holds these words.")
    at.text(page).fill("")


def test_a_suggestion_by_forms_alone(desk: Desk, town: Town, visit: Visit) -> None:
    beside = visit()
    written(beside, "Lost umbrellas", "Lost umbrellas hang in the coach house.")
    beside.get_by_label("Everybody, in the languages").check()
    beside.get_by_role("button", name="Save", exact=True).click()
    pressed(beside, "Publish edition 1 in English")
    expect(beside.get_by_text("Published. Everybody can read it.")).to_be_visible()
    ida = somebody("Ida Falk")
    town.say(ida, "Where do lost umbrellas go?")
    number = at.show(beside, ida)

    page = visit("", java_script_enabled=False)
    come_in(page, desk.run("signin", "--as", "ben").stdout.strip())
    page.goto("/desk/needs/")
    at.row(page, ida).locator(".row-link").click()
    page.locator("#suggestions > summary").click()
    page.get_by_role("link", name="Show them").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Suggestions")
    page.get_by_role("button", name="Take into the answer").first.click()
    expect(at.text(page)).to_have_value("Lost umbrellas hang in the coach house.")
    beside.goto(f"/desk/matter/{number}/suggestions/")
    is_good(beside)


def test_what_was_written_three_times(desk: Desk, town: Town, visit: Visit) -> None:
    page = visit()
    for name in ("Ana Roth", "Bo Roth", "Cy Roth"):
        who = somebody(name)
        town.say(who, f"Hold the button and wait for the green light, {who.name}")
        at.show(page, who)
    done = desk.run("manage", "shell", "-c", REPEATED)
    assert done.returncode == 0, done.stderr
    page.goto("/house/articles/")
    expect(page.get_by_text("Nearly the same answer was written 3 times.")).to_be_visible()
    is_good(page)
    page.get_by_role("link", name="Write an article from proposal 1").focus()
    press(page, "Enter")
    expect(page.get_by_label("Text")).to_have_value(re.compile("green light"))
    is_good(page)
    page.go_back()
    pressed(page, "Decline proposal 1")
    expect(page.get_by_text("It is not proposed again.")).to_be_visible()
    expect(page.get_by_text("Worth an article?")).to_have_count(0)

"""Pages for everybody: nothing for axe to find, nothing cut off, in light and dark, wide, narrow and enlarged."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser import desk as at
from tests.browser.conftest import Visit, invited
from tests.browser.town import Town, somebody
from tests.browser.watching import in_every_light, zoomed

HOUSE = [
    ("/house/accounts/", "Accounts"),
    ("/house/accounts/connect/", "Where do your customers speak?"),
    ("/house/accounts/connect/bluesky/", "Connect Bluesky"),
    ("/house/accounts/connect/discord/", "Connect Discord"),
    ("/house/accounts/connect/slack/", "Connect Slack"),
    ("/house/accounts/connect/googlebusiness/", "Connect Google reviews"),
    ("/house/accounts/connect/trustpilot/", "Connect Trustpilot reviews"),
    ("/house/accounts/connect/stackexchange/", "Connect Stack Exchange"),
    ("/house/accounts/connect/reddit/", "Connect Reddit"),
    ("/house/accounts/connect/lemmy/", "Connect Lemmy"),
    ("/house/accounts/connect/github/", "Connect GitHub"),
    ("/house/staff/", "People"),
    ("/house/staff/invite/", "Invite a colleague"),
    ("/house/ledger/", "Ledger"),
    ("/house/board/", "Board"),
    ("/house/figures/", "Figures"),
    ("/house/rules/", "Rules"),
    ("/house/rules/new/", "New rule"),
    ("/house/unheard/", "Unheard"),
    ("/house/figures/at-once/", "Ended many at once"),
    ("/house/coverage/", "Coverage"),
    ("/house/coverage/0/9/", "Monday, 09:00 to 10:00"),
    ("/house/routing/", "Routing"),
    ("/house/routing/new/", "New route"),
    ("/house/me/languages/", "Your languages"),
    ("/house/promises/", "Promises"),
    ("/house/promises/new/", "New promise"),
    ("/house/promises/hours/new/", "New hours"),
    ("/house/quality/", "Quality of triage"),
    ("/house/model-card/", "Model card"),
    ("/house/listening/", "Listening"),
    ("/house/listening/new/", "New query"),
    ("/house/topics/", "Topics"),
    ("/house/topics/new/", "New topic"),
    ("/house/saved/", "Saved replies"),
    ("/house/saved/new/", "New saved reply"),
    ("/house/settings/", "Settings"),
    ("/house/settings/language-model/", "Language model"),
    ("/house/settings/links/", "Links of customers"),
    ("/house/me/", "Owner"),
    ("/house/me/away/", "Away"),
    ("/house/me/notices/", "What reaches you"),
    ("/house/notices/", "Notices"),
    ("/house/escalation/", "Escalation"),
    ("/house/guard/", "Guard"),
    ("/house/assistance/", "Assistance"),
    ("/house/approvals/", "Approvals"),
    ("/house/approvals/rules/", "Who needs approval"),
    ("/house/me/public/", "What customers see of you"),
    ("/house/settings/chat/", "Chat tools"),
    ("/house/settings/chat/new/", "Connect a chat tool"),
    ("/house/me/password/", "Choose a password"),
]


def is_good(page: Page) -> None:
    """In every light and width, and enlarged."""
    assert in_every_light(page) == {}
    assert zoomed(page) == []


@pytest.mark.parametrize("path", ["/sign-in/once/?key=used", "/house/sign-in/", "/house/forgotten/"])
def test_the_front_door(visit: Visit, path: str) -> None:
    page = visit("")
    if "once" in path:
        with page.watch.expecting("status of 403"):
            page.goto(path)
            expect(page.get_by_role("heading")).to_be_visible()
    else:
        page.goto(path)
    is_good(page)


@pytest.mark.parametrize(("path", "heading"), HOUSE)
def test_the_house(visit: Visit, path: str, heading: str) -> None:
    page = visit()
    page.goto(path)
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    is_good(page)


def test_an_invitation(visit: Visit) -> None:
    page = visit()
    invited(page, "eve", "Eve Lasting", "viewer")
    is_good(page)


def test_an_empty_list_proves_that_it_is_empty(visit: Visit) -> None:
    page = visit("vera")
    page.goto("/desk/mine/")
    expect(page.locator("#list")).to_contain_text("Nothing is with you.")
    for brand in ("Northwind Rail", "Lumenloop", "Oatmoor Bakery"):
        expect(page.locator(".proofs li").filter(has_text=brand)).to_contain_text("Last checked")
    is_good(page)


def test_a_search_that_finds_nothing(visit: Visit) -> None:
    page = visit()
    page.goto("/desk/all/?q=neverwritten")
    expect(page.locator("#list")).to_contain_text("Nothing found")
    is_good(page)


def test_a_full_list(town: Town, visit: Visit) -> None:
    gus, hana = somebody("Gus Tall"), somebody("Hana Short")
    town.say(gus, "Where is my refund?")
    town.say(hana, "There is a fire in coach two and people are hurt, please help us now!")
    page = visit()
    page.goto("/desk/needs/")
    for person in (gus, hana):
        at.row(page, person).wait_for()
    is_good(page)


def show_a_busy_matter(town: Town, page: Page) -> None:
    """Several people, a picture, an edit, a removal, a tag."""
    ines, ole = somebody("Ines Gold"), somebody("Ole Berg")
    asked = town.say(ines, "Why is the bridge closed? See https://bridge.example/today", pictures=[{"alt": "A gate"}])
    town.say(ole, "I would like to know that too.", asked)
    removed = town.say(ole, "Never mind me.", asked)
    at.show(page, ines)
    expect(at.turn(page, "Never mind me.")).to_be_visible()
    town.edit(asked, "Why is the old bridge closed? See https://bridge.example/today")
    town.remove(removed)
    expect(at.turn(page, "removed this message")).to_be_visible()
    expect(at.turn(page, "old bridge")).to_be_visible()


def test_a_conversation(town: Town, visit: Visit) -> None:
    page = visit()
    show_a_busy_matter(town, page)
    page.locator("#tag-menu summary").click()
    page.get_by_label("A word for this").fill("bridge")
    page.keyboard.press("Enter")
    expect(page.locator("#person .tag")).to_contain_text("#bridge")
    expect(page.locator("#thread img[data-picture]")).to_be_visible()
    is_good(page)
    for menu in ("#assign-menu", "#end-menu", "#merge-menu"):
        page.locator(f"{menu} summary").click()
        assert in_every_light(page) == {}
        page.keyboard.press("Escape")
    page.get_by_text("Why", exact=True).first.click()
    assert in_every_light(page) == {}


def test_the_drawer_and_the_map_on_a_phone(town: Town, visit: Visit) -> None:
    jan = somebody("Jan Little")
    town.say(jan, "Where does the bus leave from?")
    page = visit(viewport={"width": 390, "height": 844}, has_touch=True)
    at.show(page, jan)
    expect(page.locator("#list")).to_be_hidden()
    page.get_by_role("link", name="Who is this person").click()
    expect(page.locator("#person")).to_be_in_viewport()
    assert in_every_light(page) == {}
    page.locator("#person").get_by_role("link", name="Close").click()
    page.keyboard.press("?")
    assert in_every_light(page) == {}
    page.keyboard.press("Escape")
    page.get_by_role("link", name="Back to the list").click()
    expect(page.locator("#list")).to_be_visible()


def test_a_customer(town: Town, visit: Visit) -> None:
    kaya = somebody("Kaya Stern")
    town.say(kaya, "Is the door on the left?")
    page = visit()
    at.show(page, kaya)
    page.get_by_role("link", name="All about this person").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(kaya.name)
    is_good(page)


def test_an_account_and_an_arrival(town: Town, visit: Visit) -> None:
    page = visit()
    page.goto("/house/accounts/")
    page.get_by_role("link", name="Northwind Rail").last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Northwind Rail")
    is_good(page)
    town.say(somebody("Lars Odd"), "x", garbled=True)
    page.goto("/house/ledger/")
    for _ in range(20):
        if page.locator(".entries a.strong").count():
            break
        page.wait_for_timeout(500)
        page.reload()
    is_good(page)
    page.locator(".entries a.strong").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("An arrival")
    is_good(page)

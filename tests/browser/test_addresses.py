"""Addresses lead where they say, to whoever may go there; and in and out by the front door."""

import re

from playwright.sync_api import Page, expect

from tests.browser import desk as at
from tests.browser.conftest import Visit, come_in, invited
from tests.browser.town import Town, somebody
from tests.browser.watching import flaws

SECRET = "seventeen green kettles"


def test_a_link_to_a_conversation_opens_it(town: Town, visit: Visit) -> None:
    anna = somebody("Anna Voss")
    town.say(anna, "Does the 7:40 stop in Selby?")
    page = visit()
    number = at.show(page, anna)
    assert page.url.endswith(f"/desk/needs/{number}/")
    fresh = visit("ben")
    fresh.goto(f"/desk/all/{number}/")
    expect(at.turn(fresh, "stop in Selby")).to_be_visible()
    expect(at.row(fresh, anna).locator(".row-link")).to_have_attribute("aria-current", "true")
    expect(fresh).to_have_title(re.compile(re.escape(anna.name)))


def test_back_and_forward_work(town: Town, visit: Visit) -> None:
    bert, cleo = somebody("Bert Falk"), somebody("Cleo Stone")
    town.say(bert, "Is the quiet coach still there?")
    town.say(cleo, "Where is the quiet coach?")
    page = visit()
    at.show(page, bert)
    at.pick(page, cleo)
    page.go_back()
    expect(page.locator(".talk-title")).to_contain_text(bert.name)
    page.go_forward()
    expect(page.locator(".talk-title")).to_contain_text(cleo.name)
    page.locator("#nav").get_by_role("link", name="Unassigned").click()
    expect(page.locator("#list h1")).to_have_text("Unassigned")
    page.go_back()
    expect(page.locator(".talk-title")).to_contain_text(cleo.name)


def test_a_merged_conversation_leads_to_where_it_went(town: Town, visit: Visit) -> None:
    dora = somebody("Dora Quist")
    town.say(dora, "My parcel is on the train, who has it?")
    page = visit()
    first = at.show(page, dora)
    town.say(dora, "Is anybody there? It is about my parcel!")
    page.goto("/desk/needs/")
    expect(at.row(page, dora)).to_have_count(2)
    other = at.row(page, dora).filter(has_text="Is anybody there").get_attribute("data-pk")
    page.goto(f"/desk/needs/{first}/")
    page.locator("#merge-menu summary").click()
    page.locator("#others").get_by_role("button", name=dora.name).click()
    expect(at.turn(page, "Is anybody there")).to_be_visible()
    expect(at.row(page, dora)).to_have_count(1)
    page.goto(f"/desk/needs/{other}/")
    assert page.url.endswith(f"/desk/needs/{first}/")
    expect(at.turn(page, "on the train")).to_be_visible()
    page.locator("#undo").get_by_role("button", name="Undo").click()
    expect(at.row(page, dora)).to_have_count(2)


def refused(page: Page, path: str, status: int) -> None:
    """A page that is not shown says so in words."""
    with page.watch.expecting(f"status of {status}"):
        answer = page.goto(path)
        page.wait_for_timeout(200)
    assert answer
    assert answer.status == status


def test_what_is_not_there_is_said_kindly(visit: Visit) -> None:
    page = visit()
    for path in ("/desk/all/999999/", "/desk/nowhere/", "/house/customers/999999/"):
        refused(page, path, 404)
        expect(page.get_by_role("heading", level=1)).to_have_text("There is nothing here")
        page.get_by_role("link", name="Go to the desk").first.click()
        page.wait_for_url("**/desk/needs/")


def test_whoever_only_reads_is_kept_from_the_rest(town: Town, visit: Visit) -> None:
    emil = somebody("Emil Roy")
    town.say(emil, "Why is the heating off?")
    page = visit("vera")
    at.show(page, emil)
    expect(page.locator("#composer")).to_contain_text("You can read here.")
    expect(at.text(page)).to_have_count(0)
    expect(page.get_by_role("button", name="Take it")).to_have_count(0)
    expect(page.locator("#nav").get_by_role("link", name="People")).to_have_count(0)
    for path in ("/house/staff/", "/house/accounts/", "/house/settings/", "/house/ledger/"):
        refused(page, path, 403)
        expect(page.get_by_role("heading", level=1)).to_have_text("This page is not open to you")


def test_a_password_replaces_the_link(visit: Visit) -> None:
    owner, page = visit(), visit("")
    come_in(page, invited(owner, "carla", "Carla Winter", "agent"))
    page.goto("/house/me/")
    expect(page.locator("main")).to_contain_text("You have none yet.")
    page.get_by_role("link", name="Choose a password").click()
    for label in ("New password", "New password confirmation"):
        page.get_by_label(label, exact=True).fill(SECRET)
    page.get_by_role("button", name="Save the password").click()
    expect(page.get_by_role("status").first).to_contain_text("Your password is set.")

    page.locator(".nav .foot summary").click()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/sign-in/**")
    page.goto("/desk/mine/")
    page.wait_for_url("**/sign-in/?next=/desk/mine/")
    page.get_by_label("Name or e-mail").or_(page.locator("input[name=login]")).first.fill("carla")
    page.locator("input[name=password]").fill("not this one at all")
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator("main")).to_contain_text("The name or the password is not right.")
    page.locator("input[name=password]").fill(SECRET)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/desk/mine/")
    expect(page.locator(".nav .foot")).to_contain_text("Carla Winter")


def test_a_form_without_its_cookie_is_refused_in_words(visit: Visit) -> None:
    page = visit("")
    page.goto("/house/sign-in/")
    page.context.clear_cookies()
    page.locator("input[name=login]").fill("owner")
    page.locator("input[name=password]").fill(SECRET)
    with page.watch.expecting("status of 403"):
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Please try once more")
    assert flaws(page) == []


def test_a_link_that_was_used_says_so(visit: Visit) -> None:
    owner, first, second = visit(), visit(""), visit("")
    link = invited(owner, "dana", "Dana Frey", "viewer")
    second.goto(link)
    come_in(first, link)
    with second.watch.expecting("status of 403"):
        second.get_by_role("button", name="Sign in").click()
        expect(second.get_by_role("heading", level=1)).to_have_text("This link no longer works")

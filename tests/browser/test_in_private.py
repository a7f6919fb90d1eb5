"""From a public thread to a private page and back: an agent, a customer without an account, and somebody else."""

import re

from playwright.sync_api import Page, expect

from tests.browser import desk as at
from tests.browser.conftest import Visit
from tests.browser.town import Town, somebody
from tests.browser.watching import in_every_light, zoomed


def is_good(page: Page) -> None:
    assert in_every_light(page) == {}
    assert zoomed(page) == []


def writes(page: Page, words: str) -> None:
    """By keyboard alone."""
    page.get_by_label(re.compile("Your message|Write more")).fill(words)
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Send privately")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".private-talk")).to_contain_text(words)


def test_a_customer_goes_on_without_an_account_and_nobody_else_reads_it(town: Town, visit: Visit) -> None:
    kim = somebody("Kim Sato")
    town.say(kim, "You charged my card twice for the same seat. Where is my money?")
    page = visit()
    at.show(page, kim)
    expect(page.locator("[data-where]")).to_contain_text("Public reply")
    page.get_by_role("link", name="Go on in private").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Go on in private")
    is_good(page)
    page.get_by_role("button", name="Put a link into my public answer").click()
    link = re.search(r"http\S+", at.text(page).input_value())
    assert link

    theirs, other = visit(""), visit("")
    theirs.goto(link[0])
    is_good(theirs)
    writes(theirs, "It is Kim. The second charge was 34.50 on Tuesday.")
    expect(theirs.get_by_role("heading", level=1)).to_have_text("The team has it")
    is_good(theirs)
    other.goto(link[0])
    writes(other, "It is Kim as well, tell me everything.")

    expect(page.locator(".privacy-guest")).to_have_count(2)
    expect(page.locator("#turns")).to_contain_text("not let in")
    is_good(page)
    page.locator(".privacy-guest button").first.click()
    expect(page.locator(".privacy-guest.in")).to_contain_text("The customer is in")
    with page.expect_response(re.compile("/draft/")):
        at.text(page).fill("")
    page.locator("#turns .turn").filter(has_text="34.50 on Tuesday").get_by_role("link", name="Answer this").click()
    expect(page.locator("[data-where]")).to_contain_text(f"Private page that only {kim.name} reads")
    is_good(page)
    at.answer(page, "Hello Kim, the 34.50 go back to your card today.")
    at.has_left(page, "Hello Kim, the 34.50 go back to your card today.")

    theirs.reload()
    expect(theirs.locator(".private-talk")).to_contain_text("go back to your card today")
    is_good(theirs)
    with other.watch.expecting("403"):
        other.reload()
    expect(other.get_by_role("heading", level=1)).to_have_text("Somebody is in by this link already")
    expect(other.locator("body")).not_to_contain_text("34.50")
    is_good(other)

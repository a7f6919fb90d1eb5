"""Channels that come to us: the contact form from its making to the answer its visitor reads, and the webhook's address."""

import re

from playwright.sync_api import Page, expect

from tests.browser import desk as at
from tests.browser.conftest import Visit
from tests.browser.watching import in_every_light, zoomed

LONG = "Help" + " and advice" * 6


def is_good(page: Page) -> None:
    assert in_every_light(page) == {}
    assert zoomed(page) == []


def connects(page: Page, network: str, name: str) -> None:
    """As an owner does it, from the list of networks."""
    page.goto("/house/accounts/connect/")
    page.get_by_role("link", name=re.compile(network)).click()
    is_good(page)
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_role("button", name="Try and connect").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"We are listening to {name}")
    is_good(page)
    page.goto("/house/accounts/")
    page.locator(".account-words a").filter(has_text=name).click()
    is_good(page)


def writes(page: Page, label: str, words: str) -> None:
    """By keyboard alone, from the field to the button."""
    page.get_by_label(label, exact=True).fill(words)
    while page.evaluate("document.activeElement.textContent.trim()") != "Send":
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")


def test_a_visitor_writes_in_the_form_and_reads_the_answer_under_a_link_of_their_own(visit: Visit) -> None:
    page = visit()
    connects(page, "Contact form", LONG)
    page.get_by_role("link", name="Link and lines for your site").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Contact form")
    is_good(page)
    link = page.get_by_label("For mails, posters, profiles").input_value()

    theirs = visit("")
    theirs.goto(link)
    expect(theirs.get_by_role("heading", level=1)).to_have_text(f"Write to {LONG}")
    is_good(theirs)
    theirs.get_by_label("Your name, if you like").fill("Nour Hadid")
    writes(theirs, "Your message", "The lamp I bought flickers. What can I do?")
    expect(theirs.get_by_role("heading", level=1)).to_have_text("Your message has come")
    is_good(theirs)
    theirs.goto(theirs.get_by_role("link", name="Open your page").get_attribute("href") or "")
    is_good(theirs)

    page.goto("/desk/needs/")
    page.locator("#row-list .row").filter(has_text="Nour Hadid").locator(".row-link").click()
    expect(at.turn(page, "The lamp I bought flickers")).to_be_visible()
    is_good(page)
    at.answer(page, "Hello Nour, turn the bulb a little tighter; if it still flickers, we replace the lamp.")
    at.has_left(page, "turn the bulb a little tighter")
    theirs.reload()
    expect(theirs.locator(".private-talk")).to_contain_text("turn the bulb a little tighter")
    writes(theirs, "Write more", "It is steady now, thank you.")
    expect(theirs.locator(".private-talk")).to_contain_text("It is steady now")
    is_good(theirs)


def test_a_form_that_is_closed_and_one_that_never_was(visit: Visit) -> None:
    page = visit("")
    with page.watch.expecting("404"):
        page.goto("/form/neverwas/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Nothing stands here")
    is_good(page)


def test_the_address_and_the_secret_of_a_webhook(visit: Visit) -> None:
    page = visit()
    connects(page, "Your own channel by webhook", "Our old forum")
    page.get_by_role("link", name="Address and secret").click()
    is_good(page)
    page.get_by_role("button", name="Make a secret").click()
    fresh = page.get_by_label(re.compile("The new secret")).input_value()
    assert fresh.startswith("whsec_")
    is_good(page)
    page.reload()  # which presses once more
    expect(page.get_by_label(re.compile("The new secret"))).to_have_count(0)
    expect(page.locator("main")).to_contain_text("A new secret was made already")
    expect(page.locator("main")).to_contain_text("One secret holds")
    is_good(page)
    page.get_by_role("button", name="Make a new secret").click()
    expect(page.locator("main")).to_contain_text("Two secrets hold")
    is_good(page)
    page.get_by_role("button", name="End the one before now").click()
    expect(page.locator("main")).to_contain_text("One secret holds")


def test_the_line_for_webmentions_and_an_answer_that_is_gone(visit: Visit) -> None:
    page = visit()
    page.goto("/house/accounts/connect/")
    page.get_by_role("link", name=re.compile("Webmention")).click()
    is_good(page)
    page.get_by_label("Your pages").fill("https://blog.example, https://shop.example/news")
    page.get_by_label("Address of this desk").fill("https://desk.example")
    page.get_by_label("Name", exact=False).first.fill("Northwind")
    page.get_by_role("button", name="Try and connect").click()
    page.get_by_role("link", name="Get the line for your pages").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Webmentions")
    expect(page.locator("main")).to_contain_text('<link rel="webmention" href="https://desk.example/hooks/webmention/')
    is_good(page)
    theirs = visit("")
    with theirs.watch.expecting("404"):
        theirs.goto("/said/00000000-0000-0000-0000-000000000000/")
    expect(theirs.get_by_role("heading", level=1)).to_have_text("Nothing stands here")
    is_good(theirs)

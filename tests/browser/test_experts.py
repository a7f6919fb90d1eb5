"""An expert is asked by keyboard, answers from the mail's link, and the open conversation shows it by itself."""

import re

from playwright.sync_api import Page, expect

from tests.browser import desk as at
from tests.browser.conftest import Visit
from tests.browser.town import Town, somebody
from tests.browser.watching import in_every_light, zoomed
from tests.flow.a_mail_server import Post
from tests.flow.running_desk import eventually


def is_good(page: Page) -> None:
    assert in_every_light(page) == {}
    assert zoomed(page) == []


def asked(page: Page, name: str, address: str, question: str) -> None:
    """By keyboard alone, from the open conversation."""
    page.keyboard.press("h")
    page.wait_for_url(re.compile("/expert/"))
    expect(page.get_by_label("Name")).to_be_focused()
    page.keyboard.type(name)
    page.keyboard.press("Tab")
    page.keyboard.type(address)
    page.keyboard.press("Tab")
    page.keyboard.type(question)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#turns .asked").filter(has_text=question.partition("\n")[0])).to_be_visible()
    page.wait_for_load_state()  # keys are heard from then on


def test_an_expert_is_asked_and_answers(town: Town, visit: Visit, post: Post) -> None:
    kim = somebody("Kim Sato")
    town.say(kim, "The left arm of my chair is loose. Which screw is it?")
    page = visit()
    at.show(page, kim)
    asked(page, "Jo Builder", "jo@example.org", "Which screw holds the left arm?")
    assert eventually(lambda: any(mail.to == ["jo@example.org"] for mail in post.mails), 20)
    expect(page.locator("#turns .asked")).to_contain_text("Mail sent to jo@example.org")
    is_good(page)

    link = next(mail.link for mail in post.mails if mail.to == ["jo@example.org"])
    theirs = visit("")
    theirs.goto(link)
    is_good(theirs)
    expect(theirs.get_by_role("button", name="Open the conversation")).to_be_focused()
    theirs.keyboard.press("Enter")
    theirs.wait_for_url(re.compile(r"/expert/\d+/$"))
    expect(theirs.locator(".expert-turns")).to_contain_text("The left arm of my chair is loose.")
    expect(page.locator("#turns")).to_contain_text("Jo Builder (expert) opened this")
    answered(theirs, page)
    with theirs.watch.expecting("403"):
        theirs.goto(link)
    expect(theirs.get_by_role("heading", level=1)).to_have_text("This link was used already")
    is_good(theirs)


def answered(theirs: Page, page: Page) -> None:
    """A note and a proposal; the agent's page shows them, and takes the proposal over."""
    theirs.get_by_label("Your answer").fill("It is the long one, M6 x 40. The short one strips the thread.")
    theirs.get_by_role("button", name="Tell the team").click()
    expect(theirs.locator(".message")).to_contain_text("The team has it.")
    theirs.get_by_label("Your answer").fill("Please use the long screw, the one with the black head.")
    theirs.get_by_role("button", name="Propose it as the answer").click()
    expect(theirs.locator(".note")).to_have_count(3)
    is_good(theirs)
    notes = page.locator("#turns .note:not(.asked)")
    expect(notes).to_have_count(2)
    expect(notes.first).to_contain_text("Jo Builder (expert)")
    is_good(page)
    page.get_by_role("button", name="Put it into my answer").focus()
    page.keyboard.press("Enter")
    expect(at.text(page)).to_have_value("Please use the long screw, the one with the black head.")
    expect(at.sending(page)).to_have_count(0)


def test_asking_from_the_palette_offers_who_is_known_and_can_be_withdrawn(town: Town, visit: Visit, post: Post) -> None:
    kim = somebody("Kim Sato")
    town.say(kim, "The right arm of my chair is loose now. Which screw is it?")
    page = visit()
    at.show(page, kim)
    asked(page, "Bo Ström", "bo@example.org", "And the right arm?")
    page.keyboard.press("Control+k")
    page.keyboard.type("Ask an expert")
    expect(page.locator("#palette-list [aria-selected='true']")).to_contain_text("Ask an expert")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/expert/"))
    is_good(page)
    page.get_by_label("Name").fill("Bo Ström")
    page.get_by_label("Mail address").focus()
    expect(page.get_by_label("Mail address")).to_have_value("bo@example.org")
    with page.watch.expecting("422"):
        page.get_by_role("button", name="Send the mail").click()
        expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_role("alert")).to_contain_text("Something is not right yet.")
    is_good(page)
    page.get_by_role("link", name="Back to the conversation").click()
    page.get_by_role("button", name="Withdraw").click()
    expect(page.locator("#turns .asked")).to_contain_text("Withdrawn")
    assert eventually(lambda: any(mail.to == ["bo@example.org"] for mail in post.mails), 20)
    link = next(mail.link for mail in post.mails if mail.to == ["bo@example.org"])
    theirs = visit("")
    with theirs.watch.expecting("403"):
        theirs.goto(link)
    expect(theirs.get_by_role("heading", level=1)).to_have_text("This question was withdrawn")
    is_good(theirs)

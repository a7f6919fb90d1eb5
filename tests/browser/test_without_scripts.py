"""Everything needed to answer a customer works by links and forms alone."""

from playwright.sync_api import expect

from tests.browser import desk as at
from tests.browser.conftest import Visit, come_in
from tests.browser.town import Town, somebody
from tests.flow.running_desk import Desk


def test_an_answer_by_forms_alone(desk: Desk, town: Town, visit: Visit) -> None:
    finn = somebody("Finn Abel")
    asked = town.say(finn, "Which coach has the bicycles?")
    beside = visit()
    beside.goto("/desk/needs/")
    at.row(beside, finn).wait_for()

    page = visit("", java_script_enabled=False)
    come_in(page, desk.run("signin", "--as", "ben").stdout.strip())
    at.row(page, finn).locator(".row-link").click()
    expect(at.turn(page, "Which coach")).to_be_visible()

    with page.watch.expecting("status of 422"):
        at.answer(page, "x" * 301)
        expect(page.locator("#rulings")).to_contain_text("Too long by")
    expect(at.text(page)).to_have_value("x" * 301)

    at.answer(page, "Coach six, at the front.")
    expect(at.sending(page)).to_contain_text("Sending")
    at.sending(page).get_by_role("button", name="Undo").click()
    expect(at.text(page)).to_have_value("Coach six, at the front.")
    page.locator("#send").click()
    expect(at.sending(page)).to_contain_text("Coach six")

    page.locator("label[for=mode-note]").click()
    page.locator("#note-text").fill("Asked at the depot.")
    page.get_by_role("button", name="Leave the note").click()
    expect(page.locator("#turns .note")).to_contain_text("Asked at the depot.")

    at.comes_true(lambda: len(town.answers(asked)) == 1, at.LEAVES / 1000)
    at.comes_true(lambda: bool(page.reload()) and at.sending(page).count() == 0)
    at.has_left(page, "Coach six, at the front.")
    expect(at.turn(page, "Coach six")).to_contain_text("written by Ben Adeyemi")
    page.locator("#end-menu summary").click()
    page.get_by_role("button", name="Thanked").click()
    expect(page.locator(".talk-state")).to_contain_text("Ended")
    (answer,) = town.answers(asked)
    assert answer["text"].startswith("Coach six, at the front.")

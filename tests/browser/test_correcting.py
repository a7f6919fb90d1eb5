"""One key asks what a message is, one more answers, and one takes it back."""

from playwright.sync_api import Locator, Page, expect

from tests.browser import desk as at
from tests.browser.conftest import Visit
from tests.browser.test_keyboard import press
from tests.browser.town import Town, somebody
from tests.browser.watching import flaws, in_every_light


def sheet(page: Page) -> Locator:
    return page.get_by_role("dialog", name="What is it?")


def test_a_message_is_corrected_with_two_keys(town: Town, visit: Visit) -> None:
    olga, words = somebody("Olga Brink"), "The tallet of my galliver came fous, can you help?"
    town.say(olga, words)
    page = visit()
    at.show(page, olga)
    page.evaluate("document.activeElement.blur()")
    press(page, "w")
    expect(sheet(page)).to_be_visible()
    expect(sheet(page)).to_contain_text("came fous")
    expect(sheet(page).get_by_role("button", name="Question")).to_be_focused()
    assert in_every_light(page) == {}
    press(page, "Escape")
    expect(sheet(page)).to_have_count(0)

    press(page, "w", "s")
    expect(sheet(page)).to_have_count(0)
    expect(at.turn(page, "came fous").locator(".turn-kind").first).to_have_text("Suggestion")
    expect(page.locator("#undo")).to_contain_text("said what this is: Suggestion")
    press(page, "u")
    expect(page.locator("#undo")).not_to_contain_text("said what this is")

    press(page, "w", "ArrowDown", "Enter")
    expect(at.turn(page, "came fous").locator(".turn-kind").first).to_have_text("Complaint")
    press(page, "w", "2")
    expect(at.turn(page, "came fous").locator(".turn-foot")).to_contain_text("Urgent")
    press(page, "w", "x")
    expect(page.locator(".talk-state")).to_have_text("Ended")
    press(page, "u")
    expect(page.locator(".talk-state")).to_contain_text("Waits")

    page.keyboard.press("Control+k")
    page.keyboard.type("say what")
    press(page, "Enter")
    expect(sheet(page)).to_be_visible()
    press(page, "Escape")


def test_why_says_it_on_hover_and_takes_a_correction(town: Town, visit: Visit) -> None:
    nils, words = somebody("Nils Arp"), "Where is my parcel? I have waited for three weeks now, please help."
    town.say(nils, words)
    page = visit("ben")
    at.show(page, nils)
    why = at.turn(page, "three weeks").locator(".because summary")
    assert len(why.get_attribute("title") or "") > 10
    expect(why).to_have_accessible_description(why.get_attribute("title") or "")
    why.click()
    page.get_by_role("combobox", name="What is it?").select_option(label="Praise")
    assert flaws(page) == []
    page.get_by_role("button", name="Say so").click()
    expect(at.turn(page, "three weeks").locator(".turn-kind").first).to_have_text("Praise")


def test_who_only_reads_is_not_asked(town: Town, visit: Visit) -> None:
    olga = somebody("Olga Reads")
    town.say(olga, "Where is my quern, please?")
    page = visit("vera")
    at.show(page, olga)
    press(page, "w")
    expect(sheet(page)).to_have_count(0)


def test_without_scripts_it_is_a_form(town: Town, visit: Visit) -> None:
    inga = somebody("Inga Still")
    town.say(inga, "Where is my spline, please?")
    page = visit()
    at.show(page, inga)
    still = visit("owner", java_script_enabled=False)
    still.goto(page.url)
    still.locator(".turn .because summary").first.click()
    still.get_by_role("combobox", name="What is it?").select_option(label="Suggestion")
    still.get_by_role("button", name="Say so").click()
    expect(still.locator(".turn-foot").first).to_contain_text("Suggestion")

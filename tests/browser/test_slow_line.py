"""A line that is slow, or away for a moment: no press and no words are lost, and none end up elsewhere."""

import re

from playwright.sync_api import Page, Route, expect

from tests.browser import desk as at
from tests.browser.conftest import Visit
from tests.browser.test_keyboard import press
from tests.browser.town import Town, somebody

PAUSE = 1_200  # milliseconds after which what was typed is being kept


class Held:
    """Requests to an address that wait until they are let go."""

    def __init__(self, page: Page, address: str | re.Pattern[str], times: int = 1) -> None:
        self._routes: list[Route] = []
        page.route(address, self._hold, times=times)

    def _hold(self, route: Route) -> None:
        self._routes.append(route)

    def let_go(self, page: Page) -> None:
        for _ in range(50):
            if self._routes:
                break
            page.wait_for_timeout(100)
        assert self._routes, "nothing was held"
        for route in self._routes:
            route.continue_()


def test_a_note_that_was_left_does_not_come_back(town: Town, visit: Visit) -> None:
    greta = somebody("Greta Lime")
    town.say(greta, "Is the ferry to Hull running?")
    page = visit()
    at.show(page, greta)
    press(page, "n")
    page.keyboard.type("Ask the harbour first.")
    press(page, "Control+Enter")
    expect(page.locator("#turns .note").filter(has_text="Ask the harbour")).to_be_visible()
    expect(page.locator("#note-text")).to_have_value("")
    page.reload()
    expect(page.locator("#note-text")).to_have_value("")


def test_words_that_could_not_be_kept_are_kept_when_the_line_is_back(town: Town, visit: Visit) -> None:
    otto, other = somebody("Otto Pine"), somebody("Olga Pine")
    town.say(otto, "When does the pool open?")
    town.say(other, "Is there a sauna?")
    page = visit()
    at.show(page, otto)
    page.route("**/draft/**", lambda route: route.abort())
    with page.watch.expecting("sendError", perhaps="ERR_FAILED"):
        at.text(page).press_sequentially("The pool opens at nine.")
        page.wait_for_timeout(PAUSE)
    page.unroute("**/draft/**")
    at.pick(page, other)
    at.pick(page, otto)
    expect(at.text(page)).to_have_value("The pool opens at nine.")


def test_three_quick_corrections_all_count(town: Town, visit: Visit) -> None:
    pia = somebody("Pia Rusk")
    first = town.say(pia, "The lamp hums.")
    for words in ("The lamp flickers.", "The lamp smells."):
        town.say(pia, words, first)
    page = visit()
    at.show(page, pia)
    expect(page.locator("#turns .turn[data-correct]")).to_have_count(3)
    held = Held(page, re.compile(r"/correct/"))
    for words in ("hums", "flickers", "smells"):
        at.turn(page, words).locator(".because summary").focus()
        press(page, "w", "s")
        expect(page.get_by_role("dialog", name="What is it?")).to_have_count(0)
    held.let_go(page)
    for words in ("hums", "flickers", "smells"):
        expect(at.turn(page, words).locator(".turn-kind").first).to_have_text("Suggestion")


def test_a_saved_reply_for_one_customer_does_not_reach_another(town: Town, visit: Visit) -> None:
    page = visit()
    page.goto("/house/saved/new/")
    page.get_by_label("Name").fill("Slow marmalade")
    page.get_by_label("Text").first.fill("Hello {customer_name}, here is the marmalade.")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Slow marmalade")
    vera, kurt = somebody("Vera Moss"), somebody("Kurt Moss")
    town.say(vera, "Where is the marmalade?")
    town.say(kurt, "Where is the mustard?")
    at.show(page, vera)
    at.text(page).focus()
    press(page, "Control+/")
    expect(page.get_by_role("combobox", name="Saved replies")).to_be_focused()
    page.keyboard.type("marmalade")
    expect(page.locator("#saved-list [aria-selected='true']")).to_contain_text("Slow marmalade")
    held = Held(page, re.compile(r"/saved/\d+/"))
    press(page, "Enter")
    at.pick(page, kurt)
    held.let_go(page)
    page.wait_for_timeout(PAUSE)
    expect(at.text(page)).to_have_value("")


def test_an_answer_that_waits_for_the_line_leaves_before_one_goes_elsewhere(town: Town, visit: Visit) -> None:
    nora, other = somebody("Nora Vale"), somebody("Nils Vale")
    asked = town.say(nora, "Is the lift mended?")
    town.say(other, "Is there a ramp?")
    page = visit()
    at.show(page, nora)
    held = Held(page, re.compile(r"/draft/"))
    at.text(page).press_sequentially("It runs again since noon.")
    page.wait_for_timeout(PAUSE)
    page.locator("#send").click()
    at.row(page, other).locator(".row-link").click()
    held.let_go(page)
    expect(page.locator("#talk")).to_contain_text("Is there a ramp?")
    expect(at.text(page)).to_have_value("")
    at.pick(page, nora)
    at.has_left(page, "It runs again since noon.")
    assert len(town.answers(asked)) == 1


def test_an_answer_that_the_line_does_not_take_stays_in_sight_and_leaves_once_it_does(town: Town, visit: Visit) -> None:
    lars, other = somebody("Lars Moor"), somebody("Lene Moor")
    asked = town.say(lars, "Is the bridge open?")
    town.say(other, "Is the tunnel open?")
    page = visit()
    at.show(page, lars)
    held = Held(page, re.compile(r"/send/"))
    at.text(page).fill("The bridge opens at six.")
    page.locator("#send").click()
    at.row(page, other).locator(".row-link").click()
    expect(page.locator("#line")).to_be_visible(timeout=15_000)
    expect(page.locator("#talk")).to_contain_text("Is the bridge open?")
    expect(at.text(page)).to_have_value("The bridge opens at six.")
    held.let_go(page)
    at.has_left(page, "The bridge opens at six.")
    at.pick(page, other)
    expect(page.locator("#talk")).to_contain_text("Is the tunnel open?")
    assert len(town.answers(asked)) == 1


def test_an_answer_that_was_refused_stays_in_sight(town: Town, visit: Visit) -> None:
    rolf, other = somebody("Rolf Dune"), somebody("Ruth Dune")
    town.say(rolf, "Why is the tram full?")
    town.say(other, "Why is the bus empty?")
    page = visit()
    at.show(page, rolf)
    at.text(page).fill("a" * 320)
    expect(page.locator("#rulings")).to_contain_text("Too long")
    held = Held(page, re.compile(r"/send/"))
    page.locator("#send").click()
    at.row(page, other).locator(".row-link").click()
    held.let_go(page)
    page.wait_for_timeout(PAUSE)
    expect(page.locator("#talk")).to_contain_text("Why is the tram full?")
    expect(page.locator("#rulings")).to_contain_text("Too long")
    expect(at.text(page)).to_have_value("a" * 320)
    at.text(page).fill("Because school is out.")
    at.pick(page, other)


def test_who_was_signed_out_meanwhile_is_led_to_sign_in_and_asked_nothing(town: Town, visit: Visit) -> None:
    sven = somebody("Sven Fell")
    town.say(sven, "Is the bridge lit?")
    page = visit()
    at.show(page, sven)
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.accept()))
    at.text(page).press_sequentially("It is lit from eight.")
    page.wait_for_timeout(PAUSE)
    page.context.clear_cookies(name="sessionid")
    with page.watch.expecting("401"):
        page.locator("#send").click()
        page.wait_for_url("**/sign-in/**")
    assert asked == []

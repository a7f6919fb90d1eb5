"""An answer leaves once, or says why it did not."""

import io
import re
import time

from PIL import Image
from playwright.sync_api import Page, Route, expect

from tests.browser import desk as at
from tests.browser.conftest import Visit
from tests.browser.town import Town, somebody
from tests.browser.watching import flaws, in_every_light

UNDO = 10  # seconds
PAUSE = 1_200  # milliseconds after which what was typed is being kept
IMPATIENT = 700  # milliseconds in which a second press of a button is a slip of the finger


def test_undo_within_ten_seconds_keeps_the_words_here(town: Town, visit: Visit) -> None:
    tilo = somebody("Tilo Marsh")
    asked = town.say(tilo, "Where do I find the lost property office?")
    page = visit()
    at.show(page, tilo)
    words = "It is beside platform two, open until eight."
    at.answer(page, words)
    undo = at.sending(page).get_by_role("button", name="Undo")
    expect(undo.locator("[data-countdown]")).to_have_text(re.compile(r"^[1-9]$|^10$"))
    begun = time.monotonic()
    undo.click()
    expect(at.text(page)).to_have_value(words)
    expect(at.text(page)).to_be_focused()
    expect(at.sending(page)).to_have_count(0)
    assert time.monotonic() - begun < UNDO
    page.wait_for_timeout(1000 * (UNDO + 2))
    assert town.answers(asked) == []
    assert town.wanted(asked)["answer"] is None
    page.reload()
    expect(at.text(page)).to_have_value(words)


def test_too_long_is_said_and_not_sent(town: Town, visit: Visit) -> None:
    uma = somebody("Uma Frost")
    asked = town.say(uma, "Why is the fare higher today?")
    page = visit()
    at.show(page, uma)
    at.answer(page, "a" * 320)
    expect(page.locator("#rulings")).to_contain_text(re.compile(r"Too long by \d+ characters\."))
    expect(page.locator("#count")).to_have_class(re.compile(r"\bover\b"))
    expect(at.sending(page)).to_have_count(0)
    expect(at.text(page)).to_have_value("a" * 320)
    at.text(page).fill("Because it is a holiday.")
    expect(page.locator("#rulings")).not_to_contain_text("Too long")
    expect(page.locator("#count")).not_to_have_class(re.compile(r"\bover\b"))
    assert town.answers(asked) == []


def test_a_picture_needs_words_for_those_who_cannot_see_it(town: Town, visit: Visit) -> None:
    vito = somebody("Vito Lang")
    asked = town.say(vito, "Which exit is nearest to the museum?")
    page = visit()
    at.show(page, vito)
    drawing = io.BytesIO()
    Image.new("RGB", (120, 80), "teal").save(drawing, "PNG")
    picture = {"name": "map.png", "mimeType": "image/png", "buffer": drawing.getvalue()}
    page.locator("#picture").set_input_files(picture)
    described = page.get_by_label("What the picture shows")
    expect(described).to_be_focused()
    at.answer(page, "Exit C, as on this map.")
    expect(page.locator("#rulings")).to_contain_text("One picture has no description yet")
    expect(at.sending(page)).to_have_count(0)
    page.get_by_role("button", name="Describe it").click()
    expect(described).to_be_focused()
    described.fill("A map: exit C is on the right")
    expect(page.locator("#rulings")).not_to_contain_text("no description")
    page.locator("#send").click()
    expect(at.sending(page).locator("img")).to_be_visible()
    at.has_left(page, "Exit C, as on this map.")
    (answer,) = town.answers(asked)
    assert [(one["alt"], one["width"], one["height"]) for one in answer["pictures"]] == [
        ("A map: exit C is on the right", 120, 80)
    ]
    expect(at.turn(page, "Exit C").get_by_alt_text("A map: exit C is on the right")).to_be_visible()


def test_a_refused_answer_says_why_and_can_be_tried_again(town: Town, visit: Visit) -> None:
    wim = somebody("Wim Ode")
    asked = town.say(wim, "May I bring a folding chair?")
    page = visit()
    at.show(page, wim)
    no = "The square is closed to answers tonight."
    town.faults({"path": "/posts", "kind": "status", "status": 403, "words": no})
    at.answer(page, "Yes, if it stays folded.")
    expect(at.sending(page)).to_contain_text("Not sent. The customer still waits.", timeout=at.LEAVES)
    expect(at.sending(page)).to_contain_text(no)
    expect(at.row(page, wim)).to_be_visible()
    assert town.answers(asked) == []
    assert in_every_light(page) == {}
    page.get_by_role("button", name="Try again").click()
    at.has_left(page, "Yes, if it stays folded.")
    assert len(town.answers(asked)) == 1


def test_a_lost_request_is_looked_up_and_sent_again(town: Town, visit: Visit) -> None:
    xenia = somebody("Xenia Dahl")
    asked = town.say(xenia, "Is the ticket office open at six?")
    page = visit()
    at.show(page, xenia)
    town.faults({"path": "/posts", "kind": "lost request"})
    at.answer(page, "It opens at half past five.")
    expect(at.sending(page)).to_contain_text("Nobody knows yet whether this arrived.", timeout=at.LEAVES)
    assert flaws(page) == []
    at.has_left(page, "It opens at half past five.")
    assert len(town.answers(asked)) == 1
    assert town.wanted(asked)["answered_as"] == "desk"


TWICE = """() => {
    const look = () => {
        const ours = document.querySelectorAll("#turns .turn.ours").length;
        window.most = Math.max(window.most || 0, ours);
    };
    new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
    look();
}"""


def test_a_lost_answer_stands_there_once_at_every_moment(town: Town, visit: Visit) -> None:
    xerxes = somebody("Xerxes Dunn")
    asked = town.say(xerxes, "Is the waiting room heated?")
    page = visit()
    at.show(page, xerxes)
    page.evaluate(TWICE)
    town.faults({"path": "/posts", "kind": "lost answer"})
    at.answer(page, "It is, all night.")
    at.has_left(page, "It is, all night.")
    at.comes_true(lambda: town.wanted(asked)["answered_as"] == "desk")
    page.wait_for_timeout(5000)  # it is recorded as sent, and the page looks once more
    assert page.evaluate("window.most") == 1
    assert len(town.answers(asked)) == 1


def test_what_came_meanwhile_is_read_first(town: Town, visit: Visit) -> None:
    yuri = somebody("Yuri Blom")
    asked = town.say(yuri, "Where can I change my seat?")
    page = visit()
    at.show(page, yuri)
    at.text(page).fill("At any machine.")
    town.say(yuri, "@northwindrail and can I change the date as well?", asked)
    expect(at.turn(page, "can I change the date")).to_be_visible()
    page.locator("#send").click()
    expect(page.locator("#rulings")).to_contain_text(f"{yuri.name} added something")
    assert at.text(page).input_value() == "At any machine."
    page.get_by_role("button", name="Show me").click()
    expect(page.locator("#rulings")).not_to_contain_text("added something")
    at.text(page).fill("The machine changes both.")
    page.wait_for_timeout(IMPATIENT)
    page.locator("#send").click()
    expect(at.sending(page)).to_contain_text("Sending")
    at.sending(page).get_by_role("button", name="Undo").click()
    expect(at.sending(page)).to_have_count(0)
    assert town.answers(asked) == []


def test_a_slip_of_the_finger_sends_one(town: Town, visit: Visit) -> None:
    zoe = somebody("Zoe Winter")
    asked = town.say(zoe, "Is there water on board?")
    page: Page = visit()
    at.show(page, zoe)
    at.text(page).fill("Yes, in coach four.")
    page.locator("#send").dblclick()
    expect(at.sending(page)).to_have_count(1)
    page.wait_for_timeout(1500)
    expect(at.sending(page)).to_have_count(1)
    at.sending(page).get_by_role("button", name="Undo").click()
    expect(at.text(page)).to_have_value("Yes, in coach four.")
    assert town.answers(asked) == []


def test_an_answer_is_not_displaced_by_keeping_its_words(town: Town, visit: Visit) -> None:
    yara = somebody("Yara Sands")
    asked = town.say(yara, "Is the north gate open at night?")
    page = visit()
    at.show(page, yara)
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/draft/**", hold, times=1)
    at.text(page).press_sequentially("The north gate is")
    page.wait_for_timeout(PAUSE)
    assert len(held) == 1  # a slow line: what was written is still being kept
    at.text(page).press_sequentially(" open until ten.")
    page.keyboard.press("Control+Enter")
    page.wait_for_timeout(PAUSE)
    held[0].continue_()
    expect(at.sending(page)).to_be_visible()
    at.has_left(page, "The north gate is open until ten.")
    assert len(town.answers(asked)) == 1

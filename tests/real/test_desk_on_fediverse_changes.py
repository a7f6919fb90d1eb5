"""What changes on the fediverse after it was said, what stands in front of words, and trouble on the way.

Not run by default: `pytest tests/real/test_desk_on_fediverse_changes.py`.
"""

from pathlib import Path

import pytest
from desk_window import HEARD, Window, expect
from fediverse_desk import BRAND, Fediverse, arrived_once, asks, goes_to_sign_in, number, signs_in
from fediverse_network import LOOPBACK
from town_and_desk import picture, proportion, waits_for

pytestmark = pytest.mark.allow_hosts(LOOPBACK)


def test_what_customers_edit_and_remove_changes_on_the_open_page(brand: Fediverse, window: Window) -> None:
    mark = number()
    window.desk_of("all")
    bob, edited = asks(brand, "federated", f"is the shop {mark} open on mundays?")
    alice, removed = asks(brand, "local", f"is branch {mark} open on sundays?")
    window.hears(f"is the shop {mark} open on mundays?")
    window.hears(f"is branch {mark} open on sundays?")
    window.opens(f"is the shop {mark} open on mundays?")
    [key] = [window.turn(f"{mark} open on mundays").get_attribute("id")]

    bob.edit(edited, f"{BRAND} is the shop {mark} open on mondays?")

    turn = window.page.locator(f"#{key}")
    expect(turn).to_contain_text("open on mondays?", timeout=HEARD)
    expect(turn).to_contain_text("Edited")

    window.opens(f"is branch {mark} open on sundays?")
    [key] = [window.turn(f"{mark} open on sundays").get_attribute("id")]

    alice.remove(removed)  # on the brand's own server: snac tells other servers only of followers

    turn = window.page.locator(f"#{key}")
    expect(turn).to_contain_text("removed this message", timeout=HEARD)
    expect(turn).not_to_contain_text("sundays")
    kept = "select count(*) from conversations_turn where text like %s"
    waits_for(lambda: brand.ask(kept, f"%branch {mark} open%") == [(0,)], "the words are gone")


def test_a_warning_stays_folded_and_stays_in_front_of_the_answer(brand: Fediverse, window: Window) -> None:
    mark = number()
    window.desk_of("all")
    bob = brand.people["bob"]
    post = bob.post(f"{BRAND} why does the captain {mark} die?", spoiler_text=f"the end of film {mark}")
    window.hears(f"the end of film {mark}")
    window.row(f"the end of film {mark}").click()
    turn = window.page.locator("#turns .turn", has_text=f"the end of film {mark}")
    expect(turn.get_by_text(f"why does the captain {mark} die?")).to_be_hidden()
    turn.locator(".warned > summary").focus()
    window.page.keyboard.press("Enter")
    expect(turn.get_by_text(f"why does the captain {mark} die?")).to_be_visible()
    window.sees("Folded behind:")

    window.answers(f"He saves the ship, number {mark}.")
    window.has_sent(f"He saves the ship, number {mark}.")

    reply = arrived_once(brand, bob, post, f"He saves the ship, number {mark}.")
    assert f"the end of film {mark}" in reply["spoiler_text"]


def test_pictures_come_and_go_with_their_descriptions(brand: Fediverse, window: Window, tmp_path: Path) -> None:
    mark = number()
    window.desk_of("all")
    bob = brand.people["bob"]
    post = bob.post_with_picture(f"{BRAND} shoe {mark} looks like this", picture("red"), "a red shoe, torn")
    window.hears(f"shoe {mark} looks like this")
    window.opens(f"shoe {mark} looks like this")
    shown = window.page.locator("#turns .turn img[data-picture]")
    expect(shown).to_have_attribute("alt", "a red shoe, torn")
    waits_for(lambda: proportion(shown) == pytest.approx(4 / 3, abs=0.02), "the picture is shown")

    file = tmp_path / "label.png"
    file.write_bytes(picture("blue"))
    window.encloses(file, "a blue return label")
    window.answers(f"Please use label {mark}.")
    window.has_sent(f"Please use label {mark}.")

    reply = arrived_once(brand, bob, post, f"Please use label {mark}.")
    [image] = reply["media_attachments"]
    assert image["description"] == "a blue return label"
    assert image["type"] == "image"


def test_a_network_that_is_away_delays_an_answer_and_loses_nothing(brand: Fediverse, window: Window) -> None:
    question, answer, later = f"is route {number()} open?", f"Route {number()} is open.", f"and route {number()}?"
    window.desk_of("all")
    customer, post = asks(brand, "federated", question)
    window.hears(question)
    window.opens(question)
    brand.relay.down = True
    try:
        asks(brand, "local", later)
        window.answers(answer)
        expect(window.on_its_way(answer)).to_contain_text("again", timeout=HEARD)
        assert brand.posted(answer) == []
    finally:
        brand.relay.down = False
    window.has_sent(answer)
    arrived_once(brand, customer, post, answer)
    window.hears(later)


def test_a_revoked_token_signs_the_account_out_and_signing_in_again_catches_up(
    brand: Fediverse, window: Window
) -> None:
    missed = f"and does tent {number()} come with pegs?"
    state = "select state from accounts_account where network = 'mastodon' and handle = 'desk@desk.test'"
    brand.relay.expire_tokens()
    waits_for(lambda: brand.ask(state) == [("signed_out",)], "the desk notices")
    asks(brand, "federated", missed)

    window.go("/house/accounts/")
    account = window.page.locator(".account", has_text="@desk@desk.test")
    expect(account).to_contain_text("Sign in again to keep listening.")
    account.get_by_role("link", name="Sign in again").click()
    goes_to_sign_in(window, brand.relay.url)
    signs_in(window, brand.people["alice"])
    window.sees("This signs in @alice@desk.test, but here it is about @desk@desk.test.")
    assert brand.ask(state) == [("signed_out",)]
    goes_to_sign_in(window, brand.relay.url)
    signs_in(window, brand.brand)
    window.sees("Signed in again.")

    window.desk_of("all")
    window.hears(missed)
    stored = "select count(*) from conversations_turn where text like %s"
    assert brand.ask(stored, f"%{missed}%") == [(1,)]

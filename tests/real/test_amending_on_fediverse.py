"""Answers on two servers that federate are taken back, edited and deleted; what customers' own clients show of it.

snac lets its users edit by its API and delete only on its own page; the mock of Mastodon lets them do both.
Not run by default: `pytest tests/real/test_amending_on_fediverse.py`.
"""

from pathlib import Path

import pytest
from desk_window import ANSWERED, HEARD, Window, expect
from fediverse_customer import Customer, Status, words
from fediverse_desk import CONNECT, Fediverse, arrived_once, asks, goes_to_sign_in, number, read_by
from fediverse_network import LOOPBACK
from town_and_desk import picture, waits_for

pytestmark = pytest.mark.allow_hosts(LOOPBACK)


def answered(
    brand: Fediverse, window: Window, way: str, answer: str, file: Path | None = None
) -> tuple[Customer, Status]:
    """Somebody asks, and our answer stands in front of them."""
    question = f"where is my parcel {number()}?"
    window.desk_of("all")
    customer, post = asks(brand, way, question)
    window.hears(question)
    window.opens(question)
    if file is not None:
        window.encloses(file, "a blue return label")
    window.answers(answer)
    window.has_sent(answer)
    arrived_once(brand, customer, post, answer)
    return customer, post


def edits(window: Window, answer: str, text: str) -> None:
    """On the page of an edit, by its link below the answer."""
    window.turn(answer).get_by_role("link", name="Edit").click()
    window.page.get_by_label("What it is to say").fill(text)
    window.page.get_by_label("Why, for the record").fill("The number was wrong")
    window.page.get_by_role("button", name="Change the answer").click()


@pytest.mark.parametrize("way", ["local", "federated", "direct"])
def test_an_edit_is_what_the_customer_reads(brand: Fediverse, window: Window, way: str) -> None:
    mark = number()
    before, after = f"It left today, number {mark}.", f"It leaves tomorrow & arrives <soon>, number {mark}!"
    customer, post = answered(brand, window, way, before)

    edits(window, before, after)

    turn = window.turn(after)
    expect(turn).to_contain_text("edited this answer", timeout=HEARD)
    turn.get_by_text("What it said before").click()
    expect(turn).to_contain_text(before)
    waits_for(lambda: bool(read_by(customer, post, after)), "the customer reads the new words")
    assert read_by(customer, post, before) == [], "and not the old ones"
    [shown] = read_by(customer, post, after)
    assert shown["edited_at"]
    assert (shown["visibility"] == "public") == (way != "direct"), "as private as it was"
    expect(window.page.locator("#turns .turn.ours")).to_have_count(1)
    others = [brand.people[name] for name in ("alice", "bob") if brand.people[name] is not customer]
    assert [other.told(f"number {mark}") for other in others] == [[]]
    expect(turn.get_by_role("link", name="Delete")).to_have_count(0)


def test_a_picture_stays_with_its_description(brand: Fediverse, window: Window, tmp_path: Path) -> None:
    mark = number()
    file = tmp_path / "label.png"
    file.write_bytes(picture("blue"))
    before, after = f"Please use label {mark}.", f"Please use this label {mark}, and no other."
    customer, post = answered(brand, window, "federated", before, file)
    edits(window, before, after)
    expect(window.turn(after)).to_contain_text("edited this answer", timeout=HEARD)
    waits_for(lambda: bool(read_by(customer, post, after)), "the customer reads the new words")
    [shown] = read_by(customer, post, after)
    assert [one["description"] for one in shown["media_attachments"]] == ["a blue return label"]


def test_an_answer_that_is_taken_back_in_time_reaches_nobody(brand: Fediverse, window: Window) -> None:
    mark = number()
    window.desk_of("all")
    question = f"do you open at {mark}?"
    customer, post = asks(brand, "local", question)
    window.hears(question)
    window.opens(question)
    window.answers(f"No, at {mark}, never.")
    window.on_its_way(f"No, at {mark}, never.").get_by_role("button", name="Undo").click()
    expect(window.page.locator("#text")).to_have_value(f"No, at {mark}, never.")
    window.page.locator("#text").fill("")
    window.answers(f"Yes, at {mark}.")
    window.has_sent(f"Yes, at {mark}.")
    arrived_once(brand, customer, post, f"Yes, at {mark}.")
    assert brand.posted("never") == []


# --- where answers can be deleted as well ---


@pytest.fixture(scope="module")
def ada(world: Fediverse) -> Customer:
    """The brand on the mock of Mastodon."""
    window = world.window()
    window.go(CONNECT)
    goes_to_sign_in(window, world.mock.url)
    window.page.get_by_role("button", name="@ada").click()
    window.sees("We are listening to")
    window.close()
    return world.demo["ada"]


@pytest.mark.parametrize("private", [False, True])
def test_on_mastodon_an_answer_is_edited_and_then_deleted(world: Fediverse, ada: Customer, private: bool) -> None:
    mark = number()
    window, grace = world.window(), world.demo["grace"]
    question, before, after = f"which platform, {mark}?", f"Platform {mark}a.", f"Platform {mark}b."
    window.desk_of("all")
    asked = (grace.direct if private else grace.post)(f"@ada {question}")
    window.hears(question)
    window.opens(question)
    window.answers(before)
    window.has_sent(before)

    edits(window, before, after)
    expect(window.turn(after)).to_contain_text("edited this answer", timeout=HEARD)
    [shown] = [status for status in grace.below(asked) if f"Platform {mark}" in words(status)]
    assert after in words(shown)
    assert shown["visibility"] == ("direct" if private else "public")

    window.turn(after).get_by_role("link", name="Delete").click()
    window.sees("waits for an answer again")
    window.page.get_by_label("Why, for the record").fill("Wrong platform")
    window.page.get_by_role("button", name="Delete the answer").click()

    gone = window.page.locator("#turns .turn.ours")
    expect(gone).to_contain_text("deleted this answer", timeout=ANSWERED)
    expect(window.page.locator("#turns .turn.waits")).to_have_count(1, timeout=HEARD)
    assert [status for status in grace.below(asked) if f"Platform {mark}" in words(status)] == []
    window.close()

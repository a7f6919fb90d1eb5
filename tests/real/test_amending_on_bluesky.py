# ruff: noqa: F401, F811 -- the fixtures of the stories beside this one, and what asks for them
"""Answers on Bluesky are taken back in time and deleted; what the customer's own client shows of it.

Not run by default: `pytest tests/real/test_amending_on_bluesky.py`.
"""

from pathlib import Path

from bluesky_customer import Customer
from bluesky_network import Person
from desk_window import ANSWERED, HEARD, Window, expect
from test_desk_on_bluesky import (
    brand,
    customer,
    signed_in,
    town,
    window,
)
from town_and_desk import Town, in_repository, picture, texts, waits_for


def deletes(window: Window, answer: str) -> None:
    """On the page of a deletion, by its link below the answer."""
    window.turn(answer).get_by_role("link", name="Delete").click()
    window.sees("waits for an answer again")
    window.page.get_by_label("Why, for the record").fill("It was meant for somebody else")
    window.page.get_by_role("button", name="Delete the answer").click()


def test_a_deleted_answer_is_gone_for_the_customer_who_waits_again(
    town: Town,
    window: Window,
    brand: Person,
    customer: Customer,
    tmp_path: Path,
) -> None:
    post = customer.mention(brand, "where do I send the broken lamp?")
    window.desk_of("all")
    window.hears("where do I send the broken lamp?")
    window.opens("where do I send the broken lamp?")
    file = tmp_path / "label.png"
    file.write_bytes(picture("blue"))
    window.encloses(file, "a blue return label")
    window.answers("Please use this label.")
    window.has_sent("Please use this label.")
    waits_for(lambda: bool(customer.below(post)), "the customer sees an answer")
    assert [image.alt for image in customer.below(post)[0].embed.images] == ["a blue return label"]
    window.stands_as("Waiting for the customer")
    expect(window.turn("Please use this label.").get_by_role("link", name="Edit")).to_have_count(0)

    deletes(window, "Please use this label.")

    gone = window.page.locator("#turns .turn.ours")
    expect(gone).to_contain_text("deleted this answer", timeout=ANSWERED)
    expect(window.page.locator("#turns .turn.waits")).to_have_count(1, timeout=HEARD)
    waits_for(lambda: customer.below(post) == [], "the customer does not see it any more")
    assert in_repository(brand, "Please use this label.") == []
    gone.get_by_text("What it said before").click()
    expect(gone).to_contain_text("Please use this label.")
    kept = "select count(*) from intake_item where raw::text like %s"
    assert town.ask(kept, "%use this label%") == [(0,)], "what the network gave us has gone"

    window.answers("Send it to the shop where you bought it.")
    window.has_sent("Send it to the shop where you bought it.")
    waits_for(lambda: bool(customer.below(post)), "the customer sees another answer")
    assert [text.split(" ^")[0] for text in texts(customer.below(post))] == ["Send it to the shop where you bought it."]


def test_a_deletion_whose_answer_was_lost_happens_once(
    town: Town,
    window: Window,
    brand: Person,
    customer: Customer,
) -> None:
    post = customer.mention(brand, "is the green tent back?")
    window.desk_of("all")
    window.hears("is the green tent back?")
    window.opens("is the green tent back?")
    window.answers("It is back since Monday.")
    window.has_sent("It is back since Monday.")
    waits_for(lambda: bool(customer.below(post)), "the customer sees an answer")

    town.relay.lose_delete = "answer"
    deletes(window, "It is back since Monday.")

    gone = window.page.locator("#turns .turn.ours")
    expect(gone).to_contain_text("deleted this answer", timeout=ANSWERED)
    waits_for(lambda: customer.below(post) == [], "the customer does not see it any more")
    assert town.relay.lose_delete == "", "its answer was lost"
    made = "select a.state, a.attempts from outbox_amendment a order by a.id desc limit 1"
    assert town.ask(made) == [("done", 1)], "it was looked up and not done again"


def test_an_answer_that_is_taken_back_in_time_reaches_nobody(
    window: Window,
    brand: Person,
    customer: Customer,
) -> None:
    post = customer.mention(brand, "do you repair kettles?")
    window.desk_of("all")
    window.hears("do you repair kettles?")
    window.opens("do you repair kettles?")
    window.answers("No, never.")
    window.on_its_way("No, never.").get_by_role("button", name="Undo").click()
    expect(window.page.locator("#text")).to_have_value("No, never.")
    window.page.locator("#text").fill("")
    window.answers("Yes, in every shop.")
    window.has_sent("Yes, in every shop.")
    waits_for(lambda: bool(customer.below(post)), "the customer sees an answer")
    assert [text.split(" ^")[0] for text in texts(customer.below(post))] == ["Yes, in every shop."]
    assert in_repository(brand, "No, never.") == []

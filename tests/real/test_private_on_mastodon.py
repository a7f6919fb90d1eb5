# ruff: noqa: F811 -- the fixtures of the stories beside this one, and what asks for them
"""From a public thread to a direct message and back, on a mock of Mastodon, which says of each post who reads it.

Not run by default: `pytest tests/real/test_private_on_mastodon.py`.
"""

import pytest
from desk_window import HEARD, Window, expect
from fediverse_customer import Customer, words
from fediverse_desk import Fediverse, number
from fediverse_network import LOOPBACK
from test_desk_on_mastodon import ada, grace, posted, window, world  # noqa: F401 -- fixtures
from test_private_on_fediverse import goes_on_in_private

pytestmark = pytest.mark.allow_hosts(LOOPBACK)


def test_a_direct_message_names_its_reader_alone(
    world: Fediverse, window: Window, ada: Customer, grace: Customer
) -> None:
    mark = number()
    question, public = f"you charged me twice for seat {mark}!", f"Our till did that to seat {mark}, and I am sorry."
    private, line = f"The second payment for seat {mark} went back to your card.", f"Seat {mark} is settled in private."
    window.desk_of("all")
    asked = grace.post(f"@ada {question}")
    window.hears(question)
    window.opens(question)
    window.answers(public)
    window.has_sent(public)

    goes_on_in_private(window)
    window.answers(private)
    window.has_sent(private)

    [message] = posted(ada, private)
    assert message["visibility"] == "direct"
    assert [one["username"] for one in message["mentions"]] == ["grace"]
    grace.direct("@ada thank you, the money is back. all good now", below=message)
    expect(window.turn("the money is back")).to_be_visible(timeout=HEARD)
    held = "select count(distinct conversation_id) from conversations_turn where text like %s"
    assert world.ask(held, f"%seat {mark}%") == [(1,)], "both halves are one conversation"

    window.page.get_by_role("button", name="Propose a public line").click()
    expect(window.page.locator("[data-where]")).to_contain_text("Public reply")
    window.answers(line)
    window.has_sent(line)
    shown = {words(status).partition(" ")[2]: status["visibility"] for status in grace.below(asked)}
    assert {shown[text] for text in shown if public in text or line in text} == {"public"}

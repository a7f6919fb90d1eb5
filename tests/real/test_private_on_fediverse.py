"""From a public thread to a private message and back, on servers that federate; what each customer's own client shows.

Not run by default: `pytest tests/real/test_private_on_fediverse.py`.
"""

import httpx
import pytest
from desk_window import HEARD, Window, expect
from fediverse_customer import CLOSE, words
from fediverse_desk import BRAND, Fediverse, arrived_once, asks, number, read_by
from fediverse_network import LOOPBACK
from town_and_desk import waits_for

pytestmark = pytest.mark.allow_hosts(LOOPBACK)


def goes_on_in_private(window: Window, *, warns: bool = False) -> None:
    """The network is asked, and says that this customer can be written to."""
    window.page.get_by_role("link", name="Go on in private").click()
    if warns:
        window.sees("Servers of this kind (snac) show a private message to whoever has its exact address")
    window.page.get_by_role("button", name="Write a private message").click()
    expect(window.page.locator("[data-where]")).to_contain_text("only")


def nameless(address: str, what: str) -> httpx.Response:
    """What somebody without an account is given there; in the head of its HTML snac 2.75 tells everybody everything."""
    return httpx.get(address, headers={**CLOSE, "accept": what}, timeout=30)


@pytest.mark.parametrize("way", ["local", "federated"])
def test_a_matter_goes_on_in_private_and_is_closed_in_public(brand: Fediverse, window: Window, way: str) -> None:
    mark = number()
    question, public = f"you charged me twice for seat {mark}!", f"Our till did that to seat {mark}, and I am sorry."
    private, line = f"The second payment for seat {mark} went back to your card.", f"Seat {mark} is settled in private."
    window.desk_of("all")
    customer, post = asks(brand, way, question)
    window.hears(question)
    window.opens(question)
    window.answers(public)
    window.has_sent(public)
    arrived_once(brand, customer, post, public)

    goes_on_in_private(window, warns=True)
    window.answers(private)
    window.has_sent(private)

    waits_for(lambda: bool(read_by(customer, post, private)), "the customer reads the private message")
    [message] = read_by(customer, post, private)
    assert message["visibility"] == "private", "snac says so of direct posts"
    others = [brand.people[name] for name in ("alice", "bob") if brand.people[name] is not customer]
    assert [other.told(private) for other in others] == [[]]
    assert [shown for other in others for shown in other.at_home() if private in words(shown)] == []
    assert nameless(message["uri"], "application/activity+json").status_code == 404, (
        "no program reads it without a name"
    )
    assert private not in nameless(message["uri"], "text/html").text.partition("</head>")[2]
    assert private not in nameless(brand.brand.server + "/desk", "text/html").text

    customer.direct(f"{BRAND} thank you, the money is back. all good now", below=message)
    expect(window.turn("the money is back")).to_be_visible(timeout=HEARD)
    held = "select count(distinct conversation_id) from conversations_turn where text like %s"
    assert brand.ask(held, f"%seat {mark}%") == [(1,)], "both halves are one conversation"

    window.page.get_by_role("button", name="Propose a public line").click()
    expect(window.page.locator("[data-where]")).to_contain_text("Public reply")
    window.answers(line)
    window.has_sent(line)
    assert arrived_once(brand, customer, post, line)["visibility"] == "public"

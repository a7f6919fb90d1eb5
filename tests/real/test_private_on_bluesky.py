# ruff: noqa: F401, F811 -- the fixtures of the stories beside this one, and what asks for them
"""Bluesky's own messages are a service apart: the desk says so, and a private page does what they would have done.

Not run by default: `pytest tests/real/test_private_on_bluesky.py`.
"""

import re

from bluesky_customer import Customer
from bluesky_network import Person
from desk_window import HEARD, Window, expect
from test_desk_on_bluesky import (
    brand,
    customer,
    signed_in,
    town,
    window,
)
from town_and_desk import Town, in_repository


def test_what_the_network_cannot_do_a_private_page_does(
    town: Town, window: Window, brand: Person, customer: Customer
) -> None:
    secret = "The second payment of 34.50 went back to your card."
    customer.mention(brand, "you charged my card twice for one seat, what now?")
    window.desk_of("all")
    window.hears("charged my card twice")
    window.opens("charged my card twice")
    window.page.get_by_role("link", name="Go on in private").click()
    window.sees("cannot be written to like this")
    expect(window.page.get_by_role("button", name="Write a private message")).to_have_count(0)
    window.page.get_by_role("button", name="Put a link into my public answer").click()
    found = re.search(r"http\S+", window.page.locator("#text").input_value())
    assert found

    page = window.page.context.browser.new_context().new_page()  # nobody is signed in there
    page.goto(found[0])
    page.get_by_label("Your message").fill("It is me. It was 34.50, on Tuesday.")
    page.get_by_role("button", name="Send privately").click()
    expect(window.page.locator(".privacy-guest")).to_have_count(1, timeout=HEARD)
    window.page.get_by_role("button", name=re.compile("Let .* in as the customer")).click()
    expect(window.page.locator(".privacy-guest.in")).to_be_visible()
    with window.page.expect_response(re.compile("/draft/")):
        window.page.locator("#text").fill("")
    window.turn("34.50, on Tuesday").get_by_role("link", name="Answer this").click()
    expect(window.page.locator("[data-where]")).to_contain_text("Private page")
    window.answers(secret)
    expect(window.turn(secret)).to_have_count(1, timeout=HEARD)

    page.reload()
    expect(page.locator(".private-talk")).to_contain_text(secret)
    page.context.close()
    assert in_repository(brand, secret) == [], "what is for a private page is given to no network"

"""The whole desk on a whole Bluesky network: customers with a client of their own, an agent in a browser, nothing pretended.

Not run by default: `pytest tests/real/test_desk_on_bluesky.py`.
"""

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from bluesky_customer import Customer
from bluesky_network import Person
from desk_window import HEARD, PATIENCE, Window, chromium, expect
from playwright.sync_api import BrowserContext
from relay import Relay
from running_desk import a_desk
from town_and_desk import Town, attempts, in_repository, picture, proportion, texts, waits_for

from earful.channels.bluesky.network import NO_PASSWORD
from earful.channels.bluesky.words import GONE

CHECK = 3  # seconds between looks for what was edited or removed; the desk asks for news every ten


@pytest.fixture(scope="module")
def town(urls: dict[str, Any]) -> Iterator[Town]:
    relay = Relay(urls["pds"])
    spoken_to = (urls["pds"], urls["appview"], urls["plc"], relay.url)
    with a_desk() as desk:
        desk.environ |= {
            "EARFUL_TOWN": "off",
            "EARFUL_CHECK_SECONDS": str(CHECK),
            "EARFUL_TRUSTED_HOSTS": ",".join(url.removeprefix("http://") for url in spoken_to),
        }
        desk.up()
        town = Town(urls, relay, desk)
        yield town
    relay.close()
    for brand in town.brands:
        brand.client.close()


@pytest.fixture(scope="module")
def signed_in(town: Town) -> Iterator[BrowserContext]:
    with chromium() as context:
        window = Window(town.desk, context)
        window.sign_in()
        window.close()
        yield context


@pytest.fixture
def window(town: Town, signed_in: BrowserContext) -> Iterator[Window]:
    made = Window(town.desk, signed_in)
    yield made
    made.close()


@pytest.fixture(scope="module")
def brand(town: Town, signed_in: BrowserContext) -> Person:
    """A brand that the desk listens to."""
    made = town.brand()
    window = Window(town.desk, signed_in)
    town.connect(window, made)
    window.sees("We are listening to")
    window.close()
    return made


@pytest.fixture
def customer(urls: dict[str, Any]) -> Iterator[Customer]:
    made = Customer(urls)
    yield made
    made.close()


# --- connecting -------------------------------------------------------------------------------------------------


def test_a_wrong_password_saves_nothing_and_the_right_one_brings_the_last_week(
    town: Town, window: Window, customer: Customer
) -> None:
    brand = town.brand("late")
    customer.mention(brand, "my kettle arrived broken, can you help?")

    town.connect(window, brand, password="abcd-efgh-ijkl-mnop")

    window.sees(NO_PASSWORD.partition(": ")[2])
    expect(window.page.locator("input[name=app_password]")).to_have_value("")
    assert town.ask("select 1 from accounts_account where external_id = %s", brand.did) == []

    town.connect(window, brand)

    window.sees("We are listening to")
    assert town.keeps(brand.app_password) == []
    window.desk_of()
    window.hears("my kettle arrived broken")


# --- the main story ---------------------------------------------------------------------------------------------


def test_a_mention_is_answered_from_the_page_and_the_customer_sees_one_reply(
    window: Window, brand: Person, customer: Customer
) -> None:
    window.desk_of()
    window.page.evaluate("window.never_reloaded = true")
    post = customer.mention(brand, "where is my parcel 4711?")
    window.hears("where is my parcel 4711?")
    assert window.page.evaluate("window.never_reloaded")

    window.opens("where is my parcel 4711?")
    answer = f"@{customer.handle} It left today: https://example.org/t/4711 🙂"
    window.answers(answer)
    window.has_sent("It left today")
    window.stands_as("Waiting for the customer")

    waits_for(lambda: bool(customer.below(post)), "the customer sees an answer")
    [reply] = customer.below(post)
    assert reply.author.did == brand.did
    assert reply.record.text.startswith(f"{answer} ^")
    assert reply.record.reply.parent.uri == reply.record.reply.root.uri == post
    assert {feature.did for facet in reply.record.facets for feature in facet.features if hasattr(feature, "did")} == {
        customer.did
    }
    waits_for(lambda: reply.uri in customer.told_of(), "the customer is told")
    assert in_repository(brand, "4711") == [reply.uri]
    assert window.page.evaluate("window.never_reloaded")


def test_what_the_customer_says_next_stands_in_the_same_conversation(
    window: Window, brand: Person, customer: Customer
) -> None:
    post = customer.mention(brand, "does the lamp come in green?")
    window.desk_of("all")
    window.hears("does the lamp come in green?")
    window.opens("does the lamp come in green?")
    window.answers("In green and in blue.")
    window.has_sent("In green and in blue.")
    waits_for(lambda: bool(customer.below(post)), "the customer sees an answer")
    [ours] = customer.below(post)

    customer.reply(post, ours, "and how much is the blue one?")

    expect(window.turn("and how much is the blue one?")).to_have_count(1, timeout=HEARD)
    expect(window.row("and how much is the blue one?")).to_have_count(1, timeout=HEARD)
    window.answers("Both are 40 euros.")
    window.has_sent("Both are 40 euros.")
    waits_for(lambda: len(texts(customer.whole(post))) == 4, "the whole conversation stands on the network")
    assert [text.split(" ^")[0] for text in texts(customer.whole(post))] == [
        f"@{brand.handle} does the lamp come in green?",
        "In green and in blue.",
        "and how much is the blue one?",
        "Both are 40 euros.",
    ]


# --- changed and taken back -------------------------------------------------------------------------------------


def test_what_the_customer_edits_and_removes_changes_on_the_open_page(
    town: Town, window: Window, brand: Person, customer: Customer
) -> None:
    post = customer.mention(brand, "is the shop open on mundays?")
    window.desk_of("all")
    window.hears("is the shop open on mundays?")
    window.opens("is the shop open on mundays?")
    [key] = [window.turn("mundays").get_attribute("id")]
    turn = window.page.locator(f"#{key}")

    customer.edit(post, brand, "is the shop open on mondays?")

    expect(turn).to_contain_text("is the shop open on mondays?", timeout=HEARD)
    expect(turn).to_contain_text("Edited")
    turn.get_by_text("What it said before").click()
    expect(turn).to_contain_text("on mundays?")

    customer.remove(post)

    expect(turn).to_contain_text("removed this message", timeout=HEARD)
    expect(turn).not_to_contain_text("mondays")
    waits_for(lambda: town.keeps("shop open on m") == [], "no table holds the words any more")
    trace = "select emptied_at is not null, raw::text from intake_item where external_id = %s order by id"
    *emptied, (kept, removal) = town.ask(trace, post)
    assert emptied == [(True, "{}")] * 2
    assert not kept
    assert "removed" in removal


# --- pictures ---------------------------------------------------------------------------------------------------


@pytest.mark.filterwarnings("ignore:Use 'content=:DeprecationWarning")  # how the customer's client calls httpx
def test_pictures_come_and_go_with_their_descriptions(
    window: Window, brand: Person, customer: Customer, tmp_path: Path
) -> None:
    post = customer.mention_with_picture(
        brand, "the left shoe looks like this, may I send it back?", picture("red"), "a red shoe, torn"
    )
    window.desk_of("all")
    window.hears("the left shoe looks like this")
    window.opens("the left shoe looks like this")
    shown = window.page.locator("#turns .turn img[data-picture]")
    expect(shown).to_have_attribute("alt", "a red shoe, torn")
    waits_for(lambda: proportion(shown) == pytest.approx(4 / 3, abs=0.02), "the picture is shown")

    file = tmp_path / "label.png"
    file.write_bytes(picture("blue"))
    window.encloses(file, "a blue return label")
    window.answers("Please use this label.")
    window.has_sent("Please use this label.")

    waits_for(lambda: bool(customer.below(post)), "the customer sees an answer")
    [reply] = customer.below(post)
    [image] = reply.embed.images
    assert image.alt == "a blue return label"
    assert image.aspect_ratio.width / image.aspect_ratio.height == pytest.approx(4 / 3)
    ours = window.turn("Please use this label.").locator("img[data-picture]")
    expect(ours).to_have_attribute("alt", "a blue return label")
    waits_for(lambda: proportion(ours) == pytest.approx(4 / 3, abs=0.02), "ours is shown as well")


# --- answers from elsewhere -------------------------------------------------------------------------------------


def test_a_reply_written_in_the_networks_own_app_is_an_answer(
    window: Window, brand: Person, customer: Customer
) -> None:
    post = customer.mention(brand, "do you ship to Malta?")
    window.desk_of("all")
    window.hears("do you ship to Malta?")
    window.opens("do you ship to Malta?")

    parent = {"uri": post, "cid": customer.cid_of(post)}
    brand.post({"text": "We do, twice a week.", "reply": {"root": parent, "parent": parent}})

    expect(window.turn("We do, twice a week.")).to_have_count(1, timeout=HEARD)
    expect(window.turn("We do, twice a week.").locator(".turn-who")).to_contain_text("in the network's own app")
    window.stands_as("Waiting for the customer")
    expect(window.turn("do you ship to Malta?")).not_to_have_class("waits")
    window.desk_of("needs")
    expect(window.row("do you ship to Malta?")).to_have_count(0)


# --- trouble ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lost", ["request", "answer"])
def test_a_worker_killed_in_the_middle_of_sending_sends_once(
    town: Town, window: Window, brand: Person, customer: Customer, lost: str
) -> None:
    question, answer = f"can I still change order {lost}?", f"Order {lost}: yes, until tonight."
    post = customer.mention(brand, question)
    window.desk_of("all")
    window.hears(question)
    window.opens(question)
    window.answers(answer)
    killed: list[tuple[float, int]] = []

    def kill() -> None:
        worker = town.desk.children()["work"]
        os.kill(worker.pid, signal.SIGKILL)
        killed.append((time.monotonic(), len(in_repository(brand, answer))))

    town.relay.lose, town.relay.meanwhile = lost, kill
    waits_for(lambda: bool(killed), "the worker is killed while it sends")
    [(moment, arrived)] = killed
    assert arrived == (lost == "answer"), "the worker died before the network had it, or after"

    window.has_sent(answer, timeout=60_000 * PATIENCE)
    assert time.monotonic() - moment < 60 * PATIENCE
    assert attempts(town.ask, answer) == [2 if lost == "request" else 1]

    waits_for(lambda: bool(customer.below(post)), "the customer sees an answer")
    assert [text.split(" ^")[0] for text in texts(customer.below(post))] == [answer]
    assert len(in_repository(brand, answer)) == 1
    expect(window.page.locator(".history")).not_to_contain_text("own app")


def test_two_replies_keep_their_order_though_the_first_is_lost_on_its_way(
    town: Town, window: Window, brand: Person, customer: Customer
) -> None:
    post = customer.mention(brand, "how do I reset the oven?")
    window.desk_of("all")
    window.hears("how do I reset the oven?")
    window.opens("how do I reset the oven?")
    town.relay.lose = "request"

    window.answers("First hold the knob for five seconds.")
    window.answers("Then turn it to the left.")

    window.has_sent("First hold the knob")
    window.has_sent("Then turn it to the left.")
    waits_for(lambda: len(customer.below(post)) == 2, "the customer sees both")
    both = sorted(customer.below(post), key=lambda answer: answer.indexed_at)
    assert [text.split(" ^")[0] for text in texts(both)] == [
        "First hold the knob for five seconds.",
        "Then turn it to the left.",
    ]
    assert texts(customer.below(post)) == texts(both), "by its own time as well"
    assert town.relay.lose == "", "the first was lost"
    mine = window.page.locator("#turns .turn.ours .said")
    expect(mine).to_have_text([*texts(both)])


def test_a_reply_to_what_was_removed_meanwhile_is_refused_in_words(
    window: Window, brand: Person, customer: Customer
) -> None:
    post = customer.mention(brand, "why was I charged twice?")
    window.desk_of("all")
    window.hears("why was I charged twice?")
    window.opens("why was I charged twice?")
    window.answers("We are looking into it.")

    customer.remove(post)

    refused = window.on_its_way("We are looking into it.")
    expect(refused).to_contain_text("Not sent", timeout=HEARD)
    expect(refused.get_by_role("button", name="Change the words")).to_be_visible()
    said = refused.locator(".sending-state").inner_text()
    assert GONE in said or "was removed" in said
    assert in_repository(brand, "We are looking into it.") == []


def test_a_revoked_password_signs_the_account_out_and_a_new_one_brings_what_was_missed(
    town: Town, window: Window, customer: Customer
) -> None:
    brand = town.brand("changed")
    town.connect(window, brand)
    window.sees("We are listening to")
    window.desk_of("all")
    customer.mention(brand, "is the blue tent waterproof?")
    window.hears("is the blue tent waterproof?")

    brand.call("com.atproto.server.revokeAppPassword", {"name": "earful"})
    town.relay.expire_tokens()
    waits_for(
        lambda: town.ask("select state from accounts_account where external_id = %s", brand.did) == [("signed_out",)],
        "the desk notices",
    )
    customer.mention(brand, "and does the tent come with pegs?")

    account = window.account(brand)
    expect(account).to_contain_text("Sign in again to keep listening.")
    account.get_by_role("link", name="Sign in again").click()
    fresh = brand.call("com.atproto.server.createAppPassword", {"name": "earful again"})["password"]
    window.enter(brand, fresh, town.relay.url, town.urls["plc"])
    window.sees("Signed in again.")

    window.desk_of("all")
    window.hears("and does the tent come with pegs?")
    expect(window.account(brand)).not_to_contain_text("Sign in again")


def test_what_was_said_while_the_desk_was_down_arrives_once(
    town: Town, window: Window, brand: Person, customer: Customer
) -> None:
    assert town.desk.stop() == 0
    said = [f"is branch {number} of yours closed?" for number in range(1, 6)]
    posts = [customer.mention(brand, text) for text in said]
    town.desk.up()

    window.desk_of()
    for text in said:
        window.hears(text)
    window.go(f"/desk/all/?q={quote('branch yours closed')}")
    expect(window.page.locator("#row-list .row")).to_have_count(5)
    stored = "select external_id, count(*) from conversations_turn where external_id = any(%s) group by 1"
    assert dict(town.ask(stored, posts)) == dict.fromkeys(posts, 1)

"""The whole desk on a mock of Mastodon: what snac cannot show, which is streaming, keys that are known again, and a policy.

Not run by default: `pytest tests/real/test_desk_on_mastodon.py`.
"""

import time
from collections.abc import Iterator

import pytest
from desk_window import PATIENCE, Window, expect
from fediverse_customer import Customer, Status, words
from fediverse_desk import CONNECT, Fediverse, goes_to_sign_in, number, the_fediverse
from fediverse_network import LOOPBACK
from town_and_desk import attempts, waits_for

pytestmark = pytest.mark.allow_hosts(LOOPBACK)
POLL = 15  # seconds between polls where a stream says that something happened


@pytest.fixture(scope="module")
def world() -> Iterator[Fediverse]:
    """Nothing but the mock and a desk, so that these stories are told beside those of servers that federate."""
    with the_fediverse(federates=False) as found:
        yield found


@pytest.fixture(scope="module")
def ada(world: Fediverse) -> Customer:
    """The brand, whose server hides private messages of strangers until somebody says otherwise."""
    brand = world.demo["ada"]
    brand.ask("PATCH", "v2/notifications/policy", data={"for_private_mentions": "filter"})
    window = world.window()
    window.go(CONNECT)
    goes_to_sign_in(window, world.mock.url)
    window.page.get_by_role("button", name="@ada").click()
    window.sees("We are listening to")
    window.close()
    return brand


@pytest.fixture
def window(world: Fediverse, ada: Customer) -> Iterator[Window]:
    made = world.window()
    yield made
    made.close()


@pytest.fixture
def grace(world: Fediverse) -> Customer:
    return world.demo["grace"]


def posted(brand: Customer, text: str) -> list[Status]:
    me = brand.ask("GET", "v1/accounts/verify_credentials")["id"]
    found = brand.ask("GET", f"v1/accounts/{me}/statuses", params={"limit": 40})
    return [status for status in found if text in words(status)]


def test_what_the_server_hides_is_let_through_only_when_the_owner_says_so(
    window: Window, world: Fediverse, ada: Customer
) -> None:
    def hidden() -> str:
        return str(ada.ask("GET", "v2/notifications/policy")["for_private_mentions"])

    asked = "select hindrances::text from accounts_account where network = 'mastodon' and handle like 'ada%%'"
    waits_for(lambda: "for_private_mentions" in str(world.ask(asked)), "the desk has looked")
    window.go("/house/accounts/")
    account = window.page.locator(".account", has_text="Ada")
    account.get_by_role("link", name="See what is lost").click()
    window.sees("private messages from people this account does not follow")
    assert hidden() == "filter"

    window.page.get_by_role("button", name="Let them through").click()

    window.sees("These messages come through from now on.")
    expect(window.page.get_by_text("What you do not hear")).to_have_count(0)
    assert hidden() == "accept"


def test_the_stream_brings_news_long_before_the_next_poll(world: Fediverse, window: Window, grace: Customer) -> None:
    window.desk_of("all")
    took = []
    for _ in range(3):
        question = f"is train {number()} late?"
        begun = time.monotonic()
        grace.post(f"@ada {question}")
        window.hears(question)
        took.append(time.monotonic() - begun)
    assert sorted(took)[1] < POLL / 3 * PATIENCE, f"heard after {took} seconds"


@pytest.mark.parametrize("lost", ["request", "answer"])
def test_a_lost_answer_is_one_post_under_one_key(
    world: Fediverse, window: Window, ada: Customer, grace: Customer, lost: str
) -> None:
    question, answer = f"which platform, {number()}?", f"Platform {number()}."
    window.desk_of("all")
    asked = grace.post(f"@ada {question}")
    window.hears(question)
    window.opens(question)
    world.mock.keys.clear()
    world.mock.lose, world.mock.meanwhile = lost, lambda: world.kill("work")
    window.answers(answer)
    window.has_sent(answer, timeout=90_000 * PATIENCE)
    assert attempts(world.ask, answer) == [2 if lost == "request" else 1]

    [reply] = [status for status in grace.below(asked) if answer in words(status)]
    [ours] = posted(ada, answer)
    assert reply["id"] == ours["id"]
    assert len(world.mock.keys) == 1
    form = {"status": "a second time", "visibility": "public"}
    again = ada.ask("POST", "v1/statuses", data=form, headers={"idempotency-key": world.mock.keys[0]})
    assert again["id"] == ours["id"], "the server knows our key again"


def test_a_private_message_is_answered_in_private(window: Window, ada: Customer, grace: Customer) -> None:
    question, answer = f"my card ends in {number()}, is it booked?", f"It is booked, {number()}."
    window.desk_of("all")
    asked = grace.direct(f"@ada {question}")
    window.hears(question)
    window.opens(question)
    expect(window.page.locator("[data-where]")).to_contain_text("Private message")
    window.answers(answer)
    window.has_sent(answer)
    [reply] = [status for status in grace.below(asked) if answer in words(status)]
    assert reply["visibility"] == "direct"

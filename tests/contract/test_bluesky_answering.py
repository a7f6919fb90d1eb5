"""Bluesky's own ways of answering, on the fake network: replies, sign-ins, allowances, pictures."""

import asyncio
import time
from collections.abc import Iterator
from typing import Any

import pytest
from bluesky_fixture import BlueskyWorld, world
from contract_tools import PNG, answer_to, batches, begin, hear, heard_mention, run
from fake_bluesky import Refusal

from earful.channels.bluesky.network import MAIN_PASSWORD, NETWORK, NO_HANDLE, NO_PASSWORD, NO_SERVER
from earful.channels.bluesky.words import NAMED
from earful.channels.contract import Connected, Expired, Refused, Retry, Unreadable, Upload
from earful.kit.transport import Transport


@pytest.fixture
def bluesky() -> Iterator[BlueskyWorld]:
    with world() as made:
        yield made


# --- sending ---


def test_before_sending_it_looks_whether_an_answer_is_wanted(bluesky: BlueskyWorld) -> None:
    parcel, _ = heard_mention(bluesky)
    bluesky.fake.closed_to_replies.add(parcel.external_id)
    for words in ("limited", "gone"):
        with pytest.raises(Refused) as refused:
            run(bluesky, lambda adapter: adapter.send(answer_to(bluesky, parcel)))
        assert words in refused.value.words
        bluesky.fake.hidden.add(parcel.external_id)
    assert "com.atproto.repo.putRecord" not in bluesky.fake.calls


def test_a_parent_that_cannot_be_linked_is_refused(bluesky: BlueskyWorld) -> None:
    parcel, _ = heard_mention(bluesky)
    outbound = answer_to(bluesky, parcel)
    for raw in ({}, {"uri": parcel.external_id}, {"uri": 3, "cid": 4}, {"uri": "at://did:plc:x/y/z", "cid": "b"}):
        bent = type(outbound)(outbound.key, outbound.created_at, "x", parcel.external_id, raw)
        with pytest.raises(Refused):
            run(bluesky, lambda adapter, bent=bent: adapter.send(bent))


def test_trouble_before_the_last_step_is_never_uncertain(bluesky: BlueskyWorld) -> None:
    parcel, _ = heard_mention(bluesky)
    outbound = answer_to(bluesky, parcel, "see @carol.test", uploads=(Upload(PNG, "image/png", "", 1, 1),))
    for name in ("on_upload_blob", "on_resolve_handle", "on_get_posts"):

        def fail(ask: Any) -> Any:
            raise Refusal(500, "InternalServerError")

        setattr(bluesky.fake, name, fail)
        with pytest.raises(Retry):
            run(bluesky, lambda adapter: adapter.send(outbound))
        delattr(bluesky.fake, name)
    run(bluesky, lambda adapter: adapter.send(outbound))
    assert bluesky.under(parcel.external_id) == ["see @carol.test"]


def test_a_token_that_runs_out_in_the_middle_of_sending_is_no_reason_to_send_twice(bluesky: BlueskyWorld) -> None:
    parcel, _ = heard_mention(bluesky)
    original = bluesky.fake.on_get_posts

    def expire_after(ask: Any) -> Any:
        found = original(ask)
        bluesky.fake.access.clear()
        return found

    bluesky.fake.on_get_posts = expire_after  # type: ignore[method-assign]  # -- the fake is ours to bend
    run(bluesky, lambda adapter: adapter.send(answer_to(bluesky, parcel)))
    assert bluesky.under(parcel.external_id) == ["We are on it."]


def test_another_post_in_its_place_is_never_overwritten(bluesky: BlueskyWorld) -> None:
    parcel, _ = heard_mention(bluesky)
    outbound = answer_to(bluesky, parcel)
    receipt = run(bluesky, lambda adapter: adapter.send(outbound))
    bluesky.edit(receipt.external_id, "changed in the app")
    with pytest.raises(Refused):
        run(bluesky, lambda adapter: adapter.send(outbound))
    assert bluesky.under(parcel.external_id) == ["changed in the app"]
    assert run(bluesky, lambda adapter: adapter.find(outbound)) is None


# --- signing in and allowances ---


def test_an_allowance_used_up_is_remembered_without_asking(bluesky: BlueskyWorld) -> None:
    cursor = begin(bluesky)

    async def twice(adapter: Any) -> None:
        for _ in range(2):
            with pytest.raises(Retry):
                await batches(adapter, cursor)

    bluesky.limit(50)
    bluesky.fake.refused = 0
    run(bluesky, twice)
    assert bluesky.fake.refused == 1


def test_a_dead_refresh_token_means_signing_in_with_the_password(bluesky: BlueskyWorld) -> None:
    cursor = begin(bluesky)
    bluesky.fake.access.clear()
    bluesky.fake.refresh.clear()
    bluesky.fake.calls.clear()
    hear(bluesky, cursor)
    assert bluesky.fake.calls.count("com.atproto.server.createSession") == 1


def test_an_account_taken_down_is_refused_in_words_and_not_expired(bluesky: BlueskyWorld) -> None:
    cursor = begin(bluesky)
    bluesky.fake.access.clear()

    def down(ask: Any) -> Any:
        raise Refusal(401, "AccountTakedown")

    bluesky.fake.on_refresh_session = down  # type: ignore[method-assign]  # -- the fake is ours to bend
    with pytest.raises(Refused) as refused:
        run(bluesky, lambda adapter: batches(adapter, cursor))
    assert refused.value.words == NAMED["AccountTakedown"]


def test_somebody_elses_sign_in_is_not_ours(bluesky: BlueskyWorld) -> None:
    bluesky.keeper.session = {}
    bluesky.fake.on_create_session = lambda _: bluesky.fake.sign_in("carol")  # type: ignore[method-assign]  # -- likewise
    with pytest.raises(Expired):
        begin(bluesky)


def connect(bluesky: BlueskyWorld, **values: str) -> Connected:
    entered = {"handle": "@Desk.Test", "app_password": "desk-pass-word-1234", "server": bluesky.fake.url, **values}

    async def go() -> Connected:
        async with Transport(frozenset({bluesky.fake.url.removeprefix("http://")})) as door:
            return await NETWORK.connect(entered, door)

    return asyncio.run(go())


def test_connecting(bluesky: BlueskyWorld) -> None:
    made = connect(bluesky)
    assert (made.us, made.name) == (bluesky.us, "Desk")
    assert made.settings == {"pds": bluesky.fake.url, "server": bluesky.fake.url, "directory": "https://plc.directory"}
    assert made.secrets == {"identifier": bluesky.us.external_id, "app_password": "desk-pass-word-1234"}
    assert "desk-pass-word-1234" not in str(made.session)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"app_password": "wrong"}, NO_PASSWORD),
        ({"handle": "nobody.test"}, NO_HANDLE),
        ({"handle": "nobody@example.org"}, NO_PASSWORD),
        ({"handle": " "}, "Enter the handle and the app password."),
        ({"server": "ftp://x"}, NO_SERVER),
        ({"server": "http://169.254.169.254"}, "private network"),
    ],
)
def test_connecting_says_which_entry_is_wrong(bluesky: BlueskyWorld, values: dict[str, str], words: str) -> None:
    with pytest.raises(Refused) as refused:
        connect(bluesky, **values)
    assert words in refused.value.words


@pytest.mark.parametrize(
    ("refusal", "words"),
    [
        (Refusal(401, "AuthFactorTokenRequired"), MAIN_PASSWORD),
        (Refusal(401, "AccountTakedown"), NAMED["AccountTakedown"]),
    ],
)
def test_connecting_with_trouble_of_its_own(bluesky: BlueskyWorld, refusal: Refusal, words: str) -> None:
    def refuse(ask: Any) -> Any:
        raise refusal

    bluesky.fake.on_create_session = refuse  # type: ignore[method-assign]  # -- the fake is ours to bend
    with pytest.raises(Refused) as refused:
        connect(bluesky)
    assert refused.value.words == words


def test_connecting_to_nobody_can_be_tried_again(bluesky: BlueskyWorld) -> None:
    bluesky.limit(30)
    with pytest.raises(Retry):
        connect(bluesky)
    bluesky.relent()
    bluesky.unreachable()
    with pytest.raises(Retry):
        connect(bluesky)


# --- pictures ---


def test_only_pictures_come_through(bluesky: BlueskyWorld) -> None:
    url = f"{bluesky.fake.url}/img/x/"
    bluesky.fake.blobs |= {
        "page": (b"<html>", "image/png"),
        "svg": (b"<svg/>", "image/svg+xml"),
        "huge": (PNG + b"x" * 10_000_001, "image/png"),
        "webp": (b"RIFF\x01\x02\x03\x04WEBPVP8 ", "image/jpeg"),
    }
    for bad in ("page", "svg", "huge", "missing"):
        with pytest.raises((Refused, Retry)):
            run(bluesky, lambda adapter, bad=bad: adapter.picture(url + bad))
    assert run(bluesky, lambda adapter: adapter.picture(url + "webp"))[1] == "image/webp"


def test_nonsense_from_the_network_is_no_crash(bluesky: BlueskyWorld) -> None:
    cursor = begin(bluesky)
    odd = [
        3,
        None,
        {},
        {"reason": "mention"},
        {"reason": "reply", "uri": 3, "cid": [], "author": "x"},
        {"reason": [], "uri": {}},
    ]
    bluesky.fake.on_list_notifications = lambda _: {"notifications": odd, "cursor": 7}  # type: ignore[method-assign]  # -- likewise
    heard, _ = hear(bluesky, cursor)
    assert len(heard) == 2
    for name, parcel in heard.items():
        assert name.startswith("unreadable:")
        with pytest.raises(Unreadable):
            NETWORK.read(parcel.raw, bluesky.us)


def test_listening_ends_at_once_for_there_is_no_stream(bluesky: BlueskyWorld) -> None:
    async def hints(adapter: Any) -> list[None]:
        return [hint async for hint in adapter.listen()]

    start = time.monotonic()
    assert run(bluesky, hints) == []
    assert time.monotonic() - start < 10

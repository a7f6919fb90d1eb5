"""Trouble to order in the town: each kind comes as ordered, repeatably, and leaves an adapter as one of the failures."""

import asyncio
import json
import socket
import time
from collections.abc import Iterator
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from contract_tools import PNG, answer_to, batches, begin, hear, heard_mention, run
from sandbox_fixture import BRAND, SandboxWorld, running_town

from earful.channels.contract import Expired, Failure, Refused, Retry, Uncertain, Unreadable
from earful.channels.sandbox.town.faults import KINDS, PATHS
from earful.channels.sandbox.town.storms import STORMS


@pytest.fixture
def world() -> Iterator[SandboxWorld]:
    with running_town() as town:
        yield SandboxWorld(town)


def troubles(world: SandboxWorld, **order: object) -> None:
    world.town.ask("POST", "/faults", order)


def trouble(world: SandboxWorld, kind: str, path: str = "/feed", **more: object) -> None:
    world.town.faults({"path": path, "kind": kind, **more})


# --- ordering ---


def test_what_is_ordered_can_be_seen_and_lifted(world: SandboxWorld) -> None:
    trouble(world, "limited", retry_after=7, times=0)
    seen = world.town.ask("GET", "/faults")
    assert [(one["kind"], one["retry_after"]) for one in seen["faults"]] == [("limited", 7)]
    assert set(seen["kinds"]) == set(KINDS)
    assert set(seen["storms"]) == set(STORMS)
    assert set(seen["paths"]) == set(PATHS)
    world.town.faults()
    assert world.town.ask("GET", "/faults")["faults"] == []


@pytest.mark.parametrize(
    "order",
    [
        {"faults": [{"kind": "rain", "path": ""}]},
        {"faults": [{"kind": "cut"}]},
        {"faults": [{"kind": "cut", "path": "/nowhere"}]},
        {"faults": [{"kind": "cut", "path": "", "rate": "often"}]},
        {"faults": [{"kind": "cut", "path": "", "colour": "grey"}]},
        {"faults": ["cut"]},
        {"storm": "teacup"},
    ],
)
def test_an_order_that_makes_no_sense_is_declined(world: SandboxWorld, order: dict[str, object]) -> None:
    status, words = world.town.refused("POST", "/faults", order)
    assert status == 422
    assert words
    assert world.town.ask("GET", "/faults")["faults"] == []


def statuses(world: SandboxWorld, asked: int = 60) -> list[int]:
    """What so many questions are answered with."""
    token = world.town.connect()["token"]

    def ask() -> int:
        request = Request(f"{world.town.url}/me", headers={"authorization": f"Bearer {token}"})
        try:
            with urlopen(request, timeout=5) as answer:
                return int(answer.status)
        except HTTPError as error:
            with error:
                return error.code

    return [ask() for _ in range(asked)]


def test_a_seed_gives_the_same_trouble_again(world: SandboxWorld) -> None:
    def met(seed: int) -> list[int]:
        trouble(world, "status", "/me", status=503, rate=0.3, seed=seed, times=0)
        return statuses(world)

    first = met(5)
    assert 5 < first.count(503) < 35
    assert met(5) == first
    assert met(6) != first


def test_trouble_ends_by_number_and_by_time(world: SandboxWorld) -> None:
    trouble(world, "status", "/me", times=2)
    assert statuses(world, 4) == [500, 500, 200, 200]
    trouble(world, "status", "/me", times=0, seconds=0.3)
    assert statuses(world, 1) == [500]
    time.sleep(0.35)
    assert statuses(world, 1) == [200]


def test_trouble_for_one_brand_leaves_the_others_alone(world: SandboxWorld) -> None:
    trouble(world, "limited", "", brand="lumenloop", times=0)
    assert statuses(world, 3) == [200, 200, 200]
    trouble(world, "limited", "", brand=BRAND, times=0)
    assert statuses(world, 3) == [429, 429, 429]


def test_a_storm_is_had_by_name(world: SandboxWorld) -> None:
    for name in STORMS:
        troubles(world, storm=name, seed=3, seconds=60)
        ordered = world.town.ask("GET", "/faults")["faults"]
        assert len(ordered) == len(STORMS[name])
        assert all(one["seed"] == 3 and one["times"] == 0 for one in ordered)


# --- what an adapter makes of it ---

AS_RETRY = (
    "lost answer",
    "lost request",
    "cut",
    "half closed",
    "not json",
    "truncated",
    "wrong types",
    "status",
    "limited",
)


@pytest.mark.parametrize("kind", AS_RETRY)
def test_trouble_while_listening_is_a_retry_and_loses_nothing(world: SandboxWorld, kind: str) -> None:
    cursor = begin(world)
    said = world.say("is anybody there?")
    trouble(world, kind)
    with pytest.raises(Retry) as failed:
        hear(world, cursor)
    assert failed.value.words
    assert set(hear(world, cursor)[0]) == {said}


@pytest.mark.parametrize("kind", ["drip", "silent"])
def test_an_answer_that_never_ends_is_given_up(world: SandboxWorld, kind: str) -> None:
    cursor = begin(world)
    said = world.say("is anybody there?")
    trouble(world, kind, seconds=60)

    async def hurried() -> None:
        async with asyncio.timeout(1):
            async with world.open() as adapter:
                await batches(adapter, cursor)

    with pytest.raises(TimeoutError):
        asyncio.run(hurried())
    assert set(hear(world, cursor)[0]) == {said}


@pytest.mark.parametrize("kind", ["lost answer", "cut", "half closed", "not json", "truncated", "wrong types"])
def test_a_reply_whose_answer_is_spoilt_is_uncertain_and_found(world: SandboxWorld, kind: str) -> None:
    parcel, _ = heard_mention(world)
    outbound = answer_to(world, parcel)
    trouble(world, kind, "/posts")
    with pytest.raises(Uncertain):
        run(world, lambda adapter: adapter.send(outbound))
    assert run(world, lambda adapter: adapter.find(outbound))
    assert world.under(parcel.external_id) == ["We are on it."]


@pytest.mark.parametrize("kind", ["cut", "half closed", "lost request"])
def test_a_reply_that_was_not_carried_out_is_not_found(world: SandboxWorld, kind: str) -> None:
    parcel, _ = heard_mention(world)
    outbound = answer_to(world, parcel)
    trouble(world, kind, "/posts", done=False)
    with pytest.raises(Uncertain):
        run(world, lambda adapter: adapter.send(outbound))
    assert run(world, lambda adapter: adapter.find(outbound)) is None


@pytest.mark.parametrize("kind", ["not json", "truncated", "wrong types"])
def test_a_spoilt_search_for_a_reply_is_no_answer(world: SandboxWorld, kind: str) -> None:
    parcel, _ = heard_mention(world)
    outbound = answer_to(world, parcel)
    run(world, lambda adapter: adapter.send(outbound))
    trouble(world, kind, "/posts/by-key")
    with pytest.raises(Retry):
        run(world, lambda adapter: adapter.find(outbound))


def test_a_limit_tells_how_long_by_seconds_by_a_moment_or_not_at_all(world: SandboxWorld) -> None:
    def wait(**how: object) -> float:
        trouble(world, "limited", **how)
        with pytest.raises(Retry) as failed:
            hear(world, "0")
        return failed.value.after

    assert wait(retry_after=7) == 7
    assert 40 < wait(reset=45) <= 46
    assert wait() == 30


def test_refused_and_signed_out_say_so(world: SandboxWorld) -> None:
    parcel, _ = heard_mention(world)
    trouble(world, "refused", "/posts", words="Answers are closed on Sundays.")
    with pytest.raises(Refused, match="Sundays"):
        run(world, lambda adapter: adapter.send(answer_to(world, parcel)))
    trouble(world, "signed out")
    with pytest.raises(Expired):
        hear(world, "0")
    hear(world, "0")


# --- posts ---


def test_repeated_and_shuffled_posts_are_the_same_posts(world: SandboxWorld) -> None:
    cursor = begin(world)
    said = [world.say(f"question {number}") for number in range(6)]
    for kind in ("repeated", "shuffled"):
        trouble(world, kind)
        heard, after = hear(world, cursor)
        assert set(heard) == set(said)
        assert after == str(world.town.ask("GET", "/health")["head"])


def test_a_late_post_holds_back_what_follows_and_nothing_is_lost(world: SandboxWorld) -> None:
    cursor = begin(world)
    trouble(world, "late", by=0.5, times=0)
    said = [world.say("first"), world.say("second")]
    heard, cursor = hear(world, cursor)
    assert heard == {}
    time.sleep(0.6)
    assert set(hear(world, cursor)[0]) == set(said)


def test_older_times_and_a_wrong_clock_are_heard_as_told(world: SandboxWorld) -> None:
    cursor = begin(world)
    world.say("when was this?")
    (as_it_was,) = hear(world, cursor)[0].values()
    for kind, by, moved in (("older", 3600, -3600), ("clock", 3600, 3600), ("clock", -60, -60)):
        trouble(world, kind, by=by)
        (parcel,) = hear(world, cursor)[0].values()
        told, was = (world.network.read(one.raw, world.us).said_at for one in (parcel, as_it_was))
        assert (told - was).total_seconds() == moved


def test_a_poisoned_post_comes_among_the_others(world: SandboxWorld) -> None:
    cursor = begin(world)
    said = [world.say(f"question {number}") for number in range(5)]
    trouble(world, "poisoned")
    heard, _ = hear(world, cursor)
    assert set(heard) == set(said)
    unreadable = 0
    for parcel in heard.values():
        try:
            world.network.read(parcel.raw, world.us)
        except Unreadable:
            unreadable += 1
    assert unreadable == 1


def test_pictures_and_hints_have_their_trouble_too(world: SandboxWorld) -> None:
    cursor = begin(world)
    world.say_with_picture("look at this", PNG, "a dot")
    (parcel,) = hear(world, cursor)[0].values()
    url = parcel.raw["pictures"][0]["url"]
    trouble(world, "cut", "/pictures")
    with pytest.raises(Retry):
        run(world, lambda adapter: adapter.picture(url))
    assert run(world, lambda adapter: adapter.picture(url))[0] == PNG

    async def hints(seconds: float) -> int:
        heard = 0
        try:
            async with asyncio.timeout(seconds), world.open() as adapter:
                async for _ in adapter.listen():
                    heard += 1
        except (TimeoutError, Failure):
            return heard
        return heard

    trouble(world, "silent", "/hints", times=0)
    assert asyncio.run(hints(0.5)) == 0
    trouble(world, "cut", "/hints", times=0)
    assert asyncio.run(hints(5)) == 0
    world.town.faults()
    assert asyncio.run(hints(0.5)) >= 1


def test_a_half_closed_line_stays_open_on_our_side(world: SandboxWorld) -> None:
    """Raw, for a client would close it: the town has ended its side, and the line is not reset."""
    token = world.town.connect()["token"]
    trouble(world, "half closed", "/me")
    with socket.create_connection(("127.0.0.1", world.town.port), timeout=5) as line:
        line.sendall(
            f"GET /me HTTP/1.1\r\nHost: 127.0.0.1:{world.town.port}\r\nAuthorization: Bearer {token}\r\n\r\n".encode()
        )
        got = b""
        while part := line.recv(4096):
            got += part
        head, _, body = got.partition(b"\r\n\r\n")
        promised = int(next(row.split(b":")[1] for row in head.split(b"\r\n") if row.startswith(b"content-length")))
        assert 0 < len(body) < promised
        with pytest.raises(json.JSONDecodeError):
            json.loads(body)
        line.sendall(b"\r\n")  # a line that was reset would say so


# --- giants ---


@pytest.mark.parametrize("kind", ["huge", "mentions"])
def test_a_giant_post_comes_whole(world: SandboxWorld, kind: str) -> None:
    cursor = begin(world)
    said = [world.say(f"question {number}") for number in range(3)]
    trouble(world, kind)
    heard, _ = hear(world, cursor)
    assert set(heard) == set(said)
    assert max(len(parcel.raw["text"]) for parcel in heard.values()) > 100_000


def test_posts_nested_without_end_are_passed_over_and_said_to_have_been(world: SandboxWorld) -> None:
    cursor = begin(world)
    world.town.say("nobody named", "dan")  # an event that is none of ours lies between
    said = {world.say(f"question {number}") for number in range(40)}
    trouble(world, "nested", times=0, seed=2, rate=0.1)
    found = run(world, lambda adapter: batches(adapter, cursor))
    parcels = {parcel.external_id: parcel for batch in found for parcel in batch.parcels}
    notes = [parcels[name] for name in parcels if name.startswith("unreadable:")]
    assert notes
    assert len(said & set(parcels)) > 25
    assert found[-1].cursor == str(world.town.ask("GET", "/health")["head"])
    for parcel in notes:
        with pytest.raises(Unreadable, match="passed over"):
            world.network.read(parcel.raw, world.us)
    passed = said - set(parcels)
    world.town.faults()
    assert {parcel.external_id for parcel in run(world, lambda adapter: batches(adapter, cursor))[0].parcels} == said
    assert len(notes) <= len(passed) <= 8, "only what was tangled was passed over"


def test_an_answer_tangled_once_costs_nothing(world: SandboxWorld) -> None:
    cursor = begin(world)
    said = [world.say(f"question {number}") for number in range(3)]
    trouble(world, "nested", times=2)
    found = run(world, lambda adapter: batches(adapter, cursor))
    assert [parcel.external_id for batch in found for parcel in batch.parcels] == said

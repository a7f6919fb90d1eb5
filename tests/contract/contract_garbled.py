"""What every adapter promises where a network talks nonsense: it is kept and shown, or one of the four failures, and no stop."""

import copy
import json
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, TypeVar

import httpx
import pytest
from contract_tools import answer_to, begin, hear, heard_mention, need, run
from contract_world import World

from earful.channels.contract import Adapter, Batch, Failure, Parcel, Receipt, Unreadable
from earful.kit import clock

T = TypeVar("T")
SEEDS = 10
VALUES = (None, [], {}, "", "x", "\ud800\0", "half \ud800", -1, 0, 7, True, 3.5, [None], {"x": []}, ["x"])


def garbled(value: Any, chance: random.Random) -> Any:
    """The same with one thing in it replaced, left out or doubled."""
    value = copy.deepcopy(value)
    place = value
    while isinstance(place, dict | list) and place:
        key: Any = chance.choice(list(place)) if isinstance(place, dict) else chance.randrange(len(place))
        if isinstance(place[key], dict | list) and place[key] and chance.random() < 0.8:
            place = place[key]
            continue
        if isinstance(place, list):
            place[key : key + 1] = chance.choice(([], [chance.choice(VALUES)], [place[key]] * 2))
        elif chance.random() < 0.4:
            del place[key]
        else:
            place[key] = chance.choice(VALUES)
        break
    return value


@contextmanager
def garbling(seed: int) -> Iterator[None]:
    """Until it ends, what comes over the wire as JSON makes a little less sense."""
    chance, usual = random.Random(seed), httpx.AsyncHTTPTransport.handle_async_request

    async def handle(wire: httpx.AsyncHTTPTransport, request: httpx.Request) -> httpx.Response:
        answer = await usual(wire, request)
        if "json" not in answer.headers.get("content-type", "") or not answer.is_success:
            return answer
        content = await answer.aread()
        await answer.aclose()
        try:
            said = json.loads(content)
        except ValueError:
            return _again(answer, content)
        for _ in range(chance.randint(1, 2)):
            said = garbled(said, chance)
        return _again(answer, json.dumps(said).encode())

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(httpx.AsyncHTTPTransport, "handle_async_request", handle)
        yield


def _again(answer: httpx.Response, content: bytes) -> httpx.Response:
    heads = {
        name: value for name, value in answer.headers.items() if name not in ("content-length", "content-encoding")
    }
    return httpx.Response(answer.status_code, headers=heads, stream=httpx.ByteStream(content))


def sound(world: World, parcels: tuple[Parcel, ...]) -> None:
    """They can be kept under their names, and are read or told as unreadable."""
    for parcel in parcels:
        assert 0 < len(parcel.external_id) <= 500
        assert parcel.version
        assert "\0" not in f"{parcel.external_id}{parcel.version}"
        assert f"{parcel.external_id}{parcel.version}".encode()
        stored = json.loads(json.dumps(parcel.raw, ensure_ascii=False).encode())
        try:
            understood = world.network.read(stored, world.us)
        except Unreadable:
            continue
        assert understood.external_id == parcel.external_id


async def gathered(walk: AsyncIterator[Batch]) -> Batch:
    found = [batch async for batch in walk]
    return Batch(tuple(parcel for batch in found for parcel in batch.parcels))


Job = Callable[[Adapter], Any]


def jobs(world: World, parcel: Parcel, cursor: str) -> list[Job]:
    """Everything that only looks."""
    since, outbound = clock.now() - timedelta(hours=1), answer_to(world, parcel)
    looks: list[Job] = [
        lambda adapter: gathered(adapter.poll(cursor)),
        lambda adapter: gathered(adapter.look_back(since)),
        lambda adapter: adapter.thread(parcel.external_id),
        lambda adapter: adapter.check([parcel.external_id]),
    ]
    return [*looks, *([lambda adapter: adapter.find(outbound)] if world.network.can.send else [])]


def test_what_comes_garbled_is_kept_or_fails_in_words_and_nothing_is_lost(world: World) -> None:
    parcel, cursor = heard_mention(world)
    if "single" not in world.offers:
        world.reply(parcel.external_id, "same here, @desk.test", by="dan")
    if world.network.can.send:
        run(world, lambda adapter: adapter.send(answer_to(world, parcel, "We look.", key="k0")))
    world.settle()

    async def look(adapter: Adapter) -> list[Batch | Receipt | Failure | None]:
        return [await ended(job(adapter)) for job in jobs(world, parcel, cursor)]

    for seed in range(SEEDS):
        with garbling(seed):
            found = run(world, look)
        for one in found:
            assert not isinstance(one, Failure) or one.words.endswith(".")
            kept = one.parcels if isinstance(one, Batch) else (one.parcel,) if isinstance(one, Receipt) else ()
            sound(world, kept)
    said = world.say("and still we hear")
    assert said in hear(world, cursor)[0]


async def ended(job: Awaitable[T]) -> T | Failure:
    """How it ended: with what it brought, or with one of the four failures; anything else stops the test."""
    try:
        return await job
    except Failure as failure:
        return failure


def test_nonsense_is_kept_wherever_one_looks_and_hides_nothing_beside_it(world: World) -> None:
    need(world, "garbage")
    begin(world)
    sane = world.say("a plain question")
    strange = world.garbage()
    world.settle()
    since = clock.now() - timedelta(hours=1)

    found = run(world, lambda adapter: gathered(adapter.look_back(since))).parcels
    sound(world, found)
    there = {parcel.external_id: parcel for parcel in found}
    assert {sane, strange} <= set(there)
    with pytest.raises(Unreadable):
        world.network.read(there[strange].raw, world.us)

    for name in (strange, sane):
        around = run(world, lambda adapter, name=name: adapter.thread(name)).parcels
        sound(world, around)
        assert "threadless" in world.offers or name in {parcel.external_id for parcel in around}
    if world.network.can.send and "blind" not in world.offers:
        assert run(world, lambda adapter: adapter.find(answer_to(world, there[strange]))) is None
        outbound = answer_to(world, there[sane])
        assert run(world, lambda adapter: adapter.find(outbound)) is None
        sent = run(world, lambda adapter: adapter.send(outbound))
        world.settle()
        again = run(world, lambda adapter: adapter.find(outbound))
        assert again
        assert again.external_id == sent.external_id


__all__ = [
    "test_nonsense_is_kept_wherever_one_looks_and_hides_nothing_beside_it",
    "test_what_comes_garbled_is_kept_or_fails_in_words_and_nothing_is_lost",
]

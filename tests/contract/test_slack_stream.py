"""Slack's stream: hints that lead to few questions, each confirmed, and a line that is left when it is dead."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest
from contract_tools import batches, begin, read, run
from fake_slack import APP_TOKEN, GENERAL, TOKEN, US
from one_account import connect
from slack_fixture import SlackWorld
from slack_fixture import world as a_world

from earful.channels.contract import Change, Expired, Refused, Retry
from earful.channels.slack import adapter as adapters
from earful.channels.slack import socket as streams
from earful.channels.slack import words
from earful.channels.slack.network import NETWORK


@pytest.fixture
def world() -> Iterator[SlackWorld]:
    with a_world() as made:
        yield made


def methods(world: SlackWorld) -> list[str]:
    return [one.path.removeprefix("/api/") for one in world.fake.asked]


def listening(world: SlackWorld, job: Callable[[Any, Any, str], Awaitable[Any]]) -> Any:
    cursor = begin(world)

    async def go(adapter: Any) -> Any:
        walk = adapter.listen()
        await anext(walk)  # it stands
        place = (await batches(adapter, cursor))[-1].cursor
        return await job(adapter, walk, place)

    return run(world, go)


def test_the_stream_rings_is_confirmed_and_only_there_is_asked_first(
    world: SlackWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(adapters, "AT_ONCE", 0)

    async def job(adapter: Any, walk: Any, place: str) -> None:
        said = await asyncio.to_thread(world.fake.say, "carol", GENERAL, "hello?")
        await asyncio.wait_for(anext(walk), 30)
        found = await batches(adapter, place)
        assert {one.external_id for batch in found for one in batch.parcels} == {said}
        assert len(world.fake.socket.confirmed) == 1
        below = await asyncio.to_thread(world.fake.say, "dan", GENERAL, "me too", said)
        await asyncio.wait_for(anext(walk), 30)
        world.fake.asked.clear()
        found = await batches(adapter, found[-1].cursor)
        assert {one.external_id for batch in found for one in batch.parcels} == {below}
        assert "conversations.history" not in methods(world)
        await asyncio.to_thread(world.fake.edit, below, "me three")
        await asyncio.wait_for(anext(walk), 30)
        [changed] = [one for batch in await batches(adapter, found[-1].cursor) for one in batch.parcels]
        assert (changed.external_id, read(world, changed).change) == (below, Change.EDITED)

    listening(world, job)


def test_nonsense_on_the_stream_is_passed_over_and_its_end_is_one(world: SlackWorld) -> None:
    async def job(adapter: Any, walk: Any, place: str) -> None:
        odd = {"envelope_id": "x", "payload": {"event": {"channel": "../x"}}}
        for told in (7, {"envelope_id": 7}, odd):
            await asyncio.to_thread(world.fake.socket.tell, told)
        await asyncio.wait_for(anext(walk), 30)
        assert adapter._stream.take() == ([], [])
        await asyncio.to_thread(world.fake.socket.tell, {"type": "disconnect", "reason": "refresh_requested"})
        with pytest.raises(StopAsyncIteration):
            await asyncio.wait_for(anext(walk), 30)

    listening(world, job)


def test_without_its_token_nothing_rings_and_one_that_is_not_taken_is_told(world: SlackWorld) -> None:
    world.secrets |= {"app_token": ""}

    async def waits(adapter: Any) -> None:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(anext(adapter.listen()), 0.2)

    run(world, waits)
    world.secrets |= {"app_token": "xapp-1-A123-456-other00000"}
    with pytest.raises(Expired):
        run(world, lambda adapter: anext(adapter.listen()))


# --- connecting


def test_connecting_looks_who_it_is(world: SlackWorld) -> None:
    good = {"token": TOKEN, "app_token": APP_TOKEN, "api": world.settings["api"]}
    made = connect(NETWORK, world.fake.place, **good)
    assert (made.us.external_id, made.us.handle, made.name) == (US, "northwind", "Northwind")
    assert made.secrets == {"token": TOKEN, "app_token": APP_TOKEN}
    assert made.settings == world.settings
    for values, said in (
        ({"token": ""}, words.MISSING),
        ({"token": "xoxp-a-token-of-a-person"}, words.MISSING),
        ({"token": TOKEN[:-1] + "x"}, words.NO_TOKEN),
        ({"app_token": "xoxb-123456789012"}, words.NO_APP_TOKEN),
        ({"app_token": "xapp-1-A123-456-other00000"}, words.NO_APP_TOKEN),
        ({"hears": "some"}, words.NO_HEARS),
        ({"api": "ftp://x"}, words.NO_API),
        ({"api": "http://api.example.org"}, words.INSECURE),
    ):
        with pytest.raises(Refused) as refused:
            connect(NETWORK, world.fake.place, **{**good, **values})
        assert refused.value.words == said
    world.fake.scopes = False
    with pytest.raises(Refused) as refused:
        connect(NETWORK, world.fake.place, **good)
    assert refused.value.words == words.NO_SCOPE


def test_a_line_that_is_dead_is_left(world: SlackWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "BEAT", 0.2)

    async def go(adapter: Any) -> None:
        walk = adapter.listen()
        await anext(walk)
        for client in list(world.fake.socket.clients):
            world.fake.socket._loop.call_soon_threadsafe(client.transport.pause_reading)
        with pytest.raises(Retry):
            await asyncio.wait_for(anext(walk), 30)

    run(world, go)


def test_while_the_stream_tells_others_are_asked_no_more_often(world: SlackWorld) -> None:
    rooms = [f"C0MANY{number:02}" for number in range(10)]
    world.fake.rooms |= {room: {"id": room, "name": room.lower()} for room in rooms}

    async def job(adapter: Any, walk: Any, place: str) -> None:
        await asyncio.to_thread(world.fake.say, "carol", rooms[3], "hello?")
        await asyncio.wait_for(anext(walk), 30)
        world.fake.asked.clear()
        found = await batches(adapter, place)
        assert len([one for batch in found for one in batch.parcels]) == 1
        assert methods(world).count("conversations.history") == 1

    listening(world, job)

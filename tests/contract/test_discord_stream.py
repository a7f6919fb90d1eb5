"""Discord's stream: hints that lead to few questions, taken up again where it was left, and quick to notice its own death."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest
from contract_tools import batches, begin, hear, read, run
from discord_fixture import DiscordWorld
from discord_fixture import world as a_world
from fake_discord import TALK

from earful.channels.contract import Change, Expired, Retry
from earful.channels.discord import gateway


@pytest.fixture
def world() -> Iterator[DiscordWorld]:
    with a_world() as made:
        yield made


async def until(met: Callable[[], Any]) -> None:
    async with asyncio.timeout(45):
        while not met():  # noqa: ASYNC110 -- another thread plays the network
            await asyncio.sleep(0.02)


async def polled(adapter: Any, cursor: str) -> tuple[dict[str, Any], str]:
    found = await batches(adapter, cursor)
    last = next(batch.cursor for batch in reversed(found) if batch.cursor)
    return {one.external_id: one for batch in found for one in batch.parcels}, last


def listening(world: DiscordWorld, job: Callable[[Any, str], Awaitable[Any]]) -> Any:
    """Do something with an adapter that listens and has looked round once."""
    cursor = begin(world)

    async def go(adapter: Any) -> Any:
        _, place = await polled(adapter, cursor)
        return await job(adapter, place)

    return run(world, go)


def test_a_message_is_told_at_once_and_only_its_channel_is_asked(world: DiscordWorld) -> None:
    async def job(adapter: Any, place: str) -> None:
        world.fake.asked.clear()
        began = time.monotonic()
        said = await asyncio.to_thread(world.say, "hello?")
        heard = dict[str, Any]()
        while said not in heard:
            heard, place = await polled(adapter, place)
            await asyncio.sleep(0.01)
        assert time.monotonic() - began < 15
        assert [one.path.rpartition("v10/")[2] for one in world.fake.asked] == [f"channels/{TALK}/messages"]

    listening(world, job)


def test_changes_and_removals_come_without_being_asked_for(world: DiscordWorld) -> None:
    async def job(adapter: Any, place: str) -> None:
        said = [await asyncio.to_thread(world.say, text) for text in ("one", "two", "three")]
        await asyncio.to_thread(world.edit, said[0], "something else")
        await asyncio.to_thread(world.remove, said[1])
        world.fake.gate.say("MESSAGE_DELETE_BULK", {"channel_id": TALK, "ids": [said[2].partition("/")[2], "x", 4]})
        found = dict[str, Any]()
        while len(found) < 3 or "removed" not in found[said[2]].version:
            heard, place = await polled(adapter, place)
            found |= heard
            await asyncio.sleep(0.02)
        changes = [read(world, found[name]).change for name in said]
        assert changes == [Change.EDITED, Change.REMOVED, Change.REMOVED]

    listening(world, job)


def test_links_that_discord_unfolds_are_no_change(world: DiscordWorld) -> None:
    async def job(adapter: Any, place: str) -> None:
        said = await asyncio.to_thread(world.say, "https://example.org")
        unfolded = {"id": said.partition("/")[2], "channel_id": TALK, "edited_timestamp": None, "embeds": [{}]}
        world.fake.gate.say("MESSAGE_UPDATE", unfolded)
        await asyncio.sleep(0.2)
        world.fake.asked.clear()
        await polled(adapter, place)
        assert len(world.fake.asked) == 1

    listening(world, job)


def test_the_next_process_takes_the_stream_up_where_it_was_left(world: DiscordWorld) -> None:
    cursor = begin(world)
    first = world.say_privately("one")
    heard, cursor = hear(world, cursor)
    assert set(heard) == {first}
    second = world.say_privately("somebody new", by="dan")
    assert set(hear(world, cursor)[0]) == {second}
    assert [one["op"] for one in world.fake.gate.greetings] == [2, 6, 6]


def test_who_writes_alone_for_the_first_time_is_not_hidden_by_what_was_said_after_it(world: DiscordWorld) -> None:
    cursor = begin(world)
    first = world.say_privately("somebody new", by="dan")
    later = world.say("on the server", by="carol")
    assert set(hear(world, cursor)[0]) == {first, later}


def test_what_breaks_is_taken_up_again_and_what_discord_forgot_is_begun_anew(world: DiscordWorld) -> None:
    async def job(adapter: Any, place: str) -> None:
        gate = world.fake.gate
        for act in ({"send": {"op": 7}}, {}, {"close": 4000}, {"send": {"op": 9, "d": True}}):
            many = len(gate.greetings)
            await asyncio.to_thread(gate.do, **act)
            await until(lambda many=many: len(gate.greetings) > many)
            assert gate.greetings[-1]["op"] == 6
        for act in ({"send": {"op": 9, "d": False}}, {"close": 4009}):
            many = len(gate.greetings)
            await asyncio.to_thread(gate.do, **act)
            await until(lambda many=many: len(gate.greetings) > many)
            assert gate.greetings[-1]["op"] == 2
        said = await asyncio.to_thread(world.say, "still there?")
        heard, _ = await polled(adapter, place)
        assert said in heard

    listening(world, job)


def test_while_our_own_network_is_away_the_stream_is_not_given_up(
    world: DiscordWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def job(adapter: Any, place: str) -> None:
        gate = world.fake.gate
        many, gate.refuses = len(gate.greetings), 2
        await asyncio.to_thread(gate.do)
        said = await asyncio.to_thread(world.say_privately, "somebody new", "dan")
        await until(lambda: len(gate.greetings) > many)
        assert (gate.refused, gate.greetings[-1]["op"]) == (2, 6)
        heard = dict[str, Any]()
        while said not in heard:
            heard, place = await polled(adapter, place)
            await asyncio.sleep(0.02)
        monkeypatch.setattr(gateway, "LASTS", 0.0)
        many, gate.refuses = len(gate.greetings), 1
        await asyncio.to_thread(gate.do)
        await until(lambda: len(gate.greetings) > many)
        assert gate.greetings[-1]["op"] == 2, "after a while it is begun anew"

    listening(world, job)


def test_it_says_that_we_are_there_and_a_line_that_is_dead_is_left(world: DiscordWorld) -> None:
    world.fake.gate.interval = 60

    async def job(adapter: Any, place: str) -> None:
        many = len(world.fake.gate.greetings)
        await until(lambda: world.fake.gate.beats > 8)
        assert len(world.fake.gate.greetings) == many, "one line, all the while"
        world.fake.gate.deaf = True
        await until(lambda: len(world.fake.gate.greetings) > many)

    listening(world, job)


def test_a_token_that_is_not_taken_ends_it(world: DiscordWorld) -> None:
    cursor = begin(world)
    world.listens = False
    world.fake.gate.sessions.clear()

    async def go(adapter: Any) -> None:
        walk = adapter.listen()
        waiting = asyncio.ensure_future(anext(walk))
        await asyncio.sleep(0.05)
        world.fake.token = "another"
        with pytest.raises(Expired):
            await polled(adapter, cursor)
        with pytest.raises(Expired):
            await waiting

    run(world, go)


def test_where_few_beginnings_are_left_today_none_is_spent(world: DiscordWorld) -> None:
    world.fake.starts = 3
    world.listens = False

    async def go(adapter: Any) -> None:
        waiting = asyncio.ensure_future(anext(adapter.listen()))
        await batches(adapter, None)
        with pytest.raises(Retry):
            await waiting

    run(world, go)
    assert world.fake.gate.greetings == []


def test_nonsense_on_the_stream_is_passed_over(world: DiscordWorld) -> None:
    async def job(adapter: Any, place: str) -> None:
        for odd in (
            {"op": "x"},
            {"op": 0, "t": "MESSAGE_CREATE", "s": -4, "d": 7},
            {"op": 0, "t": ["x"], "d": {"channel_id": 5}},
        ):
            await asyncio.to_thread(world.fake.gate.do, odd)
        said = await asyncio.to_thread(world.say, "hello?")
        heard = dict[str, Any]()
        while said not in heard:
            heard, place = await polled(adapter, place)
            await asyncio.sleep(0.02)
        assert len(world.fake.gate.greetings) == 2

    listening(world, job)

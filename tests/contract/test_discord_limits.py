"""Discord's limits, and connecting a bot."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from contract_tools import answer_to, batches, begin, hear, heard_mention, run
from discord_fixture import DiscordWorld
from discord_fixture import world as a_world
from fake_discord import BOT, TOKEN
from one_account import connect

from earful.channels.contract import Refused, Retry
from earful.channels.discord import words
from earful.channels.discord.buckets import Buckets
from earful.channels.discord.network import NETWORK
from earful.kit.transport import Transport


@pytest.fixture
def world() -> Iterator[DiscordWorld]:
    with a_world() as made:
        made.listens = False
        yield made


def test_a_bucket_that_is_empty_is_not_asked_of(world: DiscordWorld) -> None:
    heads = {"x-ratelimit-bucket": "abc", "x-ratelimit-remaining": "0", "x-ratelimit-reset-after": "41.5"}
    world.fake.left = heads
    parcel, _ = heard_mention(world)
    asked = len(world.fake.asked)

    async def twice(adapter: Any) -> float:
        await adapter.send(answer_to(world, parcel, "one"))
        with pytest.raises(Retry) as retry:
            await adapter.send(answer_to(world, parcel, "two", key="k2"))
        return retry.value.after

    assert 40 < run(world, twice) <= 41.5
    assert len(world.fake.asked) == asked + 1
    assert world.under(parcel.external_id) == ["one"]


def test_limits_are_counted_for_each_channel_and_for_all_together() -> None:
    buckets = Buckets()
    empty = {"x-ratelimit-bucket": "b", "x-ratelimit-remaining": "0", "x-ratelimit-reset-after": "30"}
    buckets.note("GET", ("channels", "1", "messages"), empty)
    assert buckets.wait("GET", ("channels", "1", "messages")) > 29
    assert buckets.wait("GET", ("channels", "2", "messages")) <= 0
    buckets.note("GET", ("channels", "2", "messages", "9"), {"x-ratelimit-bucket": "b", "x-ratelimit-remaining": "4"})
    assert buckets.wait("GET", ("channels", "1", "messages", "7")) > 29, "one bucket under two names"
    buckets.refused("GET", ("users", "@me"), 5.0, everything=True)
    assert buckets.wait("POST", ("channels", "2", "messages")) > 4
    buckets.note("GET", ("guilds", "3", "channels"), {"x-ratelimit-remaining": "0", "x-ratelimit-reset-after": "nan"})
    assert buckets.wait("GET", ("guilds", "3", "channels")) <= 5


def test_connecting_looks_who_it_is(world: DiscordWorld) -> None:
    made = connect(NETWORK, world.fake.place, token=f" Bot {TOKEN} ", api=world.settings["api"], only="help, questions")
    assert (made.us.external_id, made.us.handle, made.name) == (BOT["id"], "northwind", "northwind")
    assert (made.secrets, made.settings["only"]) == ({"token": TOKEN}, ["help", "questions"])
    for values, said in (
        ({"token": ""}, words.MISSING),
        ({"token": "a.b"}, words.MISSING),
        ({"token": TOKEN[:-1] + "x"}, words.NO_TOKEN),
        ({"hears": "some"}, words.NO_HEARS),
        ({"only": "nowhere"}, words.NO_ROOM),
        ({"only": "x" * 101}, words.MANY_ROOMS),
        ({"api": "ftp://x"}, words.NO_API),
        ({"api": "http://api.example.org"}, words.INSECURE),
    ):
        with pytest.raises(Refused) as refused:
            connect(NETWORK, world.fake.place, **{"token": TOKEN, "api": world.settings["api"], **values})
        assert refused.value.words == said
    world.fake.guilds = []
    with pytest.raises(Refused) as refused:
        connect(NETWORK, world.fake.place, token=TOKEN, api=world.settings["api"])
    assert refused.value.words == words.NO_SERVER


def test_many_servers_are_read_page_by_page(world: DiscordWorld) -> None:
    world.fake.guilds = [{"id": str(10**17 + number)} for number in range(250)] + world.fake.guilds
    world.fake.guilds.sort(key=lambda one: int(one["id"]))
    cursor = begin(world)
    assert set(hear(world, cursor)[0]) == set()


def test_a_page_of_the_guard_before_discord_is_waited_out(world: DiscordWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(world.fake, "told", lambda *_: (403, b"<html>error 1015</html>", {}))

    async def go() -> None:
        async with Transport(frozenset({world.fake.place})) as door:
            adapter = NETWORK.open(world.us, world.settings, world.secrets, world.keeper, door)
            await batches(adapter, None)

    with pytest.raises(Retry) as retry:
        asyncio.run(go())
    assert retry.value.words == words.BLOCKED


def test_a_limit_of_the_guard_before_discord_holds_for_everything(
    world: DiscordWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    cursor = begin(world)

    async def go(adapter: Any) -> int:
        monkeypatch.setattr(world.fake, "told", lambda *_: (429, b"<html>error 1015</html>", {"retry-after": "600"}))
        with pytest.raises(Retry):
            await batches(adapter, cursor)
        asked = len(world.fake.asked)
        with pytest.raises(Retry) as retry:
            await adapter.picture("discord:1/2/3")
        assert retry.value.after > 500
        return len(world.fake.asked) - asked

    assert run(world, go) == 0

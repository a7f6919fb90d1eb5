"""What the suite's tests share: acting through a fresh adapter, polling, reading."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import pytest
from contract_world import World

from earful.channels.contract import Adapter, Batch, Inbound, Outbound, Parcel
from earful.kit import clock

T = TypeVar("T")
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108020000009077"
    "53de0000000c49444154789c6338c1c00000025c00c943c812460000000049454e44ae426082"
)


def run(world: World, job: Callable[[Adapter], Awaitable[T]]) -> T:
    """Do something with a fresh adapter, as a new process would."""

    async def go() -> T:
        async with world.open() as adapter:
            return await job(adapter)

    return asyncio.run(go())


def need(world: World, *offers: str) -> None:
    missing = [offer for offer in offers if offer not in world.offers]
    if missing:
        pytest.skip(f"the world of {world.network.name} offers no {', '.join(missing)}")


def need_send(world: World) -> None:
    if not world.network.can.send:
        pytest.skip(f"the can of {world.network.name} says send=False")


def need_replies(world: World) -> None:
    if "single" in world.offers:
        pytest.skip(f"on {world.network.name} nobody but us answers anything")


def need_open(world: World) -> None:
    if "closed" in world.offers:
        pytest.skip(f"nothing said on {world.network.name} is open to others")


def need_sight(world: World) -> None:
    if "blind" in world.offers:
        pytest.skip(f"{world.network.name} lets nobody look at what was sent")


async def batches(adapter: Adapter, cursor: str | None) -> list[Batch]:
    return [batch async for batch in adapter.poll(cursor)]


def begin(world: World) -> str:
    """The first poll: nothing comes, and a place to go on from."""
    found = run(world, lambda adapter: batches(adapter, None))
    assert [parcel for batch in found for parcel in batch.parcels] == []
    assert found[-1].cursor
    return found[-1].cursor


def hear(world: World, cursor: str) -> tuple[dict[str, Parcel], str]:
    """One whole poll: what came, by id (the newest version last), and the new cursor."""
    world.settle()
    found = run(world, lambda adapter: batches(adapter, cursor))
    if "forward" not in world.offers:
        assert all(batch.cursor is None for batch in found[:-1]), "the place is only safe with the last batch"
    assert found[-1].cursor
    return {parcel.external_id: parcel for batch in found for parcel in batch.parcels}, found[-1].cursor


def read(world: World, parcel: Parcel) -> Inbound:
    stored = json.loads(json.dumps(parcel.raw))  # what comes back from the ledger
    understood = world.network.read(stored, world.us)
    assert understood.external_id == parcel.external_id
    return understood


def answer_to(world: World, parcel: Parcel, text: str = "We are on it.", key: str = "k1", **more: Any) -> Outbound:
    return Outbound(key, clock.now(), text, parcel.external_id, parcel.raw, **more)


def heard_mention(world: World, text: str = "my order is late") -> tuple[Parcel, str]:
    """A customer speaks; the parcel, and the cursor after it."""
    cursor = begin(world)
    said = world.say(text)
    heard, cursor = hear(world, cursor)
    return heard[said], cursor


def changed(world: World, known: Parcel, cursor: str) -> Parcel | None:
    """The newest version of a known post, whether the poll brings it or a check."""
    heard, _ = hear(world, cursor)
    if found := heard.get(known.external_id):
        return found
    if world.network.can.checks:
        batch = run(world, lambda adapter: adapter.check([known.external_id]))
        for parcel in batch.parcels:
            if parcel.external_id == known.external_id and parcel.version != known.version:
                return parcel
    return None

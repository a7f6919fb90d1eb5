"""One account on a played network, for tests that tell more of it than every network promises."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from contract_world import MemoryKeeper

from earful.channels.contract import Adapter, Connected, Inbound, Network, Outbound, Parcel, Us
from earful.kit import clock
from earful.kit.courtesy import FREE, Pace
from earful.kit.transport import Transport

T = TypeVar("T")


class OneAccount:
    """Polled by a new process each time."""

    def __init__(self, network: Network, place: str, us: Us, settings: Any, secrets: Any = None) -> None:
        self.network, self.place, self.us = network, place, us
        self.settings, self.secrets = dict(settings), dict(secrets or {})
        self.keeper = MemoryKeeper()
        self.pace: Pace = FREE
        self.cursor: str | None = None
        self.parcels: list[Parcel] = []

    def run(self, job: Callable[[Adapter], Awaitable[T]]) -> T:
        async def go() -> T:
            async with Transport(frozenset({self.place}), pace=self.pace) as door:
                return await job(self.network.open(self.us, self.settings, self.secrets, self.keeper, door))

        return asyncio.run(go())

    def poll(self) -> dict[str, Inbound]:
        async def go(adapter: Adapter) -> None:
            async for batch in adapter.poll(self.cursor):
                self.parcels += batch.parcels
                self.cursor = batch.cursor or self.cursor

        self.parcels = []
        self.run(go)
        return {parcel.external_id: self.read(parcel) for parcel in self.parcels}

    def read(self, parcel: Parcel) -> Inbound:
        return self.network.read(json.loads(json.dumps(parcel.raw)), self.us)

    def answer(self, to: str, text: str = "We are on it.", key: str = "k1", **more: Any) -> Outbound:
        raw = next((one.raw for one in self.parcels if one.external_id == to), {})
        return Outbound(key, clock.now(), text, to, raw, **more)


def connect(network: Network, place: str, /, **values: str) -> Connected:
    """Try a login, with what the page would have filled in."""

    async def go() -> Connected:
        given = {field.name: values.get(field.name, field.default) for field in network.fields}
        async with Transport(frozenset({place})) as door:
            return await network.connect(given, door)

    return asyncio.run(go())

"""For networks of which one can only ask everything: what is wanted of them is looked for in all that stands there.

`Whole` is to be inherited by the adapter, which then says how to read everything, and how to understand one of it.
"""

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator
from datetime import datetime, timedelta

from earful.channels.contract import Batch, Inbound, Json, Outbound, Parcel, Receipt, Unreadable, Why
from earful.channels.simple import Simple

SLACK = timedelta(minutes=5)  # by which their clock may be behind ours
PART = 100


class Whole(Simple, ABC):
    """The looking back, the threads and the looking for a reply of a network that knows neither times, threads nor keys."""

    @abstractmethod
    async def everything(self) -> list[Parcel]:
        """All that stands there, oldest first. Raises Retry, Refused, Expired."""

    @abstractmethod
    def understood(self, raw: Json) -> Inbound:
        """One of it, as the network reads it. Raises Unreadable."""

    async def look_back(self, since: datetime) -> AsyncIterator[Batch]:
        """Everything since a moment; what cannot be read is brought, so that it is kept and shown."""
        found = [one for one, seen in await self._seen() if seen is None or seen.said_at >= since]
        for start in range(0, len(found), PART):
            yield Batch(tuple(found[start : start + PART]))

    async def thread(self, external_id: str) -> Batch:
        """What stands above something, itself, and what stands below it."""
        all_of_it = await self._seen()
        parents = {one.external_id: seen.parent_id for one, seen in all_of_it if seen}
        wanted, above = {external_id}, parents.get(external_id)
        while above is not None and above not in wanted:
            wanted.add(above)
            above = parents.get(above)
        below, before = {external_id}, 0
        while len(below) > before:
            before = len(below)
            below |= {name for name, parent in parents.items() if parent in below}
        return Batch(tuple(one for one, _ in all_of_it if one.external_id in wanted | below))

    async def find(self, outbound: Outbound) -> Receipt | None:
        """A reply of ours with these words in this place, written since, that is no earlier one."""
        for one, seen in await self._seen():
            if seen is None or seen.why is not Why.OWN or one.external_id in outbound.known:
                continue
            here = (seen.parent_id or "") == (outbound.parent_id or "") and seen.said_at >= outbound.created_at - SLACK
            if here and seen.text.split() == outbound.text.split():
                return Receipt(one.external_id, seen.url, one)
        return None

    async def _seen(self) -> list[tuple[Parcel, Inbound | None]]:
        return [(one, self._read(one)) for one in await self.everything()]

    def _read(self, one: Parcel) -> Inbound | None:
        try:
            return self.understood(one.raw)
        except Unreadable:
            return None

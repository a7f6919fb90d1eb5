"""For networks of which one can only ask everything: what is wanted of them is looked for in all that stands there.

`Whole` is to be inherited by the adapter, which then says how to read one page.
"""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import NamedTuple

from earful.channels.contract import Batch, Inbound, Outbound, Parcel, Receipt, Retry, Unreadable, Why
from earful.channels.plaintext import well_formed
from earful.channels.simple import AGAIN, BUSY, NONSENSE
from earful.channels.small import Small

SLACK = timedelta(minutes=5)  # by which their clock may be behind ours
LONGEST_WAIT = 120.0  # seconds between two pages of a long reading, where the network asks for a pause
LONGEST_READING = 900.0  # seconds of such pauses in one reading


class Page(NamedTuple):
    """What one request brought, the place behind it, and whether there is more."""

    parcels: tuple[Parcel, ...]
    place: str
    more: bool


class Whole(Small, ABC):
    """The poll, the looking back, the threads and the looking for a post of a network that knows neither times, threads nor keys.

    Its poll brings all that anybody says there: `can` says `threads=False`, so that it is read as a whole only when an
    account is compared, when an answer was lost or is changed, and when somebody answers what is older than the account.
    """

    @abstractmethod
    async def page(self, place: str) -> Page:
        """What came or changed behind a place, oldest first; "": from the beginning. Raises Retry, Refused, Expired."""

    async def poll(self, cursor: str | None) -> AsyncIterator[Batch]:
        """Everything behind the cursor; the very first poll reads to the end and keeps the place alone."""
        if cursor is not None:
            async for page in self._pages(cursor, patient=False):
                yield Batch(page.parcels, page.place)
            return
        end = ""
        async for page in self._pages():
            end = page.place
            yield Batch()
        yield Batch(cursor=end)

    async def look_back(self, since: datetime) -> AsyncIterator[Batch]:
        """Everything since a moment; what cannot be read is brought, so that it is kept and shown."""
        async for page in self._pages():
            seen = [(one, self._seen(one)) for one in page.parcels]
            yield Batch(tuple(one for one, told in seen if told is None or told.said_at >= since))

    async def thread(self, external_id: str) -> Batch:
        """What stands above something, itself, and what stands below it."""
        all_of_it = [(one, self._seen(one)) async for one in self._everything()]
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
        async for one in self._everything():
            seen = self._seen(one)
            if seen is None or seen.why is not Why.OWN or one.external_id in outbound.known:
                continue
            here = (seen.parent_id or "") == (outbound.parent_id or "") and seen.said_at >= outbound.created_at - SLACK
            if here and seen.text.split() == well_formed(outbound.text).split():
                return Receipt(one.external_id, seen.url, one)
        return None

    async def one(self, external_id: str) -> Parcel | None:
        """A post as it stands now; better asked for by its name, where the network has a request for that."""
        found = None
        async for one in self._everything():
            found = one if one.external_id == external_id else found
        return found

    async def _everything(self) -> AsyncIterator[Parcel]:
        async for page in self._pages():
            for one in page.parcels:
                yield one

    async def _pages(self, place: str = "", *, patient: bool = True) -> AsyncIterator[Page]:
        """Page after page. `patient`: once begun, wait where the network asks for it, for the next try begins anew."""
        seen, waited, total = {place}, 0.0, 0.0
        begun = False
        while True:
            try:
                page = await self.page(place)
            except Retry as retry:
                waited, total = waited + retry.after, total + retry.after
                bearable = waited <= LONGEST_WAIT and total <= LONGEST_READING
                if not (patient and begun and retry.words == BUSY and bearable):
                    raise
                await asyncio.sleep(retry.after)
                continue
            if page.more and page.place in seen:  # it would go round in a circle
                raise Retry(NONSENSE, AGAIN)
            seen.add(page.place)
            yield page
            begun, waited, place = True, 0.0, page.place
            if not page.more:
                return

    def _seen(self, one: Parcel) -> Inbound | None:
        try:
            return self.read(one.raw, self.us)
        except Unreadable:
            return None

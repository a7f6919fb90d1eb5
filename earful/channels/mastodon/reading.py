"""Reading: the poll that misses nothing, and the look back."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta

from earful.channels.contract import Batch, Parcel
from earful.channels.mastodon.account import Account
from earful.channels.mastodon.cursor import EVERY, FAR, Edge, Place
from earful.channels.mastodon.lists import Entry, List, Own, Told, forward, walk
from earful.kit import clock


async def poll(account: Account, cursor: str | None) -> AsyncIterator[Batch]:
    """Everything since the cursor; each page read forwards moves it, and the last batch always does."""
    if cursor is None:
        yield Batch((), (await _begin(account)).dump())
        return
    place = Place.load(cursor)
    told, own = Told(account), Own(account)
    async for entries, edge in forward(told, place.told):
        place = replace(place, told=edge or place.told)
        yield Batch(_parcels(entries), place.dump() if edge else None)
    async for entries, edge in forward(own, place.own):
        place = replace(place, own=edge or place.own)
        yield Batch(_parcels(entries), place.dump() if edge else None)
    now = clock.now()
    if now - place.deep >= EVERY:
        for source, edge in ((told, place.told), (own, place.own)):
            async for found in _since(source, max(now - FAR, edge.floor), frozenset(edge.known)):
                yield Batch(found)
        place = replace(place, deep=now)
    yield Batch((), place.dump())


async def look_back(account: Account, since: datetime) -> AsyncIterator[Batch]:
    """Everything since a moment; never moves the cursor."""
    for source in (Told(account), Own(account)):
        async for found in _since(source, since):
            yield Batch(found)


async def _since(
    source: List, since: datetime, known: frozenset[str] = frozenset()
) -> AsyncIterator[tuple[Parcel, ...]]:
    page, older = await source.page()
    async for entries in walk(source, page, older, since):
        yield _parcels([entry for entry in entries if entry.name not in known])


async def _begin(account: Account) -> Place:
    """The place of an account that was never read: nothing that stands there now will be fetched."""
    edges = []
    for source in (Told(account), Own(account)):
        page, _ = await source.page()
        edge = Edge().after([entry.name for entry in page], max((e.when for e in page if e.when), default=None))
        # An empty list says nothing about the server's clock; a day is more than clocks differ.
        edges.append(replace(edge, floor=edge.mark if page else clock.now() - timedelta(days=1)))
    return Place(edges[0], edges[1], clock.now())


def _parcels(entries: list[Entry]) -> tuple[Parcel, ...]:
    """The posts of some entries, oldest first."""
    found = {(e.post.external_id, e.post.version): e.post for e in reversed(entries) if e.post}
    return tuple(found.values())

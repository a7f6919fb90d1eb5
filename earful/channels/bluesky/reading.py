"""Reading: the poll that misses nothing, the look back, and posts looked at again."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from earful.channels.bluesky import lists, parcels
from earful.channels.bluesky.cursor import EPOCH, FAR, Edge, Place, Trail, post_of
from earful.channels.bluesky.lists import Entry, Pages
from earful.channels.bluesky.session import SignedIn
from earful.channels.bluesky.wire import mapping
from earful.channels.contract import Batch, Change, Parcel, Why
from earful.kit import clock

AT_ONCE = 25  # what getPosts takes


async def poll(account: SignedIn, cursor: str | None) -> AsyncIterator[Batch]:
    """Everything since the cursor; the new cursor comes with the last batch."""
    if cursor is None:
        yield Batch((), (await _begin(account)).dump())
        return
    place = Place.load(cursor)
    now = clock.now()
    reach = place.reach(now)
    skip = frozenset[str]() if reach == FAR else place.known
    told, own = Trail(place.told.mark), Trail(place.own.mark)
    held: tuple[Parcel, ...] = ()
    for trail, pages in (
        (told, lists.told(account, place.told.stop(reach), skip)),
        (own, lists.own(account, place.own.stop(reach), skip)),
    ):
        async for found in _walk(account, pages, trail, place.known):
            if held:
                yield Batch(held)
            held = found
    following = Place(
        told=Edge(told.mark, place.told.floor),
        own=Edge(own.mark, place.own.floor),
        deep=now if reach == FAR else place.deep,
        known=frozenset((*told.known(), *own.known())),
    )
    yield Batch(held, following.dump())


async def look_back(account: SignedIn, since: datetime) -> AsyncIterator[Batch]:
    """Everything since a moment; never moves the cursor."""
    for pages in (lists.told(account, since), lists.own(account, since)):
        async for found in _walk(account, pages, Trail(EPOCH), frozenset(), since):
            yield Batch(found)


async def _begin(account: SignedIn) -> Place:
    """The place of an account that was never read: nothing that stands there now will be fetched."""
    now = clock.now()
    told, own = Trail(EPOCH), Trail(EPOCH)
    for trail, pages in ((told, lists.told(account, now)), (own, lists.own(account, EPOCH))):
        for entry in await anext(pages):
            trail.note(entry.name, entry.when, first_page=True)
        await pages.aclose()
    # An empty list says nothing about the server's clock; a day is more than clocks differ.
    edges = [
        Edge(mark, mark) for mark in (trail.mark if trail.seen else now - timedelta(days=1) for trail in (told, own))
    ]
    return Place(edges[0], edges[1], now, frozenset((*told.known(), *own.known())))


async def _walk(
    account: SignedIn, pages: Pages, trail: Trail, known: frozenset[str], since: datetime = EPOCH
) -> AsyncIterator[tuple[Parcel, ...]]:
    """The new of each page as parcels, page by page; leaves a trail."""
    posts_known = {post_of(name) for name in known}
    first = True
    async for page in pages:
        for entry in page:
            trail.note(entry.name, entry.when, first_page=first)
        first = False
        fresh = [entry for entry in page if entry.name not in known and (entry.when is None or entry.when >= since)]
        if fresh:
            yield await _seen(account, fresh, posts_known)


async def _seen(account: SignedIn, entries: Sequence[Entry], known: set[str]) -> tuple[Parcel, ...]:
    """The entries as parcels, oldest first, with the view where Bluesky gives one: it knows the pictures' addresses."""
    views = await posts(account, [str(entry.item.get("uri")) for entry in entries])
    result: dict[tuple[str, str], Parcel] = {}
    for entry in reversed(entries):
        item, change = entry.item, Change.EDITED if post_of(entry.name) in known else Change.SAID
        if view := views.get(str(item.get("uri"))):
            made = parcels.parcel(view, change, entry.why)
        elif entry.why is Why.OWN:
            made = parcels.own(str(item.get("uri")), str(item.get("cid")), item.get("value"), account.us, account.pds)
        else:
            made = parcels.parcel(item, change, entry.why)
        result[made.external_id, made.version] = made
    return tuple(result.values())


async def posts(account: SignedIn, uris: Sequence[str]) -> dict[str, dict[str, Any]]:
    """The present views of posts, by address; those that cannot be seen are left out."""
    good = list(dict.fromkeys(uri for uri in uris if parcels.parts_of(uri)))
    found: dict[str, dict[str, Any]] = {}
    for start in range(0, len(good), AT_ONCE):
        answer = await account.query("app.bsky.feed.getPosts", uris=good[start : start + AT_ONCE])
        for view in lists.listed(answer, "posts"):
            if mapping(view.get("record")):
                found[str(view.get("uri"))] = dict(view)
    return found

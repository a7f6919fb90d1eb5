"""Reading a forum: each of its lists, newest first, until what is known."""

from collections.abc import AsyncIterator, Iterable, Sequence
from datetime import datetime, timedelta

from earful.channels.boards.shape import Board, Thing, parcel, removed
from earful.channels.contract import Batch, Change, Parcel
from earful.channels.payloads import moment
from earful.channels.places import Place
from earful.kit import clock

OVERLAP = timedelta(minutes=10)  # moderators let things through late, and clocks differ


async def poll(board: Board, cursor: str | None) -> AsyncIterator[Batch]:
    """Everything since the cursor; the place moves with the last batch."""
    place, found = Place.load(cursor), dict[str, Thing]()
    for stream in board.streams:
        mark = moment(place.marks.get(stream)) if cursor else None
        mark = mark and min(mark, clock.now())  # other servers may date things ahead
        newest = mark or place.began
        async for page in board.pages(stream):
            found |= {thing.name: thing for thing in page}
            times = [min(thing.place, clock.now()) for thing in page if thing.place is not None and not thing.pinned]
            newest = max([newest, *times])
            if cursor is None or not times or min(times) < (mark or place.began) - OVERLAP:
                break
        place.marks[stream] = newest.isoformat()
    told_now = fresh(place, found.values())
    yield Batch(() if cursor is None else tuple(told_now), place.dump())


def fresh(place: Place, things: Iterable[Thing]) -> list[Parcel]:
    """Parcels of what is new and concerns us, oldest first; all that was looked at is noted."""
    found = []
    for thing in sorted(things, key=lambda one: (one.at or place.began, one.name)):
        known, version = place.version(thing.name), "removed" if thing.gone else thing.version
        if not thing.name:
            found.append(parcel(thing, Change.SAID))
            continue
        if place.says(thing.name, version):
            continue
        old = place.is_old(thing.name, thing.at)
        place.note(thing.name, version)
        if thing.gone:
            found += [removed(thing.name, clock.now())] if known else []
        elif not old and thing.wanted:
            found.append(parcel(thing, Change.SAID if known is None else Change.EDITED))
    return found


async def look_back(board: Board, since: datetime) -> AsyncIterator[Batch]:
    """Everything since a moment; never moves the place."""
    for stream in board.streams:
        async for page in board.pages(stream):
            recent = [thing for thing in page if (thing.at or since) >= since]
            chosen = [thing for thing in recent if thing.wanted and not thing.gone]
            yield Batch(told(sorted(chosen, key=lambda one: (one.at or since, one.name))))
            if page and all((thing.place or since) < since for thing in page):
                break


def told(things: Iterable[Thing], change: Change = Change.SAID) -> tuple[Parcel, ...]:
    """Parcels for things."""
    return tuple(parcel(thing, change) for thing in things)


async def check(board: Board, external_ids: Sequence[str]) -> Batch:
    """The present state of known things."""
    names = [name for name in external_ids if board.owns(name)]
    there = await board.current(names) if names else {}
    return Batch(tuple(_state(name, there.get(name)) for name in names))


def _state(name: str, thing: Thing | None) -> Parcel:
    return removed(name, clock.now()) if thing is None or thing.gone else parcel(thing, Change.EDITED)


async def thread(board: Board, external_id: str) -> Batch:
    """What stands around one thing."""
    if not board.owns(external_id):
        return Batch()
    return Batch(told(thing for thing in await board.around(external_id) if thing.name and not thing.gone))

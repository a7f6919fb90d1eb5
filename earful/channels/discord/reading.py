"""Asking Discord: what is new in each channel since its mark, what was said before, what became of it, what is around it.

A whole look asks each server for its channels and open threads, which say what their newest message is; only those with
something new are asked for it.
"""

from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from earful.channels.chatting import Lasts, hanging
from earful.channels.contract import Batch, Parcel, Unreadable, Us
from earful.channels.discord import shapes, wire
from earful.channels.discord.calls import Bot, Denied
from earful.channels.discord.cursor import Place
from earful.channels.discord.parcels import THREAD, Room, name_of, removed, split
from earful.channels.discord.rooms import Rooms
from earful.channels.discord.shapes import Thing
from earful.channels.discord.telling import Telling
from earful.channels.payloads import listed, mapping
from earful.kit import clock

PAGE, PAGES = 100, 200
SKEW = timedelta(minutes=2)
CLOSES = timedelta(minutes=50)  # a thread closes by itself after an hour at the earliest
CLOSED_MOST = 100
PUBLIC = ("threads", "archived", "public")
PRIVATE = ("users", "@me", "threads", "archived", "private")  # those that the bot was let into
UNKNOWN_CHANNEL, UNKNOWN_MESSAGE = 10003, 10008


@dataclass(frozen=True, slots=True)
class Ear:
    """What listening needs. `hears`: see Telling."""

    bot: Bot
    us: Us
    rooms: Rooms
    hears: str

    def telling(self, lasts: Lasts) -> Telling:
        """Makes parcels, going on from what was said last."""
        return Telling(self.rooms, self.us, self.hears, lasts)


async def begin(ear: Ear) -> Place:
    """A place from which to go on: what is said from now on is new."""
    place = Place(floor=str(shapes.name_at(clock.now() - SKEW)), at=clock.now().timestamp())
    for room in await ear.rooms.all():
        if room.last:
            place.note(room.id, room.last)
        if room.kind == THREAD:
            place.open.add(room.id)
    return place


async def whole(ear: Ear, place: Place) -> AsyncIterator[Batch]:
    """A whole look. Each page moves the place."""
    began = clock.now()
    rooms = await ear.rooms.all()
    for room in rooms:
        if shapes.after(room.last, place.mark(room.id)) and not ear.rooms.shut(room.id):
            async for batch in news(ear, place, room):
                yield batch
    opened = {room.id for room in rooms if room.kind == THREAD}
    async for batch in _closed(ear, place, opened, began):
        yield batch
    newest = max((room.last for room in rooms if room.last), default="0", key=int)
    recent = str(shapes.name_at(began - SKEW))  # what was said while we looked round may stand in a channel that is new
    place.floor = max(place.floor, min(newest, recent, key=int), key=int)
    place.open, place.at = opened, began.timestamp()
    yield Batch((), place.dump())


async def _closed(ear: Ear, place: Place, opened: set[str], began: datetime) -> AsyncIterator[Batch]:
    """Threads that have closed meanwhile, with what was said last in them."""
    gone = place.open - opened
    if began.timestamp() - place.at > CLOSES.total_seconds():
        gone |= await _closed_meanwhile(ear, place)
    for named in sorted(gone, key=int):
        if (room := await ear.rooms.room(named)) is not None:
            async for batch in news(ear, place, room):
                yield batch


async def _closed_meanwhile(ear: Ear, place: Place) -> set[str]:
    """After a long time away: threads in which something was said and that are closed already."""
    found: set[str] = set()
    for room, private in ear.rooms.parents():
        for path in (PUBLIC, PRIVATE) if private else (PUBLIC,):
            try:
                told = mapping(await ear.bot.get("channels", room, *path, limit=CLOSED_MOST))
            except Denied:
                continue
            for one in listed(told.get("threads"), CLOSED_MOST):
                named, last = shapes.number(one.get("id")), shapes.number(one.get("last_message_id"))
                if named and shapes.after(last, place.mark(named)):
                    found.add(named)
    return found


async def news(ear: Ear, place: Place, room: Room) -> AsyncIterator[Batch]:
    """What is new in one channel, page by page, the oldest first."""
    telling = ear.telling(place.lasts)
    for _ in range(PAGES):
        try:
            page = await page_of(ear.bot, room.id, after=place.mark(room.id))
        except Denied:
            ear.rooms.turned_away(room.id)
            return
        parcels, before = await telling.parcels(room, page), place.mark(room.id)
        for said in page:
            place.note(room.id, shapes.number(said.get("id")) or "0")
        if page:
            yield Batch(tuple(parcels), place.dump())
        if len(page) < PAGE or place.mark(room.id) == before:
            return


async def page_of(bot: Bot, room: str, **asked: Any) -> list[Thing]:
    """Messages of a channel, the oldest first; what has no name stands at the front."""
    found = listed(await bot.get("channels", room, "messages", limit=PAGE, **asked), PAGE)
    return sorted(found, key=lambda one: int(shapes.number(one.get("id")) or 0))


async def directs(ear: Ear, place: Place, named: Iterable[str]) -> AsyncIterator[Batch]:
    """What is new in talks of two."""
    for one in named:
        if (room := await ear.rooms.room(one)) is not None and room.direct:
            place.direct[room.id] = None
            async for batch in news(ear, place, room):
                yield batch


async def look_back(ear: Ear, since: datetime, known: Iterable[str]) -> AsyncIterator[Batch]:
    """Everything since a moment, channel by channel; never moves the place."""
    start = str(shapes.name_at(since))
    rooms = await ear.rooms.all()
    talks = [await ear.rooms.room(one) for one in known]
    for room in (*rooms, *(one for one in talks if one is not None)):
        if not room.direct and (not shapes.after(room.last, start) or ear.rooms.shut(room.id)):
            continue
        there = Place(floor=start)
        async for batch in news(ear, there, room):
            yield Batch(batch.parcels)


async def check(ear: Ear, external_ids: Sequence[str]) -> Batch:
    """The present state of known messages: a page of a channel shows many of them at once."""
    states: list[Parcel] = []
    wanted: dict[str, list[str]] = {}
    for name in external_ids:
        there, message = split(name)
        if message:
            wanted.setdefault(there, []).append(message)
    for named, messages in wanted.items():
        room = await ear.rooms.room(named)
        found = await _states(ear, room, sorted(messages, key=int)) if room is not None else []
        if not found and await _vanished(ear.bot, named):  # a thread that is deleted takes what stood in it with it
            found = [removed(name_of(named, one), clock.now()) for one in messages]
        states += found
    return Batch(tuple(states))


async def _vanished(bot: Bot, room: str) -> bool:
    """Whether a channel is certainly not there: where the bot may not look, another number is told."""
    try:
        await bot.get("channels", room)
    except Denied as denied:
        return denied.code == UNKNOWN_CHANNEL
    return False


async def _states(ear: Ear, room: Room, messages: list[str]) -> list[Parcel]:
    states: list[Parcel] = []
    while messages:
        try:
            page = await page_of(ear.bot, room.id, after=str(int(messages[0]) - 1))
        except Denied:
            return states
        there = {shapes.number(one.get("id")): one for one in page}
        last = max(there, key=lambda one: int(one or 0), default="0")
        seen = [one for one in messages if one == messages[0] or len(page) < PAGE or not shapes.after(one, last)]
        messages = messages[len(seen) :]
        stand = [there[one] for one in seen if one in there]
        states += await ear.telling(Lasts()).parcels(room, stand, fresh=False)
        for absent in (one for one in seen if one not in there):
            if await gone(ear.bot, room.id, absent):
                states.append(removed(name_of(room.id, absent), clock.now()))
    return states


async def gone(bot: Bot, room: str, message: str) -> bool:
    """Whether a message is certainly not there: where one may not look, a list is empty as well."""
    try:
        await bot.get("channels", room, "messages", message)
    except Denied as denied:
        return denied.code == UNKNOWN_MESSAGE
    return False


async def one(bot: Bot, room: str, message: str) -> Thing | None:
    """A message as it stands now; None: it is gone, or its channel is. Raises Denied."""
    try:
        return mapping(await bot.get("channels", room, "messages", message))
    except Denied as denied:
        if denied.code in (UNKNOWN_MESSAGE, UNKNOWN_CHANNEL):
            return None
        raise


async def thread(ear: Ear, external_id: str) -> Batch:
    """What hangs together with one message, as far as it stands near it or in the thread that began with it."""
    named, message = split(external_id)
    room = await ear.rooms.room(named) if message else None
    if room is None:
        return Batch()
    telling, found = Telling(ear.rooms, ear.us, "all", Lasts()), list[Parcel]()
    places: list[tuple[Room | None, str]] = [(room, message)]
    if room.kind == THREAD and room.above:
        places.insert(0, (await ear.rooms.room(room.above), room.id))
    elif message != room.id and not room.direct:
        below = await ear.rooms.room(message)  # a thread bears the name of the message it began with
        places += [(below, message)] if below is not None and below.kind == THREAD else []
    for there, near in places:
        if there is not None:
            try:
                found += await telling.parcels(there, await page_of(ear.bot, there.id, around=near))
            except Denied:
                continue
    return Batch(tuple(_around(found, ear.us, external_id)))


def _around(parcels: Iterable[Parcel], us: Us, name: str) -> list[Parcel]:
    above: dict[str, str] = {}
    kept = {one.external_id: one for one in parcels}
    for one in kept.values():
        try:
            above[one.external_id] = wire.read(one.raw, us).parent_id or ""
        except Unreadable:
            above[one.external_id] = ""
    together = hanging(above, name)
    return [one for one in kept.values() if one.external_id in together]

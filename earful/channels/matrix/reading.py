"""Listening: what the server has since our mark, with what it left out in between; and what stands around a message."""

import secrets
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from earful.channels.chatting import Lasts
from earful.channels.contract import Batch, Parcel, Refused, Retry, Us
from earful.channels.matrix import inviting, shapes, words
from earful.channels.matrix.calls import AGAIN, Denied, Home, TooMuch, as_json
from earful.channels.matrix.cursor import Place
from earful.channels.matrix.parcels import split
from earful.channels.matrix.rooms import Rooms
from earful.channels.matrix.shapes import Thing, mapping, text, things
from earful.channels.matrix.telling import MEMBERS, STATE, TYPES, Telling, around

AT_ONCE, SPARING = 50, 1  # messages of each room in one answer; the rest is asked for by pages
PAGE, PAGES = 100, 100
BEFORE = 300  # messages of a room that is new to us
NEAR = 80
WAIT = 30_000  # milliseconds that a server keeps us waiting for news


@dataclass(frozen=True, slots=True)
class Ear:
    """What listening needs."""

    home: Home
    us: Us
    rooms: Rooms
    settings: Mapping[str, Any]

    def telling(self, lasts: Lasts) -> Telling:
        """Makes parcels, going on from what was said last."""
        return Telling(self.rooms, self.us, str(self.settings.get("hears")), lasts)

    async def sync(self, since: str, most: int, wait: int = 0) -> Thing:
        """What is new. Asked again for less where it is too much at once."""
        about = {"since": since} if since else {}
        try:
            return await self.home.get("sync", filter=as_json(_wanted(most)), timeout=wait, **about)
        except TooMuch:
            if most == SPARING:
                raise
            return await self.home.get("sync", filter=as_json(_wanted(SPARING)), timeout=wait, **about)
        except Denied as denied:
            raise Retry(words.STRANGE, AGAIN) from denied


def _wanted(most: int) -> Thing:
    quiet: Thing = {"types": []}
    return {
        "presence": quiet,
        "account_data": quiet,
        "room": {
            # Nobody's room: Synapse gives the same answer again to the same question for two minutes, whatever was said.
            "not_rooms": [f"!{secrets.token_urlsafe(12)}:earful.invalid"],
            "timeline": {"limit": most, "types": [*TYPES, MEMBERS, *sorted(STATE)], "lazy_load_members": True},
            "state": {"types": [MEMBERS], "lazy_load_members": True},
            "ephemeral": quiet,
            "account_data": quiet,
        },
    }


async def poll(ear: Ear, cursor: str | None) -> AsyncIterator[Batch]:
    """Everything since the cursor; the place moves with the last batch."""
    place = Place("") if cursor is None else Place.load(cursor)
    since = place.since
    told = await ear.sync(since, AT_ONCE if since else SPARING)
    place.since = text(told.get("next_batch"), 2000)
    if not place.since:
        raise Retry(words.STRANGE, AGAIN)
    telling, rooms = ear.telling(place.lasts), mapping(told.get("rooms"))
    for name in await inviting.accepted(ear.home, mapping(rooms.get("invite")), ear.settings):
        yield Batch(tuple(await _earlier(ear, telling, name)))
    for name, (begin, end) in list(place.gaps.items()):
        async for found in _gap(ear, telling, place, name, begin, end):
            yield Batch(tuple(found))
    if since:
        for name, heard in (*mapping(rooms.get("join")).items(), *mapping(rooms.get("leave")).items()):
            async for found in _room(ear, telling, place, name, mapping(heard), since):
                yield Batch(tuple(found))
    yield Batch((), place.dump())


async def _room(
    ear: Ear, telling: Telling, place: Place, name: str, heard: Thing, since: str
) -> AsyncIterator[list[Parcel]]:
    """What is new in one room: first what the answer left out, then what it holds."""
    timeline = mapping(heard.get("timeline"))
    events = things(timeline.get("events"))
    ear.rooms.hear_of(name, (*things(mapping(heard.get("state")).get("events")), *events))
    if any(str(event.get("type")) in STATE or event.get("type") == MEMBERS for event in events):
        ear.rooms.changed(name)
    if not any(event.get("type") in TYPES for event in events) and timeline.get("limited") is not True:
        return
    if timeline.get("limited") is True and (end := text(timeline.get("prev_batch"), 2000)):
        begin, _ = place.gaps.get(name, (since, ""))
        async for found in _gap(ear, telling, place, name, begin, end):
            yield found
    yield await telling.parcels(await ear.rooms.room(name), events)


async def _gap(
    ear: Ear, telling: Telling, place: Place, name: str, begin: str, end: str
) -> AsyncIterator[list[Parcel]]:
    """Forwards from one mark to another, page by page. What is left after many pages is noted for the next time."""
    place.gaps.pop(name, None)
    for _ in range(PAGES):
        try:
            told = await _messages(ear, name, dir="f", to=end, **{"from": begin})
        except Denied:
            return  # we have left the room, or it is closed to us
        page, then = things(told.get("chunk")), text(told.get("end"), 2000)
        if page:
            yield await telling.parcels(await ear.rooms.room(name), page)
        if not then or then == begin or not page:
            return
        begin = then
    place.gaps[name] = (begin, end)


async def _messages(ear: Ear, name: str, **asked: Any) -> Thing:
    wanted = as_json({"types": list(TYPES), "lazy_load_members": True})
    told = await ear.home.get("rooms", name, "messages", filter=wanted, limit=PAGE, **asked)
    ear.rooms.hear_of(name, things(told.get("state")))
    return told


async def _earlier(
    ear: Ear, telling: Telling, name: str, since: datetime | None = None, most: int = BEFORE
) -> list[Parcel]:
    """What was said in a room before now, the oldest first."""
    found: list[Thing] = []
    place: dict[str, str] = {}
    while len(found) < most:
        try:
            told = await _messages(ear, name, dir="b", **place)
        except Denied:
            break
        page = things(told.get("chunk"))
        recent = [event for event in page if since is None or _after(event, since)]
        found += recent
        place = {"from": text(told.get("end"), 2000)}
        if not page or not place["from"] or len(recent) < len(page):
            break
    return await telling.parcels(await ear.rooms.room(name), reversed(found))


def _after(event: Thing, since: datetime) -> bool:
    at = shapes.moment(event.get("origin_server_ts"))
    return at is None or at >= since


async def look_back(ear: Ear, since: datetime) -> AsyncIterator[Batch]:
    """Everything since a moment, room by room; never moves the place. One answer tells which rooms are lively."""
    rooms = mapping((await ear.sync("", SPARING)).get("rooms"))
    for name in await inviting.accepted(ear.home, mapping(rooms.get("invite")), ear.settings):
        yield Batch(tuple(await _earlier(ear, ear.telling(Lasts()), name)))
    for name, heard in mapping(rooms.get("join")).items():
        newest = things(mapping(mapping(heard).get("timeline")).get("events"))
        if not newest or _after(newest[-1], since):
            yield Batch(tuple(await _earlier(ear, ear.telling(Lasts()), name, since, PAGE * PAGES)))


async def thread(ear: Ear, external_id: str) -> Batch:
    """What hangs together with one message, as far as it stands near it."""
    name, event = split(external_id)
    if not event:
        return Batch()
    wanted = as_json({"types": list(TYPES), "lazy_load_members": True})
    try:
        told = await ear.home.get("rooms", name, "context", event, limit=NEAR, filter=wanted)
    except Denied:
        return Batch()
    ear.rooms.hear_of(name, things(told.get("state")))
    events: Sequence[Thing] = (
        *reversed(things(told.get("events_before"))),
        mapping(told.get("event")),
        *things(told.get("events_after")),
    )
    everything = Telling(ear.rooms, ear.us, "all", Lasts())
    made = await everything.parcels(await ear.rooms.room(name), events)
    return Batch(tuple(around(made, ear.us, external_id)))


async def hints(ear: Ear) -> AsyncIterator[None]:
    """Whenever the server has something new; it keeps us waiting until then."""
    since = ""
    while True:
        told = await ear.sync(since, SPARING, WAIT if since else 0)
        then = text(told.get("next_batch"), 2000)
        if not then:
            raise Refused(words.STRANGE)
        rooms = mapping(told.get("rooms"))
        if not since or any(rooms.get(kind) for kind in ("join", "invite", "leave")):
            yield None
        since = then

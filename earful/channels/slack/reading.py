"""Asking Slack: the latest page of each channel, which shows what is new, changed and gone, and which threads have grown.

Nothing lists what is new everywhere, and each method is taken some fifty times a minute: so the channels are asked in
turns, those first of which the stream has told.
"""

import json
from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from earful.channels.chatting import Lasts
from earful.channels.contract import Batch, Change, Parcel
from earful.channels.payloads import listed, mapping
from earful.channels.places import Place
from earful.channels.slack.calls import Denied, Raw
from earful.channels.slack.parcels import Room, name_of, removed, said, split, stamp, version
from earful.channels.slack.telling import Ear, spoken_since
from earful.kit import clock

PAGE, PAGES = 100, 100
THREADS, REMEMBERED = 10, 300  # threads asked at each poll though nothing tells of them
FLOOR, LASTS, TURN, THREAD = "floor", "lasts", "turn", "thread:"
LAG, KEPT = timedelta(minutes=2), timedelta(days=80)
GONE = frozenset({"message_not_found", "thread_not_found"})


def at(moment: datetime) -> str:
    """A time, as Slack names messages."""
    return f"{moment.timestamp():.6f}"


class Round:
    """One poll: what was known at its beginning, and what it finds. Known is what was told."""

    def __init__(self, ear: Ear, place: Place) -> None:
        self._ear, self.place = ear, place
        self.lasts = Lasts.load(json.loads(place.marks.get(LASTS, "{}")))
        self._seen: set[str] = set()

    def meet(self, rooms: Sequence[Room]) -> None:
        """Channels that are new: what was said there later than at the last poll is new as well."""
        for room in rooms:
            self.place.marks.setdefault(room.id, self.floor)

    @property
    def floor(self) -> str:
        """About the last poll."""
        return self.place.marks.get(FLOOR, at(self.place.began))

    def end(self, began: datetime) -> str:
        """The place to go on from."""
        marks = self.place.marks
        marks[FLOOR], marks[LASTS] = at(began - LAG), json.dumps(self.lasts.dump())
        threads = sorted((one for one in marks if one.startswith(THREAD)), key=marks.__getitem__)
        for one in threads[:-REMEMBERED]:
            del marks[one]
        return self.place.dump()

    async def channel(self, room: Room) -> AsyncIterator[list[Parcel]]:
        """What is new in one channel, and what has become of its latest page."""
        mark = self.place.marks.get(room.id, self.floor)
        try:
            messages, whole = await newest(self._ear, room, mark)
        except Denied:
            return
        yield await self._sorted(room, messages, mark, "")
        first = "" if whole else min((stamp(one.get("ts")) for one in messages if stamp(one.get("ts"))), default="")
        yield self._gone(f"{room.id}/", room, messages, first)
        for one in messages:
            if stamp(one.get("latest_reply")) or f"{THREAD}{room.id}/{one.get('ts')}" in self.place.marks:
                async for found in self._thread(room, one, mark):
                    yield found
        self.place.marks[room.id] = max((mark, *(stamp(one.get("ts")) for one in messages)))

    async def _sorted(self, room: Room, messages: Sequence[Raw], mark: str, spoken: str) -> list[Parcel]:
        """New ones, and those that say something else."""
        fresh, found = list[Raw](), list[Parcel]()
        for one in (one for one in messages if said(one)):
            name, when = name_of(room.id, one), stamp(one.get("ts"))
            if self.place.version(name) is None:
                fresh += [one] if when > mark or not when else []
            elif not self.place.says(name, version(one)):
                found.append(await self._ear.known(room, one, Change.EDITED, spoken=bool(spoken and when > spoken)))
        told = [*await self._ear.fresh(room, fresh, self.lasts, spoken), *found]
        new = [made for made in told if not self.place.says(made.external_id, made.version)]
        for made in new:
            self.place.note(made.external_id, made.version)
        return new

    def _gone(self, prefix: str, room: Room, messages: Sequence[Raw], first: str) -> list[Parcel]:
        """Known ones below a name, from a moment on, that are not there any more. Old ones a plan may only hide."""
        there = {name_of(room.id, one) for one in messages if said(one)}
        first = max(first, at(clock.now() - KEPT))
        below = [name for name in self.place.known if name.startswith(prefix) and "/" not in name[len(prefix) :]]
        gone = [name for name in below if name not in there and name[len(prefix) :] >= first]
        for name in gone:
            del self.place.known[name]
        return [removed(name, clock.now()) for name in gone]

    async def _thread(self, room: Room, parent: Raw, mark: str) -> AsyncIterator[list[Parcel]]:
        """A thread that has grown, or become smaller."""
        named = f"{THREAD}{room.id}/{parent.get('ts')}"
        self._seen.add(named)
        now = f"{stamp(parent.get('latest_reply'))}:{parent.get('reply_count')}"
        before = self.place.marks.get(named)
        self.place.marks[named] = now
        if before == now or (before is None and stamp(parent.get("latest_reply")) <= mark):
            return
        start = (before or "").partition(":")[0] or mark
        async for found in self.replies(room, str(parent.get("ts")), start, full=before is not None):
            yield found

    async def replies(self, room: Room, thread: str, start: str, *, full: bool) -> AsyncIterator[list[Parcel]]:
        """What is new in a thread since a moment. `full`: with what has become of the rest."""
        prefix = f"{room.id}/{thread}/"
        try:
            parent, messages = await below(self._ear, room.id, thread, "" if full else start)
        except Denied as denied:
            if denied.code in GONE:
                yield self._gone(prefix, room, (), "")
            return
        spoken = spoken_since(messages, parent, self._ear.us.external_id)
        yield await self._sorted(room, messages, start, spoken)
        if full:
            yield self._gone(prefix, room, messages, "")

    def _turn(self) -> list[str]:
        """Half of them the liveliest, and of the others those that come next."""
        marks = self.place.marks
        waiting = sorted(
            (one for one in marks if one.startswith(THREAD) and one not in self._seen), key=marks.__getitem__
        )
        half = THREADS // 2
        lively, others, last = waiting[-half:], sorted(waiting[:-half]), marks.get(TURN, "")
        turn = [*(one for one in others if one > last), *(one for one in others if one <= last)][: THREADS - half]
        if turn:
            marks[TURN] = turn[-1]
        return [*lively, *turn]

    async def older_threads(self) -> AsyncIterator[list[Parcel]]:
        """Threads whose beginning is on no latest page any more, in turns."""
        marks = self.place.marks
        for one in self._turn():
            place, _, thread = one.removeprefix(THREAD).partition("/")
            if (room := await self._ear.rooms.room(place)) is not None:
                start = marks[one].partition(":")[0] or self.floor
                async for found in self.replies(room, thread, start, full=False):
                    marks[one] = max([f"{split(parcel.external_id)[2]}:" for parcel in found], default=marks[one])
                    yield found


async def newest(ear: Ear, room: Room, mark: str) -> tuple[list[Raw], bool]:
    """The latest page of a channel, and further back until what was heard; the oldest first. Raises Denied.

    And whether that is all there is.
    """
    found, place = list[Raw](), dict[str, str]()
    for _ in range(PAGES):
        told = await ear.slack.ask("conversations.history", channel=room.id, limit=PAGE, **place)
        page = listed(told.get("messages"), PAGE * 2)
        found += page
        after = mapping(told.get("response_metadata")).get("next_cursor")
        oldest = min((stamp(one.get("ts")) for one in page if stamp(one.get("ts"))), default="")
        if not isinstance(after, str) or not after:
            return _ordered(found), True
        if oldest <= mark:
            break
        place = {"cursor": after[:1000]}
    return _ordered(found), False


def _ordered(messages: Sequence[Raw]) -> list[Raw]:
    return sorted(messages, key=lambda one: stamp(one.get("ts")))


async def below(ear: Ear, room: str, thread: str, start: str = "") -> tuple[Raw, list[Raw]]:
    """The beginning of a thread, and what stands below it, the oldest first. Raises Denied."""
    parent, found = dict[str, Any](), list[Raw]()
    more = {"oldest": start} if start else {}
    for _ in range(PAGES):
        told = await ear.slack.ask("conversations.replies", channel=room, ts=thread, limit=PAGE, **more)
        for one in listed(told.get("messages"), PAGE * 2):
            if stamp(one.get("ts")) == thread:
                parent = dict(one)
            else:
                found.append(one)
        after = mapping(told.get("response_metadata")).get("next_cursor")
        if not isinstance(after, str) or not after:
            break
        more["cursor"] = after[:1000]
    return parent, _ordered(found)


async def one(ear: Ear, name: str, **more: Any) -> tuple[Room | None, Raw | None]:
    """A message as it stands now; None: it is gone. Raises Denied."""
    place, thread, named = split(name)
    room = await ear.rooms.room(place) if place else None
    if room is None:
        raise Denied("channel_not_found")
    asked = {"channel": place, "oldest": named, "latest": named, "inclusive": "true", "limit": 10, **more}
    try:
        method = "conversations.replies" if thread else "conversations.history"
        told = await ear.slack.ask(method, **asked, **({"ts": thread} if thread else {}))
    except Denied as denied:
        if denied.code in GONE:
            return room, None
        raise
    found = [one for one in listed(told.get("messages"), 20) if stamp(one.get("ts")) == named and said(one)]
    return room, found[0] if found else None


async def check(ear: Ear, external_ids: Sequence[str]) -> Batch:
    """The present state of known messages."""
    states: list[Parcel] = []
    for name in external_ids:
        try:
            room, stands = await one(ear, name)
        except Denied:
            continue  # what may not be looked at is not gone
        if room and stands:
            states.append(await ear.known(room, stands, Change.EDITED if stands.get("edited") else Change.SAID))
        else:
            states.append(removed(name, clock.now()))
    return Batch(tuple(states))


async def thread(ear: Ear, external_id: str) -> Batch:
    """The message with which a thread begins, and all that stands below it."""
    place, above, named = split(external_id)
    room = await ear.rooms.room(place) if place else None
    if room is None:
        return Batch()
    try:
        parent, messages = await below(ear, place, above or named)
    except Denied:
        return Batch()
    spoken = spoken_since(messages, parent, ear.us.external_id)
    said_there = [one for one in (*([parent] if parent else []), *messages) if said(one)]
    states = [
        await ear.known(room, one, Change.SAID, spoken=bool(spoken and stamp(one.get("ts")) > spoken))
        for one in said_there
    ]
    return Batch(tuple(states))


async def look_back(ear: Ear, since: datetime) -> AsyncIterator[Batch]:
    """Everything since a moment, channel by channel; never moves the place."""
    for room in await ear.rooms.all():
        there = Round(ear, Place(since, {FLOOR: at(since)}))
        async for found in there.channel(room):
            yield Batch(tuple(found))

"""What is to be known of the rooms that something was said in, and of single messages there. Asked once, and again after a while."""

import time
from collections.abc import Iterable
from typing import Any

from earful.channels.contract import Us
from earful.channels.matrix.calls import Denied, Home, TooMuch
from earful.channels.matrix.parcels import Room
from earful.channels.matrix.shapes import NOTHING, Thing, mapping, text

STALE = 300.0  # seconds
MOST = 2_000


class Rooms:
    """Rooms, people's names in them, and messages, of one adapter."""

    def __init__(self, home: Home, us: Us) -> None:
        self._home, self._us = home, us
        self._rooms: dict[str, tuple[float, Room]] = {}
        self._members: dict[tuple[str, str], tuple[str, str]] = {}
        self._events: dict[tuple[str, str], Thing | None] = {}

    async def room(self, name: str, *, fresh: bool = False) -> Room:
        """A room. Raises Retry, Expired."""
        known = self._rooms.get(name)
        if known is None or fresh or time.monotonic() - known[0] > STALE:
            known = time.monotonic(), await self._asked(name)
            _bound(self._rooms)
            self._rooms[name] = known
        return known[1]

    def changed(self, name: str) -> None:
        """Somebody came, left, or changed how the room is."""
        self._rooms.pop(name, None)

    async def _asked(self, name: str) -> Room:
        is_open = (await self._state(name, "m.room.join_rules")).get("join_rule") == "public"
        sealed = bool(await self._state(name, "m.room.encryption"))
        called = text((await self._state(name, "m.room.name")).get("name"))
        others = None if is_open else await self._others(name)
        return Room(
            name, called, alone=others is not None and others <= 1, open=is_open, sealed=sealed, deserted=others == 0
        )

    async def _state(self, room: str, kind: str) -> Thing:
        try:
            return await self._home.get("rooms", room, "state", kind, "")
        except Denied:
            return NOTHING

    async def _others(self, room: str) -> int | None:
        """How many others are there or invited; None: nobody says, or too many."""
        try:
            told = await self._home.get("rooms", room, "members", not_membership="leave")
        except (Denied, TooMuch):
            return None
        found = told.get("chunk")
        members = [mapping(one) for one in found] if isinstance(found, list) else []
        self.hear_of(room, members)
        here = {text(one.get("state_key")) for one in members if _membership(one) in ("join", "invite")}
        return len(here - {self._us.external_id, ""})

    def hear_of(self, room: str, events: Iterable[Thing]) -> None:
        """Names of people, as they come with what they say."""
        for event in events:
            if event.get("type") == "m.room.member" and (person := text(event.get("state_key"))):
                content = mapping(event.get("content"))
                _bound(self._members)
                self._members[room, person] = text(content.get("displayname")), text(content.get("avatar_url"), 500)

    def called(self, room: str, person: str) -> tuple[str, str]:
        """Somebody's name and picture there, as far as they are known."""
        return self._members.get((room, person), ("", ""))

    async def event(self, room: str, name: str, *, fresh: bool = False) -> Thing | None:
        """One message as it stands now; None: it is not there, or not for us."""
        if fresh or (room, name) not in self._events:
            try:
                found: Thing | None = await self._home.get("rooms", room, "event", name)
            except Denied:
                found = None
            _bound(self._events)
            self._events[room, name] = found
        return self._events[room, name]

    def know(self, room: str, event: Thing) -> None:
        """A message that came by itself need not be asked for."""
        if name := text(event.get("event_id")):
            _bound(self._events)
            self._events[room, name] = event


def _membership(event: Thing) -> str:
    return text(mapping(event.get("content")).get("membership"))


def _bound(kept: dict[Any, Any]) -> None:
    while len(kept) >= MOST:
        del kept[next(iter(kept))]

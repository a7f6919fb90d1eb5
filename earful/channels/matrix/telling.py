"""From a room's events, in the order in which they were said, to parcels."""

from collections.abc import Iterable

from earful.channels.chatting import Last, Lasts, hanging
from earful.channels.contract import Parcel, Unreadable, Us
from earful.channels.matrix import shapes, wire
from earful.channels.matrix.parcels import HEARD, About, Room, name_of, parcel, removed, with_change
from earful.channels.matrix.rooms import Rooms
from earful.channels.matrix.shapes import Thing, mapping, text
from earful.kit import clock

MEMBERS, REDACTION = "m.room.member", "m.room.redaction"
STATE = frozenset({"m.room.join_rules", "m.room.encryption", "m.room.name"})
TYPES = (*sorted(HEARD), REDACTION)
ALL, NAMED = "all", "named"


class Telling:
    """Makes parcels of events. `hears`: in rooms of several, `all` that is said there or only what has to do with us."""

    def __init__(self, rooms: Rooms, us: Us, hears: str, lasts: Lasts) -> None:
        self._rooms, self._us, self._all, self.lasts = rooms, us, hears != NAMED, lasts

    async def parcels(self, room: Room, events: Iterable[Thing]) -> list[Parcel]:
        """Of one room's events."""
        found: list[Parcel] = []
        for event in events:
            made = await self._one(room, event)
            found += [made] if made is not None else []
        return found

    async def _one(self, room: Room, event: Thing) -> Parcel | None:
        if event.get("type") == REDACTION:
            return await self._redacted(room, event)
        if str(event.get("type")) not in HEARD or shapes.emptied(event):
            return None
        self._rooms.know(room.id, event)
        if changed := shapes.replaces(event):
            return await self._changed(room, event, changed)
        about = await self._about(room, event)
        return None if about is None else parcel(event, room, about, self._us.external_id)

    async def _redacted(self, room: Room, event: Thing) -> Parcel | None:
        gone = text(event.get("redacts")) or text(mapping(event.get("content")).get("redacts"))
        if not gone:
            return None
        stands = await self._rooms.event(room.id, gone, fresh=True)
        if stands is not None and str(stands.get("type")) not in HEARD:
            return None  # a mark of liking, or the like
        return removed(name_of(room.id, gone), shapes.moment(event.get("origin_server_ts")) or clock.now())

    async def _changed(self, room: Room, event: Thing, changed: str) -> Parcel | None:
        """What was said before, with its newest words. Only its own writer can change it: servers do not see to that."""
        stands = await self._rooms.event(room.id, changed, fresh=True)
        if stands is None or stands.get("sender") != event.get("sender") or shapes.emptied(stands):
            return None
        about = await self._about(room, stands, again=True)
        return None if about is None else parcel(with_change(stands, event), room, about, self._us.external_id)

    async def _about(self, room: Room, event: Thing, *, again: bool = False) -> About | None:
        """What is to be known of it; None: in this room we listen only to what has to do with us, and it has not."""
        writer, name = text(event.get("sender")), text(event.get("event_id"))
        at = shapes.moment(event.get("origin_server_ts"))
        above = shapes.answers(event)
        last = self.lasts.before(room.id, writer, at, alone=room.alone) if at and not again else None
        answered = await self._rooms.event(room.id, above) if above else None
        answers_us = answered is not None and answered.get("sender") == self._us.external_id
        ours = writer == self._us.external_id
        concerns = (
            self._concerns(room, event) or ours or answers_us or (last is not None and last.concerns and not above)
        )
        if not concerns or self._known_sealed(room, event, last):
            return None
        called, _ = self._rooms.called(room.id, writer)
        after = last.name if last is not None and not above and last.name != name_of(room.id, name) else ""
        if at is not None and not again:
            self.lasts.note(room.id, Last(name_of(room.id, name), writer, at.timestamp(), concerns=concerns))
        return About(called, after, answers_us=answers_us, concerns=concerns)

    def _concerns(self, room: Room, event: Thing) -> bool:
        return self._all or room.alone or wire.names_us(event, self._us)

    @staticmethod
    def _known_sealed(room: Room, event: Thing, last: Last | None) -> bool:
        """Of what nobody can read in a room of several, the first is told."""
        return event.get("type") == "m.room.encrypted" and not room.alone and last is not None


def around(parcels: Iterable[Parcel], us: Us, name: str) -> list[Parcel]:
    """Those that hang together with one of them, by what answers what."""
    found = {one.external_id: one for one in parcels}
    above: dict[str, str] = {}
    for one in found.values():
        try:
            above[one.external_id] = wire.read(one.raw, us).parent_id or ""
        except Unreadable:
            above[one.external_id] = ""
    kept = hanging(above, name)
    return [one for one in found.values() if one.external_id in kept]

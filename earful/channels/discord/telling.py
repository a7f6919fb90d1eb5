"""From a channel's messages, in the order in which they were said, to parcels."""

from collections.abc import Iterable

from earful.channels.chatting import Last, Lasts
from earful.channels.contract import Parcel, Us
from earful.channels.discord import shapes
from earful.channels.discord.parcels import THREAD, About, Room, answered, answers_us, name_of, names_us, parcel, writer
from earful.channels.discord.parcels import written as is_written
from earful.channels.discord.rooms import Rooms
from earful.channels.discord.shapes import Thing
from earful.channels.payloads import moment

ALL, NAMED = "all", "named"


class Telling:
    """Makes parcels. `hears`: on servers, `all` that is said or only what has to do with us."""

    def __init__(self, rooms: Rooms, us: Us, hears: str, lasts: Lasts) -> None:
        self._rooms, self._us, self._all, self.lasts = rooms, us.external_id, hears != NAMED, lasts

    async def parcels(self, room: Room, messages: Iterable[Thing], *, fresh: bool = True) -> list[Parcel]:
        """Of one channel's messages, oldest first. Not `fresh`: of what was told before, as it stands now."""
        root = await self._rooms.root(room)
        made = [self._one(room, root, one, fresh=fresh) for one in messages if is_written(one)]
        return [one for one in made if one is not None]

    def _one(self, room: Room, root: str, message: Thing, *, fresh: bool) -> Parcel | None:
        named, by, at = shapes.number(message.get("id")), writer(message), moment(message.get("timestamp"))
        together = room.direct or room.kind == THREAD  # a thread is about one matter, whoever speaks there
        last = self.lasts.before(room.id, by, at, alone=together) if fresh and at and named else None
        above = answered(message)[1]
        goes_on = last is not None and last.concerns and not above
        concerns = self.concerns(room, message) or goes_on or not named
        if not concerns and fresh:
            return None
        if fresh and at and named:
            self.lasts.note(room.id, Last(name_of(room.id, named), by, at.timestamp(), concerns=concerns))
        after = last.name if last is not None and not above and last.name != name_of(room.id, named) else ""
        return parcel(message, room, About(after, root))

    def concerns(self, room: Room, message: Thing) -> bool:
        """Whether a message has to do with us by itself, whatever stands around it."""
        meant = names_us(message, self._us) or answers_us(message, self._us)
        return self._all or room.direct or meant or writer(message) == self._us

"""One bot on Discord: its stream says where something happened, and it asks there; now and then it asks everywhere."""

import time
from collections.abc import AsyncIterator, Sequence
from datetime import datetime

from earful.channels.amending import Amending
from earful.channels.chatting import Lasts
from earful.channels.contract import Batch, Hindrance, Json, Outbound, Parcel, Receipt, Us
from earful.channels.discord import changing, connecting, pictures, reading, sending
from earful.channels.discord.calls import Bot, Denied
from earful.channels.discord.cursor import Place
from earful.channels.discord.gateway import Gate, Heard
from earful.channels.discord.parcels import removed
from earful.channels.discord.reading import Ear
from earful.channels.discord.rooms import Rooms
from earful.channels.plain import Lasting, Uncalled

LOOK = 60.0  # seconds between two whole looks while the stream tells where something happens
DIRECTS = 200


class DiscordAdapter(Uncalled, Lasting):
    """`settings["only"]`: the channels that count."""

    def __init__(self, bot: Bot, us: Us, settings: Json) -> None:
        self._bot, self._us = bot, us
        self._rooms = Rooms(bot, [str(one) for one in settings.get("only") or ()])
        self._ear = Ear(bot, us, self._rooms, str(settings.get("hears")))
        self._gate = Gate(bot)
        self._direct: list[str] = []
        self._looked = -LOOK

    async def poll(self, cursor: str | None) -> AsyncIterator[Batch]:
        """Everything since `cursor`."""
        place = Place.load(cursor) if cursor is not None else None
        await self._gate.ready(place.session if place else None)
        heard = self._gate.take()
        if place is None:
            place = await reading.begin(self._ear)
        else:
            async for batch in self._news(place, heard):
                yield batch
        self._direct = list(place.direct)
        place.session = heard.session
        yield Batch((), place.dump())

    async def _news(self, place: Place, heard: Heard) -> AsyncIterator[Batch]:
        now = time.monotonic()
        for named, first in heard.direct.items():
            place.meet(named, first)
        if heard.missed or now - self._looked >= LOOK:
            async for batch in reading.whole(self._ear, place):
                yield batch
            self._looked = now
        else:
            async for batch in self._named(place, heard):
                yield batch
        known = list(place.direct)[-DIRECTS:] if heard.missed else []
        async for batch in reading.directs(self._ear, place, dict.fromkeys((*known, *heard.direct))):
            yield batch
        async for batch in self._changes(heard):
            yield batch

    async def _named(self, place: Place, heard: Heard) -> AsyncIterator[Batch]:
        for named, first in heard.rooms.items():
            place.meet(named, first)
            if (room := await self._rooms.room(named)) is not None:
                async for batch in reading.news(self._ear, place, room):
                    yield batch

    async def _changes(self, heard: Heard) -> AsyncIterator[Batch]:
        """What was said before and says something else now, or nothing."""
        telling = self._ear.telling(Lasts())
        for named, message in heard.changed:
            try:
                room = await self._rooms.room(named)
                stands = await reading.one(self._bot, named, message) if room else None
            except Denied:
                continue
            if room and stands and telling.concerns(room, stands):
                yield Batch(tuple(await telling.parcels(room, [stands], fresh=False)))
        if heard.gone:
            yield Batch(tuple(removed(name, at) for name, at in heard.gone.items()))

    def look_back(self, since: datetime) -> AsyncIterator[Batch]:
        """Everything since a moment; of talks of two, those that are known."""
        return reading.look_back(self._ear, since, self._direct)

    def listen(self) -> AsyncIterator[None]:
        """The stream."""
        return self._gate.hints()

    async def check(self, external_ids: Sequence[str]) -> Batch:
        """The present state of known messages."""
        return await reading.check(self._ear, external_ids)

    async def thread(self, external_id: str) -> Batch:
        """What stands around one message."""
        return await reading.thread(self._ear, external_id)

    async def send(self, outbound: Outbound) -> Receipt:
        """Send once."""
        return await sending.send(self._bot, self._rooms, outbound)

    async def find(self, outbound: Outbound) -> Receipt | None:
        """Look for an uncertain send."""
        return await sending.find(self._bot, self._rooms, self._us, outbound)

    async def amend(self, amending: Amending) -> Receipt:
        """Change a message of ours."""
        return await changing.amend(self._bot, self._rooms, amending)

    async def amended(self, amending: Amending) -> Receipt | None:
        """Look whether it was changed."""
        return await changing.amended(self._bot, self._rooms, amending)

    async def withdraw(self, external_id: str) -> Parcel:
        """Take a message of ours back."""
        return await changing.withdraw(self._bot, external_id)

    async def withdrawn(self, external_id: str) -> Parcel | None:
        """Look whether it is gone."""
        return await changing.withdrawn(self._bot, external_id)

    async def picture(self, url: str) -> tuple[bytes, str]:
        """A picture that somebody posted."""
        return await pictures.picture(self._bot, url)

    async def hindrances(self) -> tuple[Hindrance, ...]:
        """Whether the words of what is said are kept from the bot."""
        return await connecting.hindrances(self._bot)

    async def lift(self, code: str) -> None:
        """Have them handed out."""
        await connecting.lift(self._bot, code)

"""One app in one workspace of Slack."""

import time
from collections.abc import AsyncIterator, Sequence
from datetime import datetime

from earful.channels.amending import Amending
from earful.channels.contract import Batch, Json, Outbound, Parcel, Receipt, Unhindered, Us
from earful.channels.places import Place
from earful.channels.plain import Lasting, Uncalled
from earful.channels.slack import changing, pictures, reading, sending
from earful.channels.slack.calls import Team
from earful.channels.slack.people import People
from earful.channels.slack.reading import FLOOR, Round
from earful.channels.slack.rooms import Rooms
from earful.channels.slack.socket import Stream
from earful.channels.slack.telling import Ear
from earful.kit import clock

AT_ONCE = 20  # channels asked in one turn: Slack takes some fifty questions of a kind a minute
TURN = 25.0  # seconds between two turns while the stream tells where something happens


class SlackAdapter(Unhindered, Uncalled, Lasting):
    """`secrets["app_token"]`: with it the stream tells where something happens."""

    def __init__(self, team: Team, us: Us, settings: Json, app_token: str) -> None:
        self._team = team
        home, name, hears = (str(settings.get(one) or "") for one in ("home", "team", "hears"))
        self._ear = Ear(team, us, Rooms(team), People(team), home, name, hears)
        self._stream = Stream(team, app_token)
        self._asked: dict[str, float] = {}
        self._turned = -TURN

    async def poll(self, cursor: str | None) -> AsyncIterator[Batch]:
        """Everything since `cursor`; where there are many channels, in turns."""
        began = clock.now()
        place, rooms = Place.load(cursor), await self._ear.rooms.all()
        this = Round(self._ear, place)
        if cursor is None:
            place.marks[FLOOR] = reading.at(began)
            this.meet(rooms)
            yield Batch((), place.dump())
            return
        this.meet(rooms)
        told, threads = self._stream.take()
        turn = self._turn()
        for named in self._next([room.id for room in rooms] if turn else [], told):
            async for found in self._channel(this, named):
                yield Batch(tuple(found))
        for named, thread in threads:
            if (room := await self._ear.rooms.room(named)) is not None:
                async for found in this.replies(room, thread, this.floor, full=True):
                    yield Batch(tuple(found))
        if turn:
            async for found in this.older_threads():
                yield Batch(tuple(found))
        yield Batch((), this.end(began))

    def _turn(self) -> bool:
        """Whether others are asked than those of which the stream has told: each word of it leads to a poll."""
        now = time.monotonic()
        if self._stream.stands and now - self._turned < TURN:
            return False
        self._turned = now
        return True

    def _next(self, rooms: list[str], told: list[str]) -> list[str]:
        """Those of which the stream has told, and those that have waited longest."""
        waiting = sorted(rooms, key=lambda one: self._asked.get(one, 0.0))[:AT_ONCE]
        found = list(dict.fromkeys((*told, *waiting)))
        if rooms:
            self._asked = {one: self._asked.get(one, 0.0) for one in (*rooms, *told)}
        self._asked |= dict.fromkeys(found, time.monotonic())
        return found

    async def _channel(self, this: Round, named: str) -> AsyncIterator[list[Parcel]]:
        if (room := await self._ear.rooms.room(named)) is not None:
            async for found in this.channel(room):
                yield found

    def look_back(self, since: datetime) -> AsyncIterator[Batch]:
        """Everything since a moment."""
        return reading.look_back(self._ear, since)

    def listen(self) -> AsyncIterator[None]:
        """The stream."""
        return self._stream.hints()

    async def check(self, external_ids: Sequence[str]) -> Batch:
        """The present state of known messages."""
        return await reading.check(self._ear, external_ids)

    async def thread(self, external_id: str) -> Batch:
        """What stands around one message."""
        return await reading.thread(self._ear, external_id)

    async def send(self, outbound: Outbound) -> Receipt:
        """Send once."""
        return await sending.send(self._ear, outbound)

    async def find(self, outbound: Outbound) -> Receipt | None:
        """Look for an uncertain send."""
        return await sending.find(self._ear, outbound)

    async def amend(self, amending: Amending) -> Receipt:
        """Change a message of ours."""
        return await changing.amend(self._ear, amending)

    async def amended(self, amending: Amending) -> Receipt | None:
        """Look whether it was changed."""
        return await changing.amended(self._ear, amending)

    async def withdraw(self, external_id: str) -> Parcel:
        """Take a message of ours back."""
        return await changing.withdraw(self._ear, external_id)

    async def withdrawn(self, external_id: str) -> Parcel | None:
        """Look whether it is gone."""
        return await changing.withdrawn(self._ear, external_id)

    async def picture(self, url: str) -> tuple[bytes, str]:
        """A picture that somebody sent."""
        return await pictures.picture(self._team, url)

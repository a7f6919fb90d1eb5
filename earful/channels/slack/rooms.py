"""Where the app is: its channels and its talks of two, asked for once a minute."""

import time

from earful.channels.contract import Retry
from earful.channels.payloads import listed, mapping, name
from earful.channels.simple import AGAIN
from earful.channels.slack import words
from earful.channels.slack.calls import Denied, Raw, Team
from earful.channels.slack.parcels import ROOM, Room

STALE = 60.0
KINDS = "public_channel,private_channel,mpim,im"
PAGE, PAGES, MOST = 200, 25, 10_000


class Rooms:
    """Channels of one adapter."""

    def __init__(self, team: Team) -> None:
        self._team = team
        self._known: dict[str, Room | None] = {}
        self._at = -STALE

    async def all(self) -> list[Room]:
        """Every channel that the app is in. Raises Retry, Refused, Expired."""
        if time.monotonic() - self._at > STALE:
            self._known = {room.id: room for room in await self._listed()}
            self._at = time.monotonic()
        return [room for room in self._known.values() if room is not None]

    async def _listed(self) -> list[Room]:
        found, place = list[Room](), dict[str, str]()
        for _ in range(PAGES):
            try:
                told = await self._team.ask(
                    "users.conversations", types=KINDS, exclude_archived="true", limit=PAGE, **place
                )
            except Denied as denied:
                raise Retry(words.STRANGE, AGAIN) from denied
            found += [room for one in listed(told.get("channels"), PAGE * 2) if (room := _room(one))]
            after = mapping(told.get("response_metadata")).get("next_cursor")
            if not isinstance(after, str) or not after:
                break
            place = {"cursor": after[:1000]}
        return found

    async def room(self, named: str) -> Room | None:
        """One channel, also one that is new; None: the app does not see it."""
        if named not in self._known:
            try:
                found = _room(mapping((await self._team.ask("conversations.info", channel=named)).get("channel")))
            except Denied:
                found = None
            while len(self._known) >= MOST:
                del self._known[next(iter(self._known))]
            self._known[named] = found
        return self._known[named]


def _room(one: Raw) -> Room | None:
    named = one.get("id")
    if not isinstance(named, str) or not ROOM.fullmatch(named):
        return None
    return Room(named, name(one.get("name")), one.get("is_im") is True, one.get("is_ext_shared") is True)

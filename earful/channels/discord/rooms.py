"""Where the bot is: its servers, their channels, and the threads that are open there. Asked anew at each whole look."""

import time
from collections.abc import Iterable
from typing import Any

from earful.channels.contract import Retry
from earful.channels.discord import shapes, words
from earful.channels.discord.calls import AGAIN, Bot, Denied
from earful.channels.discord.parcels import CHANNEL, DIRECT, THREAD, Room, name_of
from earful.channels.discord.shapes import Thing
from earful.channels.payloads import listed, mapping, name

TEXT = 0
TALK = frozenset({TEXT, 2, 5, 13})  # channels in which something is said: text, voice, news, stage
THREADS = frozenset({10, 11, 12})
FORUMS = frozenset({15, 16})
DIRECTS = frozenset({1})
STALE, SHUT = 300.0, 900.0  # seconds
MOST = 5_000
GUILDS, PAGES = 200, 20


class Rooms:
    """Channels and threads of one adapter. `only`: names or numbers of the channels that count; none: all."""

    def __init__(self, bot: Bot, only: Iterable[str] = ()) -> None:
        self._bot, self._only = bot, frozenset(one.casefold().lstrip("#") for one in only)
        self._known: dict[str, Room | None] = {}
        self._kinds: dict[str, tuple[str, int]] = {}  # name and kind of every channel, those without talk as well
        self._roots: dict[str, str] = {}
        self._guilds: tuple[float, list[str]] = (0.0, [])
        self._shut: dict[str, float] = {}

    async def all(self) -> list[Room]:
        """Every channel and open thread that counts. Raises Retry, Expired."""
        found: list[Room] = []
        for guild in await self._servers():
            try:
                channels = listed(await self._bot.get("guilds", guild, "channels"), MOST)
                threads = listed(
                    mapping(await self._bot.get("guilds", guild, "threads", "active")).get("threads"), MOST
                )
            except Denied:
                self._guilds = (0.0, [])  # put out of it, or it is gone
                continue
            self._kinds |= {str(one.get("id")): (name(one.get("name")), _kind(one)) for one in channels}
            made = [self._room(one, guild) for one in (*channels, *threads)]
            found += [room for room in made if room is not None and self._counts(room)]
        _bound(self._known)
        self._known.update((room.id, room) for room in found)
        return found

    async def _servers(self) -> list[str]:
        """The bot's servers, asked for now and then."""
        at, found = self._guilds
        if found and time.monotonic() - at < STALE:
            return found
        found, place = [], dict[str, Any]()
        for _ in range(PAGES):
            try:
                page = listed(await self._bot.get("users", "@me", "guilds", limit=GUILDS, **place), GUILDS)
            except Denied as denied:
                raise Retry(words.STRANGE, AGAIN) from denied
            names = [named for one in page if (named := shapes.number(one.get("id")))]
            found += names
            if len(page) < GUILDS or not names:
                break
            place = {"after": names[-1]}
        self._guilds = (time.monotonic(), found)
        return found

    def _room(self, one: Thing, guild: str) -> Room | None:
        kind, named = _kind(one), shapes.number(one.get("id"))
        if not named or kind not in TALK | THREADS | DIRECTS:
            return None
        above = shapes.number(one.get("parent_id")) if kind in THREADS else ""
        last = shapes.number(one.get("last_message_id"))
        sort = DIRECT if kind in DIRECTS else THREAD if kind in THREADS else CHANNEL
        forum = self._kinds.get(above, ("", 0))[1] in FORUMS
        return Room(named, name(one.get("name")), sort, guild, above, forum, last)

    def parents(self) -> list[tuple[str, bool]]:
        """Channels that threads stand below; and whether some of these may be private."""
        there = [one for one, (_, kind) in self._kinds.items() if kind in TALK | FORUMS and shapes.number(one)]
        found = (Room(one, self._kinds[one][0]) for one in there)
        counting = [room.id for room in found if self._counts(room) and not self.shut(room.id)]
        return [(one, self._kinds[one][1] == TEXT) for one in counting]

    def _counts(self, room: Room) -> bool:
        if not self._only or room.direct:
            return True
        names = {room.id, room.name, room.above, self._kinds.get(room.above, ("", 0))[0]}
        return bool(self._only & {one.casefold() for one in names})

    async def room(self, named: str) -> Room | None:
        """One channel, whether it is listed or not; None: it is not seen, or does not count."""
        if named not in self._known:
            _bound(self._known)
            self._known[named] = await self._asked(named)
        return self._known[named]

    async def _asked(self, named: str) -> Room | None:
        try:
            told = mapping(await self._bot.get("channels", named))
        except Denied:
            return None
        above = shapes.number(told.get("parent_id"))
        if _kind(told) in THREADS and above and above not in self._kinds:
            await self._learn(above)
        room = self._room(told, shapes.number(told.get("guild_id")))
        return room if room is not None and self._counts(room) else None

    async def _learn(self, above: str) -> None:
        try:
            told = mapping(await self._bot.get("channels", above))
        except Denied:
            told = {}
        _bound(self._kinds)
        self._kinds[above] = name(told.get("name")), _kind(told)

    async def root(self, room: Room) -> str:
        """The message with which a thread begins: one in the channel above, or its own first."""
        if room.kind != THREAD:
            return ""
        if room.id not in self._roots:
            inside = room.forum or not room.above or not await self._stands(room.above, room.id)
            _bound(self._roots)
            self._roots[room.id] = name_of(room.id if inside else room.above, room.id)
        return self._roots[room.id]

    async def _stands(self, above: str, message: str) -> bool:
        try:
            await self._bot.get("channels", above, "messages", message)
        except Denied:
            return False
        return True

    def shut(self, named: str) -> bool:
        """Whether the bot was turned away there a short while ago: asking again each time gets one's address banned."""
        return time.monotonic() - self._shut.get(named, -SHUT) < SHUT

    def turned_away(self, named: str) -> None:
        """The bot may not look there."""
        _bound(self._shut)
        self._shut[named] = time.monotonic()


def _kind(one: Thing) -> int:
    kind = one.get("type")
    return kind if isinstance(kind, int) and not isinstance(kind, bool) else -1


def _bound(kept: dict[Any, Any]) -> None:
    while len(kept) >= MOST:
        del kept[next(iter(kept))]

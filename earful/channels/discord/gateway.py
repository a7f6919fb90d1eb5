"""Discord's stream: who said something where. It is believed as a hint; what was said is asked for by the poll.

Only of talks of two does nothing else tell, and of what was changed or taken back nothing else soon: so it is taken up
again where it was left, also by the next process, and what it says while it is away it says again for some minutes.
"""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from earful.channels.contract import Expired, Refused, Retry
from earful.channels.discord import shapes, words
from earful.channels.discord.calls import AGAIN, Bot, Denied
from earful.channels.discord.cursor import Session
from earful.channels.discord.parcels import name_of
from earful.channels.discord.shapes import Thing
from earful.channels.payloads import mapping
from earful.kit import clock, jsontext
from earful.kit.sockets import Ended, Line, TransportError, line

INTENTS = 1 << 9 | 1 << 12  # messages on servers, messages to the bot alone
LARGEST = 4 * 1024 * 1024
MOST = 5_000  # names that wait for the poll
RESERVE = 50  # beginnings a day that are left for others; whoever has none left loses the token
PATIENCE = 5.0
LASTS = 180.0  # seconds for which Discord keeps a stream that broke, about
KEEPS = 4000  # hanging up so leaves the stream there, to be taken up again
DISPATCH, BEAT, IDENTIFY, RESUME, RECONNECT, INVALID, HELLO, BEATEN = 0, 1, 2, 6, 7, 9, 10, 11
NO_TOKEN, NO_INTENT = 4004, frozenset({4010, 4011, 4012, 4013, 4014})
FORGOTTEN = frozenset({4007, 4009})
ASKED = "?v=10&encoding=json"


@dataclass(slots=True)
class Heard:
    """What the stream told since the last poll. `missed`: it was away meanwhile, or told more than is remembered.

    `rooms`, `direct`: where something was said, and the first message of it.
    """

    rooms: dict[str, str] = field(default_factory=dict)
    direct: dict[str, str] = field(default_factory=dict)
    changed: dict[tuple[str, str], None] = field(default_factory=dict)
    gone: dict[str, datetime] = field(default_factory=dict)
    missed: bool = False
    session: Session | None = None

    def bound(self) -> None:
        """Never more than is remembered."""
        if len(self.rooms) + len(self.direct) + len(self.changed) + len(self.gone) > MOST:
            for kept in (self.rooms, self.changed, self.gone):
                kept.clear()
            self.missed = True


class Gate:
    """One bot's stream."""

    def __init__(self, bot: Bot) -> None:
        self._bot, self._heard = bot, Heard(missed=True)
        self._listening = self._beaten = False
        self._session: Session | None = None
        self._broken: float | None = None  # since when it cannot be reached
        self._placed, self._open = asyncio.Event(), asyncio.Event()

    async def ready(self, session: Session | None) -> None:
        """Before the first poll: where it was left, and a moment in which to take it up again."""
        if self._placed.is_set():
            return
        self._session = session
        self._placed.set()
        await asyncio.sleep(0)
        if self._listening:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._open.wait(), PATIENCE)

    def take(self) -> Heard:
        """What it told since the last time."""
        heard, self._heard = self._heard, Heard(missed=not self._open.is_set())
        heard.session = self._session
        return heard

    async def hints(self) -> AsyncIterator[None]:
        """Whenever something was said, changed or taken back; ends when Discord wants us to come anew."""
        self._listening = True
        await self._placed.wait()
        url = self._session.url if self._session else await self._address()
        try:
            async with line(self._bot.transport, url + ASKED, LARGEST, beat=None, farewell=KEEPS) as wire:
                async for _ in self._spoken(wire):
                    yield None
        except Ended as ended:
            self._ended(ended.code)
        except TransportError as error:
            self._away()
            raise Retry(words.AWAY, AGAIN) from error
        finally:
            self._open.clear()

    def _away(self) -> None:
        """It is not reached: it may be our own network that is away, and the stream still be there after that."""
        now = time.monotonic()
        self._broken = self._broken or now
        if now - self._broken >= LASTS:
            self._session = self._broken = None

    async def _address(self) -> str:
        """Where it is; and whether it may be begun once more today."""
        try:
            told = mapping(await self._bot.get("gateway", "bot"))
        except Denied as denied:
            raise Retry(words.STRANGE, AGAIN) from denied
        limit = mapping(told.get("session_start_limit"))
        left, after = shapes.count(limit.get("remaining")), shapes.count(limit.get("reset_after"))
        if left is not None and left < RESERVE:
            await asyncio.sleep(min((after or 0) / 1000, 600.0))
            raise Retry(words.BUSY, AGAIN)
        url = told.get("url")
        if not isinstance(url, str) or len(url) > 300:
            raise Retry(words.STRANGE, AGAIN)
        return f"{url.rstrip('/')}/"

    def _ended(self, code: int) -> None:
        if code == NO_TOKEN:
            raise Expired(words.EXPIRED)
        if code in NO_INTENT:
            raise Refused(words.STRANGE)
        if code in FORGOTTEN:
            self._session = None

    async def _spoken(self, wire: Line) -> AsyncIterator[None]:
        beating: asyncio.Task[None] | None = None
        try:
            async for text in wire.said():
                said = _read(text)
                if said.get("op") == HELLO and beating is None:
                    self._broken = None
                    beating = asyncio.create_task(self._beat(wire, mapping(said.get("d"))))
                    await wire.say(json.dumps(self._greeting()))
                elif said.get("op") == BEAT:
                    await wire.say(json.dumps({"op": BEAT, "d": self._number()}))
                elif said.get("op") == BEATEN:
                    self._beaten = True
                elif said.get("op") == RECONNECT:
                    return
                elif said.get("op") == INVALID:
                    self._session = self._session if said.get("d") is True else None
                    return
                elif said.get("op") == DISPATCH and self._told(said):
                    yield None
        finally:
            if beating:
                beating.cancel()
                await asyncio.gather(beating, return_exceptions=True)

    def _number(self) -> int | None:
        return self._session.heard if self._session else None

    def _greeting(self) -> dict[str, Any]:
        token = self._bot.token
        if self._session:
            kept = {"token": token, "session_id": self._session.name, "seq": self._session.heard}
            return {"op": RESUME, "d": kept}
        properties = {"os": "linux", "browser": "earful", "device": "earful"}
        return {"op": IDENTIFY, "d": {"token": token, "intents": INTENTS, "properties": properties}}

    async def _beat(self, wire: Line, hello: Thing) -> None:
        """Say that we are there, as often as Discord wants; hang up where it does not answer."""
        every = min(max((shapes.count(hello.get("heartbeat_interval")) or 41_250) / 1000, 0.05), 120.0)
        pause, self._beaten = every / 2, True
        with suppress(Ended):
            while True:
                await asyncio.sleep(pause)
                if not self._beaten:  # since the last time
                    break
                self._beaten, pause = False, every
                await wire.say(json.dumps({"op": BEAT, "d": self._number()}))
        wire.hang_up()

    def _told(self, said: Thing) -> bool:
        """Note what one event tells; whether the poll has something to do."""
        what, told, number = said.get("t"), mapping(said.get("d")), shapes.count(said.get("s"))
        if what == "READY":
            self._begun(told, number or 0)
        elif self._session and number is not None:
            self._session = Session(self._session.name, self._session.url, number)
        if what in ("READY", "RESUMED"):
            self._open.set()
            return True
        room, message = shapes.number(told.get("channel_id")), shapes.number(told.get("id"))
        if not room:
            return False
        if what == "MESSAGE_CREATE" and message:
            (self._heard.rooms if shapes.number(told.get("guild_id")) else self._heard.direct).setdefault(room, message)
        elif what == "MESSAGE_UPDATE" and message and told.get("edited_timestamp"):
            self._heard.changed[room, message] = None
        elif what == "MESSAGE_DELETE" and message:
            self._heard.gone[name_of(room, message)] = clock.now()
        elif what == "MESSAGE_DELETE_BULK" and isinstance(told.get("ids"), list):
            names = [name for one in told["ids"][:100] if (name := shapes.number(one))]
            self._heard.gone |= dict.fromkeys((name_of(room, one) for one in names), clock.now())
        else:
            return False
        self._heard.bound()
        return True

    def _begun(self, told: Thing, number: int) -> None:
        name, url = told.get("session_id"), told.get("resume_gateway_url")
        sound = isinstance(name, str) and 0 < len(name) < 200 and isinstance(url, str) and len(url) < 300
        self._session = Session(str(name), f"{str(url).rstrip('/')}/", number) if sound else None
        self._heard.missed = True


def _read(text: str) -> Thing:
    try:
        return mapping(jsontext.load(text))
    except (ValueError, RecursionError):
        return {}

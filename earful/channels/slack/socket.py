"""Slack's stream (Socket Mode): in which channel something happened. Each thing it says is confirmed; the poll asks there."""

import asyncio
import json
from collections.abc import AsyncIterator

from earful.channels.contract import Refused, Retry
from earful.channels.payloads import mapping
from earful.channels.simple import AGAIN
from earful.channels.slack import words
from earful.channels.slack.calls import Denied, Raw, Team
from earful.channels.slack.parcels import ROOM, stamp
from earful.kit import jsontext
from earful.kit.sockets import Line, TransportError, line

MOST = 2_000
BEAT = 20.0  # seconds between questions whether Slack is still there
LONGEST = 200  # signs of the name of something that is confirmed


class Stream:
    """What it told since the last poll. `rooms`: channels; `threads`: those that grew, as (channel, thread)."""

    def __init__(self, team: Team, token: str) -> None:
        self._team, self._token = team, token
        self.rooms: dict[str, None] = {}
        self.threads: dict[tuple[str, str], None] = {}
        self.stands = False

    def take(self) -> tuple[list[str], list[tuple[str, str]]]:
        """What it told; forgotten from now on."""
        found = list(self.rooms), list(self.threads)
        self.rooms, self.threads = {}, {}
        return found

    async def hints(self) -> AsyncIterator[None]:
        """Whenever something was said, changed or taken back; ends when Slack wants us to come anew."""
        if not self._token:
            await asyncio.Event().wait()  # nothing will ever ring
        try:
            async with line(self._team.transport, await self._address(), beat=BEAT) as wire:
                async for _ in self._spoken(wire):
                    yield None
        except TransportError as error:
            raise Retry(words.AWAY, AGAIN) from error
        finally:
            self.stands = False

    async def _address(self) -> str:
        try:
            found = (await self._team.ask_as(self._token, "apps.connections.open")).get("url")
        except Denied as denied:
            raise Refused(words.NO_APP_TOKEN) from denied
        if not isinstance(found, str) or len(found) > 3_000:
            raise Retry(words.STRANGE, AGAIN)
        return found

    async def _spoken(self, wire: Line) -> AsyncIterator[None]:
        async for text in wire.said():
            told = _read(text)
            if told.get("type") == "hello":
                self.stands = True
                yield None
            if told.get("type") == "disconnect":
                return
            named = told.get("envelope_id")
            if isinstance(named, str) and len(named) < LONGEST:
                self._note(mapping(mapping(told.get("payload")).get("event")))
                await wire.say(json.dumps({"envelope_id": named}))
                yield None

    def _note(self, event: Raw) -> None:
        room = event.get("channel")
        if not isinstance(room, str) or not ROOM.fullmatch(room) or len(self.rooms) + len(self.threads) > MOST:
            return
        inner = mapping(event.get("message")) or mapping(event.get("previous_message")) or event
        thread, at = stamp(inner.get("thread_ts")), stamp(inner.get("ts"))
        if thread and thread != at:
            self.threads[room, thread] = None
        else:
            self.rooms[room] = None


def _read(text: str) -> Raw:
    try:
        return mapping(jsontext.load(text))
    except (ValueError, RecursionError):
        return {}

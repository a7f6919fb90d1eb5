"""Calls to Stack Exchange's interface (2.3), and what becomes of its answers: one of the four failures, or JSON."""

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from earful.channels.contract import Expired, Retry, Uncertain
from earful.channels.payloads import mapping, number
from earful.channels.simple import AGAIN, carry, pause
from earful.channels.stackexchange import words
from earful.kit import clock
from earful.kit.fitness import place_of
from earful.kit.transport import Response, Transport

API = "https://api.stackexchange.com/2.3"
FORM = {"content-type": "application/x-www-form-urlencoded"}
NO_ENTRY = frozenset({401, 402, 406})  # no token where one is needed, a bad one, a compromised one
BROKEN, THROTTLED, AWAY = 500, 502, 503
GUARDED = frozenset({403, 429, 503})  # with no word of Stack Exchange's in it: it comes from the guard before its doors
SECONDS = re.compile(r"(\d{1,6}) seconds?")
WRITE = "write"
PATIENCE = 30.0  # seconds that are waited for within one call
MOST = 8 * 1024 * 1024


class Denied(Exception):
    """Stack Exchange said no, with this number of its own."""

    def __init__(self, code: int) -> None:
        super().__init__(str(code))
        self.code = code


@dataclass(slots=True)
class Exchange:
    """One site, with what proves who asks."""

    api: str
    site: str
    key: str
    token: str
    filter: str
    transport: Transport
    rests: dict[str, float] = field(default_factory=dict)  # by method: until when it is to be left alone

    async def get(self, path: str, *, method: str, site: bool = True, **params: Any) -> Mapping[str, Any]:
        """What is there. `method`: what Stack Exchange counts as one. Raises Retry, Expired, Denied."""
        await self._rest(method)
        asked = {**self._known(site=site), **params}
        answer = await carry(self.transport, "GET", self.api + path, params=asked, max_bytes=MOST)
        return await self._told(answer, method)

    async def order(self, path: str, fields: Mapping[str, Any]) -> Mapping[str, Any]:
        """Something new, changed or gone. Raises Uncertain as well."""
        await self._rest(WRITE)
        content = urlencode({**self._known(site=True), **fields}).encode("utf-8", "replace")
        answer = await carry(self.transport, "POST", self.api + path, sending=True, content=content, headers=FORM)
        return await self._told(answer, WRITE)

    def _known(self, *, site: bool) -> dict[str, str]:
        given = {"site": self.site if site else "", "filter": self.filter, "key": self.key, "access_token": self.token}
        return {name: value for name, value in given.items() if value}

    async def _rest(self, method: str) -> None:
        """As long as it asked us to, in this look or an earlier one: some seconds are waited for here, more are not."""
        here = self.rests.get(method, 0.0) - asyncio.get_running_loop().time()
        left = max([here, *[await self.transport.pace.turn(line, 0.0) for line in (self._host, self._line(method))]])
        if left > PATIENCE:
            raise Retry(words.BUSY, left)
        if left > 0:
            await asyncio.sleep(left)

    @property
    def _host(self) -> str:
        return place_of(self.api)

    def _line(self, method: str) -> str:
        """What is counted by itself there, in the line of those who ask a host."""
        return f"{self._host} {method}"

    async def _told(self, answer: Response, method: str) -> Mapping[str, Any]:
        """What an answer holds. A failure says what it is in the answer, whatever status that comes with."""
        try:
            told = mapping(answer.json())
        except ValueError:
            told = {}
        code = number(told.get("error_id"))
        if code is not None:
            failure = _failure(code, told, method)
            if code == THROTTLED and isinstance(failure, Retry):  # whatever is asked, until then
                await self.transport.pace.rest(self._host, failure.after)
            raise failure
        if not answer.ok:
            raise _stranger(answer, method)
        if not told:
            raise _doubt(words.STRANGE, method)
        if backoff := min(number(told.get("backoff")) or 0, 86_400):
            self.rests[method] = asyncio.get_running_loop().time() + backoff
            await self.transport.pace.rest(self._line(method), float(backoff))
        if told.get("quota_remaining") == 0 and not told.get("items") and method != WRITE:
            raise Retry(words.SPENT, tomorrow())
        return told


def _failure(code: int, told: Mapping[str, Any], method: str) -> Exception:
    """By the number that Stack Exchange gives."""
    if code in NO_ENTRY:
        return Expired(words.EXPIRED)
    if code == THROTTLED:
        named = SECONDS.search(str(told.get("error_message"))[:500])
        return Retry(words.BUSY, min(float(named[1]), 86_400.0) if named else 60.0)
    if code == AWAY:
        return Retry(words.BUSY, AGAIN)
    return _doubt(words.STRANGE, method) if code == BROKEN else Denied(code)


def _stranger(answer: Response, method: str) -> Exception:
    """By its status, where something before Stack Exchange answers in its place."""
    if answer.status in GUARDED:
        return Retry(words.BUSY, pause(answer))
    return _doubt(words.STRANGE, method) if answer.status >= 500 else Denied(answer.status)


def _doubt(said: str, method: str) -> Exception:
    return Uncertain(words.BOARD.lost) if method == WRITE else Retry(said, AGAIN)


def tomorrow() -> float:
    """Seconds until the day ends by which requests are counted."""
    now = clock.now()
    return (now.replace(hour=0, minute=1, second=0, microsecond=0) + timedelta(days=1) - now).total_seconds()

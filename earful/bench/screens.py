"""Open pages as `live.js` keeps them: a stream each, and looks that are put off, put together and spread as there.

They are clients of our own and no browsers, so that fifty of them leave the processors to the desk. What they are asked
is what browsers ask; drawing the answer on a screen is not measured.
"""

import asyncio
import json
import random
import re
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime
from html import unescape
from typing import Any
from urllib.parse import urlsplit

from earful.bench.serving import HOST, Desk, part_headers

SOONEST, LATEST, REST, SPREAD, COUNTS, REMAINS = 0.25, 3.0, 5, 0.06, 10.0, 2.0  # as in live.js; a test compares them
TOKEN = re.compile(rb"zq[0-9a-f]{10}")
ROW = re.compile(rb'data-key="row-(\d+)" data-pk="\d+" data-urgency="(\d)"(?: data-since="([^"]+)")?')
STREAM = re.compile(rb'name="earful-live" content="([^"]+)"')


class Line:
    """One kept connection."""

    def __init__(self, port: int, cookie: str) -> None:
        self._port, self._cookie = port, cookie
        self._way: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def get(self, path: str, part: str = "") -> bytes:
        """A page, or a part of it; on a fresh connection when the old one was closed meanwhile."""
        for _ in range(2):
            try:
                return await self._ask(path, part)
            except (OSError, asyncio.IncompleteReadError):
                await self.close()
        return await self._ask(path, part)

    async def _ask(self, path: str, part: str) -> bytes:
        if self._way is None:
            self._way = await asyncio.open_connection(HOST, self._port)
        reader, writer = self._way
        told = {"Host": f"{HOST}:{self._port}", "Cookie": self._cookie, **part_headers(part)}
        head = "".join(f"{name}: {value}\r\n" for name, value in told.items())
        writer.write(f"GET {path} HTTP/1.1\r\n{head}\r\n".encode())
        answer = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        length = re.search(r"content-length: (\d+)", answer)
        body = await reader.readexactly(int(length[1])) if length else b""
        if " 200 " not in answer.splitlines()[0] + " " or "connection: close" in answer:
            await self.close()
        return body

    async def close(self) -> None:
        """Hang up."""
        way, self._way = self._way, None
        if way is not None:
            way[1].close()
            with suppress(OSError):
                await way[1].wait_closed()


class Paced:
    """`paced` of live.js."""

    def __init__(self, work: Callable[[], Awaitable[None]]) -> None:
        self._work, self._last, self._gap, self._due = work, 0.0, SOONEST, 0.0
        self._timer: asyncio.TimerHandle | None = None
        self._task: asyncio.Task[None] | None = None
        self._again = False

    def soon(self, within: float = 0.0) -> None:
        """Look, not before it is due."""
        at = max(time.monotonic() + within, self._last + self._gap) + random.uniform(0, SPREAD)
        if self._timer is not None and self._due <= at:
            return
        if self._timer is not None:
            self._timer.cancel()
        self._due = at
        self._timer = asyncio.get_running_loop().call_later(max(0.0, at - time.monotonic()), self._start)

    def _start(self) -> None:
        self._timer = None
        if self._task is not None:
            self._again = True
        else:
            self._task = asyncio.get_running_loop().create_task(self._run())

    async def _run(self) -> None:
        self._last = time.monotonic()
        try:
            await self._work()
        finally:
            self._gap = min(max((self._gap + (time.monotonic() - self._last) * REST) / 2, SOONEST), LATEST)
            self._task = None
            if self._again:
                self._again = False
                self.soon()

    def slow(self) -> bool:
        """Whether looking takes long: the desk has much to do."""
        return self._gap > 2 * SOONEST

    def stop(self) -> None:
        """No more looks."""
        if self._timer is not None:
            self._timer.cancel()


class Screen:
    """One open page: a view, and the conversation beside it if there is one."""

    def __init__(self, desk: Desk, cookie: str, me: int, view: str, open_pk: int | None) -> None:
        self.view, self.open_pk, self._me = view, open_pk, me
        self._address = f"/desk/{view}/"
        self._list_line, self._talk_line = Line(desk.port, cookie), Line(desk.port, cookie)
        self._rows: dict[int, tuple[int, str]] = {}
        self._more, self._counted, self._drawn = False, 0.0, 0.0
        self.seen: dict[bytes, float] = {}  # in the list
        self.read: dict[bytes, float] = {}  # in the conversation
        self.looks: dict[str, int] = defaultdict(int)
        self._list, self._talk = Paced(self._look_at_list), Paced(self._look_at_talk)

    async def live(self) -> None:
        """Open the page, then hear until cancelled."""
        path = self._address + (f"{self.open_pk}/" if self.open_pk else "")
        page = await self._list_line.get(path)
        stream = STREAM.search(page)
        assert stream, "a page carries the address of its live updates"
        parts = urlsplit(unescape(stream[1].decode()))
        reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
        try:
            host = f"Host: {parts.hostname}:{parts.port}\r\n"
            writer.write(f"GET {parts.path}?{parts.query} HTTP/1.1\r\n{host}\r\n".encode())
            self._everything()
            while line := await reader.readline():
                if line.startswith(b"event: resync"):
                    self._everything()
                elif line.startswith(b'data: {"'):
                    self._hear(json.loads(line[6:]))
        finally:
            self._list.stop()
            self._talk.stop()
            writer.close()

    def _everything(self) -> None:
        self._list.soon()
        if self.open_pk:
            self._talk.soon()

    def _hear(self, told: dict[str, Any]) -> None:
        self._list.soon(0.0 if self._concerns(told) else COUNTS)
        if self.open_pk and (told["topic"] != "conversation" or told["id"] == self.open_pk):
            self._talk.soon()

    def _concerns(self, told: dict[str, Any]) -> bool:
        at = told.get("at")
        if told["topic"] != "conversation" or not at or told["id"] in self._rows:
            return True
        awake = not at["away"]
        here = {
            "needs": at["status"] == "open" and awake,
            "unassigned": at["status"] == "open" and awake and not at["who"],
            "mine": at["who"] == self._me and at["status"] != "ended" and awake,
            "waiting": at["status"] == "waiting" and awake,
        }
        if not here.get(self.view, True):
            return False
        return self.view not in {"needs", "unassigned"} or not self._beyond(at)

    def _beyond(self, at: dict[str, Any]) -> bool:
        if not self._more or not self._rows or not at["since"]:
            return False
        urgency, since = list(self._rows.values())[-1]
        if not since:
            return False
        later = datetime.fromisoformat(at["since"]) > datetime.fromisoformat(since)
        return bool(at["urgency"] < urgency or (at["urgency"] == urgency and later))

    async def _look_at_list(self) -> None:
        bare = self._list.slow() and time.monotonic() - self._counted < REMAINS
        rail = "&rail=0" if bare else ""
        page = await self._list_line.get(f"{self._address}?rows={len(self._rows)}{rail}", "list")
        now = time.time()
        if bare:
            self._list.soon(REMAINS)
        else:
            self._counted = time.monotonic()
        self.looks["list"] += 1
        self._rows = {int(pk): (int(urgency), since.decode()) for pk, urgency, since in ROW.findall(page)}
        self._more = b'id="more"' in page
        for token in TOKEN.findall(page):
            self.seen.setdefault(token, now)

    async def _look_at_talk(self) -> None:
        bare = self._talk.slow() and time.monotonic() - self._drawn < REMAINS
        page = await self._talk_line.get(f"{self._address}{self.open_pk}/{'?drawer=0' if bare else ''}", "talk")
        now = time.time()
        if bare:
            self._talk.soon(REMAINS)
        else:
            self._drawn = time.monotonic()
        self.looks["talk"] += 1
        for token in TOKEN.findall(page):
            self.read.setdefault(token, now)

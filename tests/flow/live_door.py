"""A real live door on the loopback, and pages that listen to it."""

import asyncio
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from urllib.parse import quote

import httpx
import psycopg
import time_machine
from django.core import signing
from django.db import connection

from earful.kit.announce import announce

PATIENCE = 10.0


def test_database() -> str:
    """Where the tests keep their rows."""
    told = connection.settings_dict
    host = told["HOST"] or told["OPTIONS"].get("host", "")
    return psycopg.conninfo.make_conninfo(
        host=host, port=told["PORT"] or None, dbname=told["NAME"], user=told["USER"], password=told["PASSWORD"] or None
    )


def as_address(conninfo: str) -> str:
    """The same, as DATABASE_URL wants it."""
    parts = psycopg.conninfo.conninfo_to_dict(conninfo)
    port = f"&port={parts['port']}" if parts.get("port") else ""
    return f"postgresql://{parts['user']}@/{parts['dbname']}?host={quote(str(parts['host']))}{port}"


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as place:
        place.bind(("127.0.0.1", 0))
        return int(place.getsockname()[1])


class Door:
    """The live door in a process of its own, as an owner runs it."""

    def __init__(self, conninfo: str) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        command = [sys.executable, "-m", "uvicorn", "earful.live.app:app", "--host", "127.0.0.1", "--port"]
        command += [str(self.port), "--log-level", "error", "--timeout-graceful-shutdown", "5"]
        self.process = subprocess.Popen(command, env={**os.environ, "DATABASE_URL": as_address(conninfo)})

    def wait(self) -> None:
        """Until it listens to the database."""
        until = time.monotonic() + 3 * PATIENCE
        while time.monotonic() < until:
            try:
                if httpx.get(f"{self.url}/healthz").status_code == 200:
                    return
            except httpx.TransportError:
                time.sleep(0.05)
        raise AssertionError("The live door did not open.")


@contextmanager
def open_door() -> Iterator[Door]:
    """A door that is closed again."""
    door = Door(test_database())
    try:
        door.wait()
        yield door
    finally:
        door.process.kill()
        door.process.wait()


def ticket(workspace_id: int, agent_id: int, *topics: str, made: float = 10.0) -> str:
    """What a page carries. `made`: seconds from now; one made later than anything that happened owes it nothing."""
    with time_machine.travel(time.time() + made, tick=False):
        return signing.dumps({"w": workspace_id, "a": agent_id, "topics": list(topics)}, salt="earful.live")


class Page:
    """What one open page has been told."""

    def __init__(self) -> None:
        self.events: asyncio.Queue[str] = asyncio.Queue()
        self.retry = 0
        self.place = ""
        self.ended = asyncio.Event()

    async def next(self) -> object:
        """The next thing told: a dict for a nudge, or the name of another event."""
        told = await asyncio.wait_for(self.events.get(), PATIENCE)
        return json.loads(told) if told.startswith("{") else told

    async def read(self, answer: httpx.Response) -> None:
        """Read the stream to its end."""
        name = ""
        async for line in answer.aiter_lines():
            field, _, value = line.partition(": ")
            if field == "retry":
                self.retry = int(value)
            elif field == "id":
                self.place = value
            elif field == "event":
                name = value
            elif field == "data":
                self.events.put_nowait(name or value)
                name = ""
            elif line.startswith(":"):
                self.events.put_nowait("keep-alive")
        self.ended.set()


@asynccontextmanager
async def listening(url: str, *tickets: str, headers: dict[str, str] | None = None) -> AsyncIterator[list[Page]]:
    """A page for each ticket, all connected."""
    pages, tasks, answers = [Page() for _ in tickets], [], []
    limits = httpx.Limits(max_connections=None)
    async with httpx.AsyncClient(limits=limits, timeout=httpx.Timeout(PATIENCE, read=None)) as client:
        try:
            for page, one in zip(pages, tickets, strict=True):
                request = client.build_request("GET", f"{url}/live", params={"topics": one}, headers=headers)
                answer = await client.send(request, stream=True)
                assert answer.status_code == 200, await answer.aread()
                answers.append(answer)
                tasks.append(asyncio.create_task(page.read(answer)))
            yield pages
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            for answer in answers:
                await answer.aclose()


async def say(workspace_id: int, topic: str, row_id: int, version: int = 1) -> None:
    """Announce as an action does, and let go of the database."""

    def announced() -> None:
        announce(workspace_id, topic, row_id, version)
        connection.close()

    await asyncio.to_thread(announced)


def query(statement: str, *values: object) -> list[tuple[object, ...]]:
    """Ask the database from outside."""
    with psycopg.connect(test_database(), autocommit=True) as outside:
        return outside.execute(statement, values).fetchall()

"""The town as a server on this machine only: plain ASGI, one process, run by uvicorn."""

import asyncio
import json
import signal
import socket
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import FrameType

import uvicorn

from earful.channels.sandbox.town import asgi, faults, spoiling
from earful.channels.sandbox.town.desk import brand_of
from earful.channels.sandbox.town.feed import Feed
from earful.channels.sandbox.town.living import Living
from earful.channels.sandbox.town.routes import route
from earful.channels.sandbox.town.store import Store
from earful.kit import clock

HOST = "127.0.0.1"
HEARTBEAT = 5.0


class Town:
    """The ASGI application: the store, the life in it, and those who listen for hints."""

    def __init__(self, folder: Path, port: int, seed: int, speed: float, quiet: bool) -> None:
        self._folder = folder
        self._seed, self._speed, self._quiet = seed, speed, quiet
        self.url = f"http://{HOST}:{port}"
        self._hosts = {f"{HOST}:{port}", f"localhost:{port}"}
        self.faults = faults.Faults()
        self.closing = asyncio.Event()
        self.ready: Callable[[], None] = lambda: None
        self._bells: set[asyncio.Event] = set()
        self._loop: asyncio.AbstractEventLoop | None = None
        self.store: Store
        self.feed: Feed
        self.living: Living

    async def __call__(self, scope: asgi.Scope, receive: asgi.Receive, send: asgi.Send) -> None:
        """Serve one connection."""
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
        elif scope["path"] == "/hints":
            await self._hints(scope, receive, send)
        else:
            await self._answer(scope, receive, send)

    async def _lifespan(self, receive: asgi.Receive, send: asgi.Send) -> None:
        await receive()
        self._loop = asyncio.get_running_loop()
        self.store = Store(self._folder)
        self.feed = Feed(self.store, self.url)
        self.living = Living(self.store, self._seed, self._speed, quiet=self._quiet)
        self.living.wake(clock.now())
        life = asyncio.create_task(self._live())
        await send({"type": "lifespan.startup.complete"})
        self.ready()
        await receive()
        self.closing.set()
        await life
        self.store.close()
        await send({"type": "lifespan.shutdown.complete"})

    def close_soon(self) -> None:
        """End life and hint streams; may be called from any thread."""
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self.closing.set)

    async def _live(self) -> None:
        while not self.closing.is_set():
            before = self.feed.head()
            more = self.living.advance(clock.now())
            if self.feed.head() != before:
                self._ring()
            if more:
                await asyncio.sleep(0)
            else:
                await _until(self.closing, 0.25)

    def _ring(self) -> None:
        for bell in self._bells:
            bell.set()

    async def _answer(self, scope: asgi.Scope, receive: asgi.Receive, send: asgi.Send) -> None:
        who = self._who(scope)
        met = self.faults.met(scope["path"], who)
        try:
            self._admit(scope)
            request = await asgi.read(scope, receive)
            answer = (met and spoiling.instead(met)) or route(self, request)
            answer = spoiling.changed(self.faults.changes(scope["path"], who), answer)
        except asgi.No as no:
            answer = asgi.said({"words": no.words}, no.status, no.headers)
        if scope["method"] == "POST":
            self._ring()
        if met is None:
            await asgi.reply(send, answer)
        else:
            await spoiling.answer_badly(send, met, spoiling.spoilt(met, answer), lambda: self._gone(receive))

    def _who(self, scope: asgi.Scope) -> str:
        """The handle of the brand whose token is shown, for trouble that is ordered for one brand."""
        brand = self.store.bearer(asgi.headers_of(scope).get("authorization", "").partition(" ")[2])
        return str(brand["handle"]) if brand else ""

    async def _gone(self, receive: asgi.Receive) -> None:
        left = asyncio.create_task(_leaves(receive))
        while not left.done() and not self.closing.is_set():
            await _first(left, self.closing.wait())
        left.cancel()

    def _admit(self, scope: asgi.Scope) -> None:
        """A page elsewhere must not reach the town through someone's browser under another name."""
        if asgi.headers_of(scope).get("host", "") not in self._hosts:
            raise asgi.No(421, "The town answers only to its own name.")

    async def _hints(self, scope: asgi.Scope, receive: asgi.Receive, send: asgi.Send) -> None:
        """Server-sent events: the newest event number, at once and whenever there may be a newer one."""
        try:
            self._admit(scope)
            brand = brand_of(self, await asgi.read(scope, receive))
        except asgi.No as no:
            await asgi.reply(send, asgi.said({"words": no.words}, no.status))
            return
        if met := self.faults.met("/hints", brand["handle"]):
            if answer := spoiling.instead(met):
                await asgi.reply(send, answer)
            else:
                await spoiling.stall(send, met, lambda: self._gone(receive))
            return
        bell = asyncio.Event()
        self._bells.add(bell)
        left = asyncio.create_task(_leaves(receive))
        try:
            await asgi.begin(send, asgi.Answer(b"", "text/event-stream", headers={"cache-control": "no-store"}), None)
            last = -1
            while not self.closing.is_set() and not left.done():
                head, bell_rang = self.feed.head(), bell.is_set()
                bell.clear()
                line = f"data: {json.dumps(head)}\n\n" if head != last or bell_rang else ": still here\n\n"
                last = head
                await send({"type": "http.response.body", "body": line.encode(), "more_body": True})
                await _first(bell.wait(), self.closing.wait(), left)
            await send({"type": "http.response.body", "body": b""})
        finally:
            self._bells.discard(bell)
            left.cancel()


async def _leaves(receive: asgi.Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        continue


async def _until(event: asyncio.Event, seconds: float) -> None:
    await _first(event.wait(), seconds=seconds)


async def _first(*waits: object, seconds: float = HEARTBEAT) -> None:
    """Wait for whichever comes first, or for so long."""
    tasks = [wait if isinstance(wait, asyncio.Task) else asyncio.ensure_future(wait) for wait in waits]  # type: ignore[call-overload]  # -- coroutines and tasks alike
    await asyncio.wait(tasks, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    for task, wait in zip(tasks, waits, strict=True):
        if task is not wait:
            task.cancel()


class TownServer(uvicorn.Server):
    """uvicorn, which tells the town at once that it must close, so that hint streams do not hold it up."""

    def __init__(self, town: Town) -> None:
        self.town = town
        super().__init__(
            uvicorn.Config(
                town,
                loop="asyncio",
                http="h11",
                ws="none",
                lifespan="on",
                access_log=False,
                log_config=None,
                timeout_graceful_shutdown=3,
            )
        )

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """A signal has come: close."""
        super().handle_exit(sig, frame)
        self.town.close_soon()


def take(port: int) -> socket.socket:
    """A listening socket on this machine's own address; port 0 takes any free one. Raises OSError."""
    place = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)  # named, or answers wait 40 ms
    try:
        place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        place.bind((HOST, port))
        place.listen(128)
    except OSError:
        place.close()
        raise
    return place


def say(words: str) -> None:
    """For the person who started it; a disk that is full, where this is written down, is no reason to stay away."""
    with suppress(OSError):
        print(words, flush=True)  # noqa: T201 -- see above


def run(folder: Path, port: int, seed: int, speed: float, quiet: bool) -> int:
    """Run the town until told to stop; the exit code."""
    try:
        place = take(port)
    except OSError:
        say(f"Port {port} is taken; give the sandbox town another one with --port.")
        return 1
    town = Town(folder, place.getsockname()[1], seed, speed, quiet)
    town.ready = lambda: say(f"The sandbox town is ready at {town.url}")
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: None)  # uvicorn raises it once more after a clean stop
    TownServer(town).run(sockets=[place])
    return 0

"""What the live door does with a connection: check the ticket, then tell its page what changed."""

import asyncio
import random
import signal
import threading
from collections.abc import Callable
from contextlib import suppress
from types import FrameType
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.http.request import validate_host

from earful.live import ticket as tickets
from earful.live.ear import Deaf, Ear
from earful.live.hub import Hub, Tab
from earful.live.stream import Headers, Receive, Scope, Send, come_back_later, say, stream

LIFE, KEEP_ALIVE = 600.0, 15.0  # seconds
dice = random.SystemRandom()


class LiveDoor:
    """The ASGI application. `life`: how long a stream may last; `keep_alive`: the longest silence on it; seconds."""

    def __init__(self, conninfo: str, life: float = LIFE, keep_alive: float = KEEP_ALIVE) -> None:
        self._conninfo, self._life, self._keep_alive = conninfo, life, keep_alive
        self.hub: Hub
        self.ear: Ear

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
        elif scope["type"] == "http":
            await self._answer(scope, receive, send)
        else:
            await receive()
            await send({"type": "websocket.close", "code": 1003})

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        await receive()
        self.hub = Hub()
        self.ear = Ear(self._conninfo, self.hub.hear, self.hub.resync)
        listening = asyncio.create_task(self.ear.run())
        _when_told_to_stop(self.hub.close)
        await send({"type": "lifespan.startup.complete"})
        await receive()
        self.hub.close()
        listening.cancel()
        with suppress(asyncio.CancelledError):
            await listening
        await send({"type": "lifespan.shutdown.complete"})

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        if scope["method"] != "GET":
            await say(send, 405, {"words": "Only GET is understood here."}, [(b"allow", b"GET")])
        elif scope["path"] == "/healthz":
            await say(
                send, 200 if self.ear.listening else 503, {"listening": self.ear.listening, "tabs": len(self.hub)}
            )
        elif scope["path"] != "/live":
            await say(send, 404, {"words": "There is nothing here."})
        elif not _known_host(headers.get("host", "")):
            await say(send, 400, {"words": "This desk is not known by that name."})
        else:
            await self._live(scope, headers, receive, send)

    async def _live(self, scope: Scope, headers: dict[str, str], receive: Receive, send: Send) -> None:
        shared = _sharing(headers)
        try:
            ticket = await self._ticket(scope)
        except tickets.NoTicket as no:
            await say(send, 403, {"words": str(no)}, shared)
            return
        except Deaf:
            await come_back_later(send, shared)
            return
        tab = Tab(ticket.workspace, ticket.topics)
        life = self._life * dice.uniform(0.9, 1.0)
        self.hub.join(tab, _since(headers.get("last-event-id", ""), ticket.made_at))
        try:
            await stream(tab, receive, send, shared, life=life, keep_alive=self._keep_alive)
        finally:
            self.hub.leave(tab)

    async def _ticket(self, scope: Scope) -> tickets.Ticket:
        """The ticket in the address, if its owner still works here. Raises NoTicket, Deaf."""
        given = parse_qs(scope["query_string"].decode("latin-1")).get("topics", [""])[0]
        ticket = tickets.read(given)
        if not await self.ear.may_listen(ticket.workspace, ticket.agent):
            raise tickets.NoTicket("You are signed out.")
        return ticket


def _since(last_event: str, made_at: float) -> float:
    """Until when the page knows everything: until the last event it read, else until it was made."""
    with suppress(ValueError):
        return max(made_at, float(last_event))
    return made_at


def _known_host(host: str) -> bool:
    try:
        name = urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return False
    return validate_host(f"[{name}]" if ":" in name else name, settings.ALLOWED_HOSTS)


def _sharing(headers: dict[str, str]) -> Headers:
    """The page stands on another port, which to a browser is another house: let it read, if it is ours."""
    origin = headers.get("origin", "")
    if origin and tickets.same_house(origin, headers.get("host", "")):
        return [(b"vary", b"origin"), (b"access-control-allow-origin", origin.encode("latin-1"))]
    return [(b"vary", b"origin")]


def _when_told_to_stop(close: Callable[[], None]) -> None:
    """A server waits for open streams before it tells the app to shut down; so hear the signal ourselves, and pass it on."""
    if threading.current_thread() is not threading.main_thread():
        return
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        before = signal.getsignal(number)

        def told(received: int, frame: FrameType | None, before: object = before) -> None:
            loop.call_soon_threadsafe(close)
            if callable(before):
                before(received, frame)

        signal.signal(number, told)

"""Writing to one tab for as long as it is open, and answering in a line where there is nothing to stream."""

import asyncio
import json
import random
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any

from earful.live.hub import Tab

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Headers = Iterable[tuple[bytes, bytes]]

EVENTS = (b"content-type", b"text/event-stream; charset=utf-8")
ALWAYS = ((b"cache-control", b"no-store"), (b"x-content-type-options", b"nosniff"), (b"x-accel-buffering", b"no"))
SOONEST, LATEST = 1_000, 5_000  # milliseconds after which a page comes back; spread, so that they do not come at once
dice = random.SystemRandom()


def come_back() -> bytes:
    """The line that tells a browser when to connect again after a stream has ended."""
    return f"retry: {dice.randint(SOONEST, LATEST)}\n\n".encode()


async def say(send: Send, status: int, body: dict[str, object], headers: Headers = ()) -> None:
    """A short answer, whole."""
    await _begin(send, status, [(b"content-type", b"application/json"), *headers])
    await send({"type": "http.response.body", "body": json.dumps(body).encode()})


async def come_back_later(send: Send, headers: Headers) -> None:
    """An empty stream: unlike an error, it makes a browser try again."""
    await _begin(send, 200, [EVENTS, *headers])
    await send({"type": "http.response.body", "body": come_back()})


async def stream(tab: Tab, receive: Receive, send: Send, headers: Headers, *, life: float, keep_alive: float) -> None:
    """Tell a tab what it is waiting for until it leaves, its life ends (seconds) or the door closes."""
    leaving = asyncio.create_task(_leaves(receive, tab))
    clock = asyncio.get_running_loop().time
    until = clock() + life
    try:
        await _begin(send, 200, [EVENTS, *headers])
        await send({"type": "http.response.body", "body": come_back() + tab.hello(), "more_body": True})
        while not tab.closed and (left := until - clock()) > 0:
            try:
                async with asyncio.timeout(min(keep_alive, left)):
                    await tab.stir.wait()
                told = tab.take()
            except TimeoutError:
                told = b": still here\n\n"
            await send({"type": "http.response.body", "body": told, "more_body": True})
        await send({"type": "http.response.body", "body": b""})
    finally:
        leaving.cancel()


async def _begin(send: Send, status: int, headers: Headers) -> None:
    await send({"type": "http.response.start", "status": status, "headers": [*headers, *ALWAYS]})


async def _leaves(receive: Receive, tab: Tab) -> None:
    while (await receive())["type"] != "http.disconnect":
        continue
    tab.close()

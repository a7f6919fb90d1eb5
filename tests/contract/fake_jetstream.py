"""A Jetstream of our own on the loopback: says everything that is posted on a fake Bluesky, again from a cursor if asked.

Like the real one (v1, `/subscribe`): one JSON message for each event, `time_us` as the cursor, events from the cursor on
said again as far as they are kept, identity and account events whatever is asked for, no word about what is not kept.
"""

import asyncio
import json
import threading
from typing import Any
from urllib.parse import parse_qs, urlsplit

from fake_bluesky import POST, FakeBluesky
from websockets.asyncio.server import ServerConnection, serve


class FakeJetstream:
    def __init__(self, bluesky: FakeBluesky) -> None:
        self.bluesky = bluesky
        self.events: list[dict[str, Any]] = []
        self.asked: list[dict[str, str]] = []
        self.open = 0
        self.refuse = False
        self._news = asyncio.Event()
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._last = 0
        self._clients: set[ServerConnection] = set()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()
        assert self._ready.wait(10)

    @property
    def place(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        return f"ws://{self.place}/subscribe"

    # --- what happens on the network ---

    def post(self, by: str, text: str, **record: Any) -> str:
        uri = self.bluesky.post(by, {"text": text, **record})
        self.commit(uri, "create")
        return uri

    def edit(self, uri: str, text: str) -> None:
        self.bluesky.rewrite(uri, {**self.bluesky.posts[uri]["record"], "text": text})
        self.commit(uri, "update")

    def remove(self, uri: str) -> None:
        self.bluesky.remove(uri)
        self.commit(uri, "delete")

    def commit(self, uri: str, operation: str, at: int | None = None) -> None:
        did, collection, rkey = uri.removeprefix("at://").split("/")
        said = {"rev": "3l", "operation": operation, "collection": collection, "rkey": rkey}
        if operation != "delete":
            stored = self.bluesky.posts[uri]
            said |= {"record": stored["record"], "cid": stored["cid"]}
        self.say({"did": did, "kind": "commit", "commit": said}, at)

    def say(self, event: dict[str, Any], at: int | None = None) -> None:
        import time

        self._last = at or max(self._last + 1, time.time_ns() // 1000)
        self.events.append({**event, "time_us": self._last})
        self._loop.call_soon_threadsafe(self._news.set)

    def forget(self) -> None:
        """What was said so far is kept no longer."""
        self.events.clear()

    def drop(self) -> None:
        """Hang up on everybody."""

        async def hang_up() -> None:
            for client in list(self._clients):
                client.transport.abort()

        asyncio.run_coroutine_threadsafe(hang_up(), self._loop).result(10)

    # --- the server ---

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._serve())
        self._loop.close()

    async def _serve(self) -> None:
        self._ending = asyncio.Event()
        async with serve(self._client, "127.0.0.1", 0) as server:
            self.port = server.sockets[0].getsockname()[1]
            self._ready.set()
            await self._ending.wait()
            for client in list(self._clients):
                client.transport.abort()

    async def _client(self, wire: ServerConnection) -> None:
        assert wire.request is not None
        asked = {name: values[0] for name, values in parse_qs(urlsplit(wire.request.path).query).items()}
        if self.refuse:
            await wire.close(1011, "busy")
            return
        self.asked.append(asked)
        self.open += 1
        self._clients.add(wire)
        try:
            await self._tell(wire, asked)
        finally:
            self._clients.discard(wire)
            self.open -= 1

    async def _tell(self, wire: ServerConnection, asked: dict[str, str]) -> None:
        after = int(asked["cursor"]) - 1 if "cursor" in asked else (self.events[-1]["time_us"] if self.events else 0)
        assert asked.get("wantedCollections") == POST
        while True:
            self._news.clear()
            for event in [one for one in self.events if one["time_us"] > after]:
                await wire.send(json.dumps(event))
                after = event["time_us"]
            waits = [asyncio.ensure_future(self._news.wait()), asyncio.ensure_future(wire.wait_closed())]
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
            for one in waits:
                one.cancel()
            if waits[1].done() and not waits[1].cancelled():
                return

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._ending.set)
        self._thread.join(10)

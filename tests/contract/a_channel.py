"""A channel of somebody's own: a small server on the loopback that keeps Standard Webhooks and docs/hooks.md.

It tells by its feed, takes answers once by their webhook-id, says of each whether it has it, and can be broken on demand.
What it checks of signatures is written here anew, not taken from Earful.
"""

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

SECRET = "whsec_" + base64.b64encode(b"a secret of the channel, 32 byte").decode()


class Channel:
    stop: Callable[[], None]

    def __init__(self) -> None:
        self.port = 0
        self.secrets = [SECRET]
        self.events: list[dict[str, Any]] = []
        self.answers: dict[str, dict[str, Any]] = {}  # by webhook-id
        self.bodies: list[tuple[dict[str, str], bytes]] = []  # every post as it came
        self.pictures: dict[str, bytes] = {}
        self.acts: list[Any] = []  # what becomes of the next posts: "lost answer", "lost request", or a status
        self.limited = 0
        self.numbers = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def settings(self) -> dict[str, str]:
        return {name: f"{self.url}/{name}" for name in ("deliver", "status", "feed")}

    def number(self) -> int:
        self.numbers += 1
        return self.numbers

    def tell(self, kind: str, data: dict[str, Any]) -> dict[str, Any]:
        event = {"type": f"message.{kind}", "timestamp": datetime.now(UTC).isoformat(), "data": data}
        self.events.append(event)
        return event

    def say(self, text: str, by: str = "carol", **more: Any) -> str:
        name = f"m{self.number()}"
        who = {"id": f"u:{by}", "handle": by, "name": by.title()}
        self.tell("said", {"id": name, "text": text, "author": who, **more})
        return name

    def known(self, name: str) -> dict[str, Any]:
        return next(event["data"] for event in reversed(self.events) if event["data"].get("id") == name)

    def proven(self, headers: dict[str, str], body: bytes) -> bool:
        signed = f"{headers.get('webhook-id')}.{headers.get('webhook-timestamp')}.".encode() + body
        keys = [base64.b64decode(secret.removeprefix("whsec_")) for secret in self.secrets]
        wanted = {"v1," + base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode() for key in keys}
        return bool(wanted & set(headers.get("webhook-signature", "").split()))

    def take(self, key: str, body: bytes) -> dict[str, Any]:
        if key not in self.answers:
            told = json.loads(body)["data"]
            name = f"a{self.number()}"
            shown = []
            for number, picture in enumerate(told["pictures"]):
                self.pictures[f"/pictures/{name}-{number}"] = base64.b64decode(picture["content"])
                shown.append({"url": f"{self.url}/pictures/{name}-{number}", "alt": picture["alt"]})
            said = {key: told[key] for key in ("text", "answers", "thread", "reach")}
            event = self.tell(
                "said", {"id": name, "by_us": True, "pictures": shown, "url": f"{self.url}/{name}", **said}
            )
            self.answers[key] = {"id": name, "url": f"{self.url}/{name}", "message": event}
        return self.answers[key]

    def feed(self, asked: dict[str, str]) -> dict[str, Any]:
        if thread := asked.get("thread"):
            root = self.known(thread).get("thread") or thread
            around = [event for event in self.events if root in (event["data"].get("id"), event["data"].get("thread"))]
            return {"messages": around, "next": "x"}
        if "after" not in asked and "since" not in asked:
            return {"messages": [], "next": str(len(self.events))}
        start = int(asked.get("after", 0))
        end = min(start + int(asked.get("limit", 50)), len(self.events))
        return {"messages": self.events[start:end], "next": str(end)}


class Door(BaseHTTPRequestHandler):
    channel: Channel

    def do_GET(self) -> None:
        parts, channel = urlsplit(self.path), self.channel
        asked = dict(parse_qsl(parts.query))
        if parts.path in channel.pictures:
            self.answer(200, channel.pictures[parts.path], "image/png")
        elif not channel.proven(dict(self.heads()), b""):
            self.answer(401, {})
        elif channel.limited:
            self.answer(429, {}, **{"retry-after": str(channel.limited)})
        elif parts.path == "/feed":
            self.answer(200, channel.feed(asked))
        else:
            found = channel.answers.get(asked.get("key", ""))
            self.answer(200 if found else 404, found or {})

    def do_POST(self) -> None:
        channel, headers = self.channel, dict(self.heads())
        body = self.rfile.read(int(headers["content-length"]))
        channel.bodies.append((headers, body))
        act = channel.acts.pop(0) if channel.acts else None
        if not channel.proven(headers, body):
            self.answer(401, {})
        elif act == "lost request":
            self.connection.close()
        elif isinstance(act, tuple):
            status, answer, more = act
            self.answer(status, answer, **more)
        else:
            told = channel.take(headers["webhook-id"], body)
            if act == "lost answer":
                self.connection.close()
            else:
                self.answer(200, told)

    def heads(self) -> Iterator[tuple[str, str]]:
        return ((name.lower(), value) for name, value in self.headers.items())

    def answer(self, status: int, what: Any, mime: str = "application/json", **headers: str) -> None:
        content = what if isinstance(what, bytes) else json.dumps(what).encode()
        self.send_response(status)
        for name, value in {"content-type": mime, "content-length": str(len(content)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_args: object) -> None:
        """Nothing to say."""


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, *_args: Any) -> None:
        """Connections that were cut on purpose."""


@contextmanager
def a_channel() -> Iterator[Channel]:
    """Runs until the end of the block; `channel.stop()` before."""
    channel = Channel()
    server = Server(("127.0.0.1", 0), type("OneDoor", (Door,), {"channel": channel}))
    channel.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()

    def stop() -> None:
        server.shutdown()
        server.server_close()
        thread.join(10)

    channel.stop = stop
    try:
        yield channel
    finally:
        if thread.is_alive():
            stop()

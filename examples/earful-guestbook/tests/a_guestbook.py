"""A guestbook on the loopback, of which one can only ask what came after a place."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

KEY, US, PAGE, LONGEST = "a key of the guestbook", {"id": "u1", "name": "Northwind"}, 50, 500


class Book:
    def __init__(self) -> None:
        self.port = self.seq = self.limited = 0
        self.entries: dict[int, dict[str, Any]] = {}
        self.acts: list[str | int] = []  # what becomes of the next replies: "lost answer", "lost request", or a status
        self.keys, self.made = {KEY}, dict[str, int]()  # entries by the client's own name for them

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def put(self, entry: dict[str, Any]) -> dict[str, Any]:
        self.seq += 1
        self.entries[entry["id"]] = {**entry, "seq": self.seq}
        return self.entries[entry["id"]]

    def say(self, text: str, by: Any, above: int | None = None) -> dict[str, Any]:
        fresh = {"id": len(self.entries) + 1, "by": by, "text": text, "reply_to": above, "changed_at": None}
        return self.put({**fresh, "deleted": False, "at": now()})

    def change(self, number: int, **what: Any) -> None:
        self.put({**self.entries[number], **what, "changed_at": now()})

    def page(self, after: int) -> dict[str, Any]:
        left = sorted((one for one in self.entries.values() if one["seq"] > after), key=lambda one: one["seq"])
        shown = left[:PAGE]
        return {"entries": shown, "last": shown[-1]["seq"] if shown else after, "more": len(left) > PAGE}

    def take(self, order: dict[str, Any]) -> dict[str, Any]:
        if order["client_id"] not in self.made:
            self.made[order["client_id"]] = self.say(order["text"], US, order["reply_to"])["id"]
        return self.entries[self.made[order["client_id"]]]

    def takes(self, order: dict[str, Any]) -> int:
        """The status with which it takes a reply, or does not."""
        if not 0 < len(order["text"]) <= LONGEST:
            return 400
        return 201 if order["reply_to"] is None or order["reply_to"] in self.entries else 404


def now() -> str:
    return datetime.now(UTC).isoformat()


class Door(BaseHTTPRequestHandler):
    book: Book

    def do_GET(self) -> None:
        after = int(parse_qs(urlsplit(self.path).query)["after"][0])
        if self.book.limited:
            self.answer(429, {})
        elif self.headers["x-key"] not in self.book.keys:
            self.answer(401, {})
        else:
            self.answer(200, self.book.page(after))

    def do_POST(self) -> None:
        order = json.loads(self.rfile.read(int(self.headers["content-length"])))
        act = self.book.acts.pop(0) if self.book.acts else 200
        if self.headers["x-key"] not in self.book.keys:
            self.answer(401, {})
        elif isinstance(act, int) and act != 200:
            self.answer(act, {})
        elif act == "lost request":
            self.connection.close()
        elif (status := self.book.takes(order)) != 201:
            self.answer(status, {})
        else:
            made = self.book.take(order)
            if act == "lost answer":
                self.connection.close()
            else:
                self.answer(201, made)

    def answer(self, status: int, what: Any) -> None:
        content = json.dumps(what).encode()
        self.send_response(status)
        self.send_header("content-length", str(len(content)))
        if self.book.limited:
            self.send_header("retry-after", str(self.book.limited))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_args: object) -> None:
        """Nothing to say."""


class Server(ThreadingHTTPServer):
    daemon_threads, request_queue_size = True, 64

    def handle_error(self, *_args: Any) -> None:
        """Connections that were cut on purpose."""


@contextmanager
def a_guestbook() -> Iterator[tuple[Book, Server]]:
    """A guestbook until the end of the block, and its server, to be shut before."""
    book = Book()
    server = Server(("127.0.0.1", 0), type("OneDoor", (Door,), {"book": book}))
    book.port = server.server_address[1]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield book, server
    finally:
        server.shutdown()
        server.server_close()

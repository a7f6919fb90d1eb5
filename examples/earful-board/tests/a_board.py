"""A notice board of a few lines, on the loopback: what the adapter is tried against."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

TOKEN = "a token of the board"
US = {"id": "p:us", "name": "desk.test"}


class Board:
    def __init__(self) -> None:
        self.port = 0
        self.posts: dict[str, dict[str, Any]] = {}
        self.changes: list[str] = []  # ids, in the order in which posts came and changed
        self.keys: dict[str, str] = {}
        self.acts: list[str | int] = []  # what becomes of the next replies: "lost answer", "lost request", or a status
        self.change_acts: list[str] = []  # and of the next changes: "lost answer" or "lost request"
        self.limited, self.tokens = 0, {TOKEN}

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def put(self, name: str, post: dict[str, Any]) -> None:
        self.posts[name] = post
        self.changes.append(name)

    def say(self, text: str, by: str, parent: str | None = None, **more: Any) -> str:
        name = f"post-{len(self.posts) + 1}"
        author = US if by == "us" else {"id": f"p:{by}", "name": by}
        post = {"id": name, "version": 1, "author": author, "text": text, "parent": parent, "removed": False}
        self.put(name, {**post, "at": datetime.now(UTC).isoformat(), **more})
        return name

    def change(self, name: str, **what: Any) -> None:
        self.put(name, {**self.posts[name], "version": self.posts[name]["version"] + 1, **what})

    def take(self, order: dict[str, Any]) -> dict[str, Any]:
        if order["key"] not in self.keys:
            self.keys[order["key"]] = self.say(order["text"], "us", order["parent"])
        return self.posts[self.keys[order["key"]]]

    def around(self, name: str) -> list[dict[str, Any]]:
        root = name
        while self.posts[root]["parent"]:
            root = self.posts[root]["parent"]
        found = [root]
        for other, post in self.posts.items():
            if post["parent"] in found:
                found.append(other)
        return [self.posts[one] for one in found]

    def page(self, asked: dict[str, str]) -> dict[str, Any]:
        if "after" not in asked:
            return {"posts": [], "last": len(self.changes)}
        those = self.around(asked["thread"]) if "thread" in asked else [self.posts[name] for name in self.changes]
        start = int(asked["after"])
        end = max(start, min(start + int(asked["limit"]), len(those)))
        return {"posts": those[start:end], "last": end}


class Door(BaseHTTPRequestHandler):
    board: Board

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        asked = dict(parse_qsl(parts.query))
        if self.headers["authorization"].removeprefix("Bearer ") not in self.board.tokens:
            self.answer(401, {})
        elif self.board.limited:
            self.answer(429, {})
        elif parts.path == "/me":
            self.answer(200, US)
        elif parts.path == "/posts":
            self.answer(200, self.board.page(asked))
        elif (name := unquote(parts.path.removeprefix("/posts/"))) in self.board.posts:
            self.answer(200, self.board.posts[name])
        elif parts.path == "/keys" and asked.get("key") in self.board.keys:
            self.answer(200, self.board.posts[self.board.keys[asked["key"]]])
        else:
            self.answer(404, {})

    def do_POST(self) -> None:
        order = json.loads(self.rfile.read(int(self.headers["content-length"])))
        act = self.board.acts.pop(0) if self.board.acts else 200
        if self.headers["authorization"].removeprefix("Bearer ") not in self.board.tokens:
            self.answer(401, {})
        elif isinstance(act, int) and act != 200:
            self.answer(act, {})
        elif act == "lost request":
            self.connection.close()
        else:
            made = self.board.take(order)
            if act == "lost answer":
                self.connection.close()
            else:
                self.answer(201, made)

    def do_PUT(self) -> None:
        self.change(text=json.loads(self.rfile.read(int(self.headers["content-length"])))["text"])

    def do_DELETE(self) -> None:
        self.change(text="", removed=True)

    def change(self, **what: Any) -> None:
        name = unquote(self.path.removeprefix("/posts/"))
        act = self.board.change_acts.pop(0) if self.board.change_acts else ""
        if self.headers["authorization"].removeprefix("Bearer ") not in self.board.tokens:
            self.answer(401, {})
        elif act == "lost request":
            self.connection.close()
        elif name not in self.board.posts or self.board.posts[name]["removed"]:
            self.answer(404, {})
        else:
            self.board.change(name, **what)
            if act == "lost answer":
                self.connection.close()
            else:
                self.answer(200, self.board.posts[name])

    def answer(self, status: int, what: Any) -> None:
        content = json.dumps(what).encode()
        self.send_response(status)
        self.send_header("content-length", str(len(content)))
        if self.board.limited:
            self.send_header("retry-after", str(self.board.limited))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_args: object) -> None:
        """Nothing to say."""


class Server(ThreadingHTTPServer):
    daemon_threads, request_queue_size = True, 64

    def handle_error(self, *_args: Any) -> None:
        """Connections that were cut on purpose."""


@contextmanager
def a_board() -> Iterator[tuple[Board, Server]]:
    """A board until the end of the block, and its server, to be shut before."""
    board = Board()
    server = Server(("127.0.0.1", 0), type("OneDoor", (Door,), {"board": board}))
    board.port = server.server_address[1]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield board, server
    finally:
        server.shutdown()
        server.server_close()

"""The HTTP side of the fake Mastodon server: requests in, answers and a stream of events out."""

import json
import queue
import re
from dataclasses import dataclass, field
from email.parser import BytesParser
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler
from typing import Any, Protocol
from urllib.parse import parse_qs, urlsplit

BEAT = 0.2


class Refusal(Exception):
    """An answer that says no. `html`: as a program in front of the server, or a sparing server, would say it."""

    def __init__(self, status: int, message: str = "", *, html: bool = False, **headers: str) -> None:
        super().__init__(message)
        self.status, self.message, self.html, self.headers = status, message, html, headers


class Drop(Exception):
    """End the connection without an answer."""


@dataclass(frozen=True)
class Ask:
    method: str
    path: str
    params: dict[str, list[str]]
    token: str = ""
    form: dict[str, list[str]] = field(default_factory=dict)
    files: dict[str, tuple[bytes, str]] = field(default_factory=dict)
    key: str = ""

    def one(self, name: str, otherwise: str = "") -> str:
        return (self.params.get(name) or self.form.get(name) or [otherwise])[0]


@dataclass(frozen=True)
class Told:
    """An answer: a JSON value with headers, or bytes of a kind."""

    body: Any
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    mime: str = "application/json"


class Answers(Protocol):
    """What the door needs of the server behind it."""

    streams: list["queue.Queue[tuple[str, str] | None]"]
    beats: bool

    def answer(self, ask: Ask) -> Told: ...

    def whoever(self, token: str) -> str: ...


def form_of(body: bytes, mime: str) -> tuple[dict[str, list[str]], dict[str, tuple[bytes, str]]]:
    """Fields and files of a request's body, in any of the shapes clients use."""
    if mime.startswith("application/json"):
        return {
            name: value if isinstance(value, list) else [str(value)] for name, value in json.loads(body).items()
        }, {}
    if not mime.startswith("multipart/"):
        return parse_qs(body.decode(), keep_blank_values=True), {}
    whole = BytesParser(policy=HTTP).parsebytes(b"content-type: " + mime.encode() + b"\r\n\r\n" + body)
    fields: dict[str, list[str]] = {}
    files: dict[str, tuple[bytes, str]] = {}
    for part in whole.iter_parts():
        name = part.get_param("name", header="content-disposition")
        content = part.get_payload(decode=True)
        if part.get_filename():
            files[name] = (content, part.get_content_type())
        else:
            fields[name] = [content.decode()]
    return fields, files


class Answering(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: Any) -> None:
        """Stay quiet."""

    def do_GET(self) -> None:
        self.respond()

    def do_POST(self) -> None:
        self.respond()

    def do_PATCH(self) -> None:
        self.respond()

    def do_PUT(self) -> None:
        self.respond()

    def do_DELETE(self) -> None:
        self.respond()

    def respond(self) -> None:
        server: Answers = self.server.network  # type: ignore[attr-defined]  # -- how http.server passes things on
        parts = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        token = self.headers.get("authorization", "").removeprefix("Bearer ")
        form, files = form_of(body, self.headers.get("content-type", "")) if body else ({}, {})
        key = self.headers.get("idempotency-key", "")
        ask = Ask(self.command, parts.path, parse_qs(parts.query), token, form, files, key)
        try:
            if re.fullmatch(r"/api/v1/streaming/user", parts.path):
                server.answer(ask)
                return self.stream(server)
            told = server.answer(ask)
            content = told.body if isinstance(told.body, bytes) else json.dumps(told.body).encode()
            self.write(told.status, content, told.mime, told.headers)
        except Refusal as refusal:
            html = f"<h1>{refusal.status} {refusal.message}</h1>".encode()
            content = html if refusal.html else json.dumps({"error": refusal.message}).encode()
            mime = "text/html" if refusal.html else "application/json"
            self.write(refusal.status, content, mime, {n.replace("_", "-"): v for n, v in refusal.headers.items()})
        except Drop:
            self.close_connection = True
        return None

    def write(self, status: int, content: bytes, mime: str, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {"content-type": mime, "content-length": str(len(content)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def stream(self, server: Answers) -> None:
        """Events until the server says that it is over (None)."""
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("connection", "close")
        self.end_headers()
        self.close_connection = True
        mine: queue.Queue[tuple[str, str] | None] = queue.Queue()
        server.streams.append(mine)
        try:
            self.wfile.write(b":)\n")
            while True:
                try:
                    event = mine.get(timeout=BEAT)
                except queue.Empty:
                    if server.beats:
                        self.wfile.write(b":thump\n")
                        self.wfile.flush()
                    continue
                if event is None:
                    return
                self.wfile.write(f"event: {event[0]}\ndata: {event[1]}\n\n".encode())
                self.wfile.flush()
        except OSError:
            return
        finally:
            server.streams.remove(mine)

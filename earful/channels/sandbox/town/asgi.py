"""As little web as the town needs: a request that has been read whole, an answer, and a way to say no."""

import json
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

MAX_BODY = 8 * 1024 * 1024
HTML = "text/html; charset=utf-8"


class No(Exception):
    """The town declines; `words` is what the caller reads."""

    def __init__(self, status: int, words: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(words)
        self.status = status
        self.words = words
        self.headers = headers or {}


@dataclass(frozen=True, slots=True)
class Request:
    """A request, whole. Header names are lower-case."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes = field(repr=False)

    def json(self) -> dict[str, Any]:
        """The body as a JSON object. Raises No."""
        if self.headers.get("content-type", "").split(";")[0] != "application/json":
            raise No(415, "Send JSON, and say so in the content type.")
        try:
            read = json.loads(self.body or b"{}")
        except ValueError as error:
            raise No(422, "The body is not JSON.") from error
        if not isinstance(read, dict):
            raise No(422, "The body must be a JSON object.")
        return read

    def number(self, name: str, default: int) -> int:
        """A whole number from the query. Raises No."""
        try:
            return int(self.query.get(name, default))
        except ValueError as error:
            raise No(422, f"{name} must be a whole number.") from error


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back."""

    content: bytes = field(repr=False)
    media: str = "application/json"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


def said(body: object, status: int = 200, headers: dict[str, str] | None = None) -> Answer:
    """A JSON answer."""
    return Answer(json.dumps(body, ensure_ascii=False).encode(), status=status, headers=headers or {})


async def read(scope: Scope, receive: Receive) -> Request:
    """Read a request to its end. Raises No when it is too long."""
    body = bytearray()
    more = True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message["type"] == "http.request" and message.get("more_body", False)
        if len(body) > MAX_BODY:
            raise No(413, "That is more than the town can carry.")
    return Request(
        method=scope["method"],
        path=scope["path"],
        query=dict(parse_qsl(scope["query_string"].decode("latin-1"))),
        headers=headers_of(scope),
        body=bytes(body),
    )


def headers_of(scope: Scope) -> dict[str, str]:
    """The request's headers, names in lower case."""
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}


async def reply(send: Send, answer: Answer) -> None:
    """Send an answer, whole."""
    await begin(send, answer, len(answer.content))
    await send({"type": "http.response.body", "body": answer.content})


async def break_off(send: Send, answer: Answer) -> None:
    """Begin an answer and end in the middle, as a lost connection does."""
    await begin(send, answer, len(answer.content) + 1)
    await send({"type": "http.response.body", "body": answer.content[:1], "more_body": True})


async def begin(send: Send, answer: Answer, length: int | None) -> None:
    """Send the head of an answer; without a length it is a stream."""
    headers = {"content-type": answer.media, "x-content-type-options": "nosniff", **answer.headers}
    if length is not None:
        headers["content-length"] = str(length)
    pairs = [(name.encode(), value.encode()) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": answer.status, "headers": pairs})

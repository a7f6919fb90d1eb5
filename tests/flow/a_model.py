"""A language model for the tests: a real server on the loopback that speaks chat completions and does as it is told.

    with a_model() as model:
        model.answers = [says(needs="no"), 429, "garbage"]

`answers`: what it does next, in order; then it gives an opinion. A number is a status, a text a body as it is, bytes
too, "silence", "drip", "drop" and "half" (an answer that breaks off) are what they say, a callable is asked first; `asked` is what it was sent.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import SHUT_WR
from threading import Event, Thread
from typing import Any

WHY = "The writer waits for a parcel."


def says(needs: Any = "yes", kind: Any = "complaint", urgency: Any = "soon", why: Any = WHY, **more: Any) -> str:
    """A chat completion that holds an opinion."""
    return completion(json.dumps({"needs": needs, "kind": kind, "urgency": urgency, "why": why, **more}))


def completion(content: Any) -> str:
    """A chat completion that holds these words."""
    return json.dumps({"choices": [{"index": 0, "message": {"role": "assistant", "content": content}}]})


def writes(text: str, used: Any = (), **more: Any) -> str:
    """A chat completion that holds words for a person."""
    return completion(json.dumps({"text": text, "used": list(used), **more}))


@dataclass
class Asked:
    """One request."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]
    wire: bytes = b""

    @property
    def message(self) -> dict[str, Any]:
        """What was asked about."""
        return json.loads(self.body["messages"][-1]["content"])


@dataclass
class Model:
    """What it answers, and what it was asked."""

    url: str
    answers: list[Any] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    released: Event = field(default_factory=Event)


class _Peer(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: Any) -> None:
        """Stay quiet."""

    def do_POST(self) -> None:
        model: Model = self.server.model
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        headers = {name.lower(): value for name, value in self.headers.items()}
        model.asked.append(Asked(self.path, headers, json.loads(body), body))
        answer = model.answers.pop(0) if model.answers else says()
        if callable(answer):
            answer = answer()
        if answer == "silence":
            model.released.wait(10)
            self.close_connection = True
        elif answer == "drip":
            self.say(200, b"", {"content-length": "1000"})
            while not model.released.wait(0.05):
                try:
                    self.wfile.write(b" ")
                except OSError:
                    break  # whoever asked has waited long enough
            self.close_connection = True
        elif answer == "half":
            self.say(200, b'{"choices": [{"mess', {"content-length": "1000"})
            self.connection.shutdown(SHUT_WR)
            self.close_connection = True
        elif answer == "drop":
            self.close_connection = True
        elif isinstance(answer, tuple):
            self.say(answer[0], b"{}", answer[1])
        elif isinstance(answer, int):
            self.say(answer, b'{"error": "no"}', {})
        else:
            self.say(200, answer.encode() if isinstance(answer, str) else answer, {})

    def say(self, status: int, content: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {"content-type": "application/json", "content-length": str(len(content)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        try:
            self.wfile.write(content)
        except OSError:
            self.close_connection = True  # whoever asked has heard enough


class _Place(ThreadingHTTPServer):
    daemon_threads = True
    model: Model


@contextmanager
def a_model() -> Iterator[Model]:
    """It runs for as long as the test does."""
    server = _Place(("127.0.0.1", 0), _Peer)
    server.model = Model(f"http://127.0.0.1:{server.server_address[1]}/v1")
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server.model
    finally:
        server.model.released.set()
        server.shutdown()
        thread.join()
        server.server_close()

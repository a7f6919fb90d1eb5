"""A small server on the loopback that speaks JSON, for networks to be played on; and trouble on demand."""

import json
import threading
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit


@dataclass(frozen=True)
class Asked:
    """One request, as a network sees it."""

    method: str
    path: str
    params: dict[str, str]
    fields: Any
    heads: dict[str, str]


Answer = tuple[int, Any, dict[str, str]]
CUT: Answer = (0, None, {})  # the connection ends without a word


class Raw(str):
    """A body that is sent as it is, and no JSON."""

    __slots__ = ()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64  # several are asked at once

    def handle_error(self, *_: Any) -> None:
        """Connections that were cut on purpose."""


class FakeSite:
    """`answer` plays the network. `limited`: everybody is told to come back in so many seconds."""

    def __init__(self) -> None:
        self.limited = 0
        self.acts: list[str] = []  # what becomes of the next orders: "lose request", "lose answer", "deny"
        self.asked: list[Asked] = []
        self.lock = threading.RLock()
        self.server = _Server(("127.0.0.1", 0), self._desk())
        self._thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()

    @property
    def place(self) -> str:
        return f"127.0.0.1:{self.server.server_port}"

    @property
    def url(self) -> str:
        return f"http://{self.place}"

    def close(self) -> None:
        if self._thread.is_alive():
            self.server.shutdown()
            self._thread.join()
            self.server.server_close()

    def act(self) -> str:
        return self.acts.pop(0) if self.acts else ""

    def answer(self, asked: Asked) -> Answer:
        raise NotImplementedError

    def busy(self) -> Answer:
        return 429, {"message": "slow down"}, {"retry-after": str(self.limited)}

    def _desk(self) -> type[BaseHTTPRequestHandler]:
        site = self

        class Desk(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_: Any) -> None:
                """Stay quiet."""

            def do_GET(self) -> None:
                parts = urlsplit(self.path)
                body = self.rfile.read(int(self.headers.get("content-length", 0)))
                heads = {name.lower(): value for name, value in self.headers.items()}
                path = unquote(parts.path)
                with site.lock:
                    asked = Asked(self.command, path, _params(parts.query), _fields(heads, body), heads)
                    site.asked.append(asked)
                    told = site.busy() if site.limited else site.answer(asked)
                self.tell(*told)

            def tell(self, status: int, what: Any, more: dict[str, str]) -> None:
                self.close_connection = True
                if status == 0:
                    return
                raw = isinstance(what, bytes)
                written = what if isinstance(what, bytes | Raw) else json.dumps(what)
                plain = written if isinstance(written, bytes) else written.encode("utf-8", "surrogateescape")
                content = b"" if status in (204, 304) else plain
                self.send_response(status)
                if "content-type" not in more:
                    self.send_header("content-type", "application/octet-stream" if raw else "application/json")
                self.send_header("content-length", str(len(content)))
                self.send_header("connection", "close")
                for name, value in more.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(content)

            do_POST = do_PUT = do_PATCH = do_DELETE = do_GET  # noqa: N815 -- names of http.server

        return Desk


def _params(query: str) -> dict[str, str]:
    """What is asked for twice stands with a comma between."""
    found: dict[str, str] = {}
    for name, value in parse_qsl(query):
        found[name] = f"{found[name]},{value}" if name in found else value
    return found


def _fields(heads: dict[str, str], body: bytes) -> Any:
    if not body:
        return None
    if heads.get("content-type", "").startswith("multipart/"):
        return body
    form = "form" in heads.get("content-type", "")
    return dict(parse_qsl(body.decode())) if form else json.loads(body)

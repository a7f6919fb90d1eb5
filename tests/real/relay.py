"""A relay in front of a personal data server, as a proxy would stand there: it hands everything on, and loses what it is
told to lose, at the very moment it is told."""

import json
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import httpx

HANDED_ON = ("content-type", "accept", "idempotency-key")
HANDED_BACK = ("content-type", "ratelimit-remaining", "ratelimit-reset", "link", "location")


class Relay:
    """`lose` the next "request" to write a record, or the "answer" to it; `lose_delete` the same of deleting one.

    `meanwhile` happens before the line goes dead."""

    def __init__(self, target: str) -> None:
        self.target = target
        self.lose = self.lose_delete = ""
        self.meanwhile: Callable[[], object] | None = None
        self.calls: list[str] = []
        self.sent: dict[str, str | None] = {}  # None: deleted
        self.tokens: set[str] = set()
        self.expired: frozenset[str] = frozenset()
        self.client = httpx.Client(base_url=target, timeout=30)
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), handing(self))
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02})
        self.thread.start()

    def expire_tokens(self) -> None:
        """What two hours do: no access token seen so far is good any more. The server itself says so."""
        self.expired = frozenset(self.tokens)

    def losing(self, path: str) -> str:
        """What to lose of this call; only once."""
        if "deleteRecord" in path:
            lost, self.lose_delete = self.lose_delete, ""
            return lost
        lost = self.lose if "putRecord" in path else ""
        self.lose = "" if lost else self.lose
        return lost

    def lost(self) -> None:
        """It is lost now: let happen what should happen at this moment."""
        happens, self.meanwhile = self.meanwhile, None
        if happens:
            happens()

    def bearer(self, path: str, authorization: str) -> str:
        """The authorization to hand on."""
        if authorization and "refreshSession" not in path:
            self.tokens.add(authorization)
        return "Bearer no.longer.good" if authorization in self.expired else authorization

    def ask(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> httpx.Response:
        """The server's answer."""
        kept = {name: value for name, value in headers.items() if name in HANDED_ON}
        if "authorization" in headers:
            kept["authorization"] = self.bearer(path, headers["authorization"])
        answer = self.client.request(method, path, content=body, headers=kept)
        if "putRecord" in path and answer.status_code == 200:
            self.sent[answer.json()["uri"]] = answer.json()["cid"]
        if "deleteRecord" in path and answer.status_code == 200:
            gone = json.loads(body)
            self.sent[f"at://{gone['repo']}/{gone['collection']}/{gone['rkey']}"] = None
        return answer

    def worded(self, answer: httpx.Response) -> bytes:
        """The answer's body: where the server names itself, it is to be reached here."""
        if "json" not in answer.headers.get("content-type", ""):
            return answer.content
        return answer.content.replace(self.target.encode(), self.url.encode())

    def close(self) -> None:
        if self.thread.is_alive():
            self.server.shutdown()
            self.thread.join()
            self.server.server_close()
            self.client.close()


def handing(relay: Relay) -> type[BaseHTTPRequestHandler]:
    class Handing(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: Any) -> None:
            """Stay quiet."""

        def do_GET(self) -> None:
            self.hand()

        def do_POST(self) -> None:
            self.hand()

        do_PUT = do_PATCH = do_DELETE = do_POST  # noqa: N815 -- the names are the library's

        def hand(self) -> None:
            relay.calls.append(self.path)
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            lose = relay.losing(f"{self.command} {self.path}")
            if lose != "request":
                headers = {name.lower(): value for name, value in self.headers.items()}
                answer = relay.ask(self.command, self.path, body, headers)
            if lose:
                relay.lost()
                self.close_connection = True
                return
            content = relay.worded(answer)
            self.send_response(answer.status_code)
            for name in HANDED_BACK:
                if name in answer.headers:
                    self.send_header(name, answer.headers[name])
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

    return Handing

"""A chat tool for the tests: takes messages over real HTTP on the loopback, and answers as it is told.

    with a_chat_tool() as tool:
        tool.acts = [503, "cut", 429]

`took`: what it was told, as JSON. `acts`: what it does with the next messages, in order; then it takes them.
"""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Tool:
    port: int = 0
    acts: list[int | str] = field(default_factory=list)
    took: list[dict[str, Any]] = field(default_factory=list)
    asked: int = 0

    @property
    def place(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def address(self) -> str:
        return f"http://{self.place}/hooks/secret-part"


@contextmanager
def a_chat_tool() -> Iterator[Tool]:
    """Runs until the end of the block."""
    tool = Tool()

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            tool.asked += 1
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            act = tool.acts.pop(0) if tool.acts else 200
            if act == "cut":
                self.connection.close()
                return
            if act == 200:
                tool.took.append(body)
            self.send_response(int(act))
            self.send_header("content-length", "2")
            self.end_headers()
            self.wfile.write(b"ok")

        def log_message(self, *_args: object) -> None:
            """Nothing to say."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    server.daemon_threads = True
    tool.port = server.server_address[1]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield tool
    finally:
        server.shutdown()
        server.server_close()

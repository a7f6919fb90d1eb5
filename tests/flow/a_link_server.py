"""Somebody else's web server for the tests, which may mean us harm: it answers each path as it was told to.

    with a_server() as there:
        there.pages["/"] = page("Title")
        there.pages["/away"] = leads("/")

A page is bytes as they go over the wire, or a callable that is given the connection. `asked`: the requests, whole.
"""

import contextlib
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event, Thread


def answer(content: bytes, kind: str = "text/html; charset=utf-8", *more: str, status: str = "200 OK") -> bytes:
    head = [
        f"HTTP/1.1 {status}",
        f"content-type: {kind}",
        f"content-length: {len(content)}",
        "connection: close",
        *more,
    ]
    return "\r\n".join(head).encode("latin-1") + b"\r\n\r\n" + content


def page(title: str = "A page", description: str = "") -> bytes:
    return answer(f'<!doctype html><title>{title}</title><meta name="description" content="{description}">'.encode())


def leads(location: str, status: str = "302 Found") -> bytes:
    return answer(b"", "text/html", f"location: {location}", status=status)


Page = bytes | Callable[[socket.socket], None]


@dataclass
class LinkServer:
    port: int
    pages: dict[str, Page] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    ended: Event = field(default_factory=Event)

    @property
    def place(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def permitted(self) -> frozenset[str]:
        return frozenset({self.place, f"localhost:{self.port}"})

    def at(self, path: str = "/") -> str:
        return f"http://{self.place}{path}"

    def serve(self, peer: socket.socket) -> None:
        with peer, contextlib.suppress(OSError):  # whoever asked has seen enough
            head = b""
            while b"\r\n\r\n" not in head and (chunk := peer.recv(4096)):
                head += chunk
            if not head:
                return
            self.asked.append(head.decode("latin-1"))
            given = self.pages.get(head.split(b" ")[1].decode("latin-1"), answer(b"none", status="404 Not Found"))
            if callable(given):
                given(peer)
            else:
                peer.sendall(given)


@contextmanager
def a_server() -> Iterator[LinkServer]:
    """It runs for as long as the test does."""
    listening = socket.create_server(("127.0.0.1", 0))
    server = LinkServer(listening.getsockname()[1])
    peers: list[Thread] = []

    def accept() -> None:
        while not server.ended.is_set():
            try:
                peer, _ = listening.accept()
            except TimeoutError:
                continue
            peers.append(Thread(target=server.serve, args=(peer,)))
            peers[-1].start()

    listening.settimeout(0.05)
    thread = Thread(target=accept)
    thread.start()
    try:
        yield server
    finally:
        server.ended.set()
        thread.join()
        for one in peers:
            one.join()
        listening.close()

"""The one door: what it lets through, what it refuses, and how it tells failures apart."""

import asyncio
import ipaddress
import json
import socket
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, TypeVar

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from earful.kit.addresses import NAT64, GuardedNetwork
from earful.kit.transport import (
    Broken,
    Forbidden,
    Response,
    TooLarge,
    Transport,
    TransportError,
    Unreachable,
    is_public,
)

T = TypeVar("T")


class Peer(BaseHTTPRequestHandler):
    """A server that does what the path says."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *_: Any) -> None:
        """Stay quiet."""

    def do_GET(self) -> None:
        self.server.asked.append((self.path, dict(self.headers), self.client_address[1]))
        what = self.path.partition("?")[0]
        if what == "/drop":
            self.close_connection = True
        elif what == "/slow":
            self.server.released.wait(5)
            self.close_connection = True
        elif what == "/short":
            self.say(200, b"abc", {"content-length": "30"})
            self.close_connection = True
        elif what == "/away":
            self.say(302, b"", {"location": "/elsewhere"})
        elif what == "/rationed":
            self.say(200, b"", {"X-RateLimit-Limit": "300", "X-RateLimit-Remaining": "260", "X-RateLimit-Reset": "30"})
        elif what == "/lines":
            self.say(200, b"data: one\n\ndata: two\n", {"content-type": "text/event-stream"})
        elif what == "/large":
            self.say(200, b"x" * 5000)
        else:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            self.say(
                200, json.dumps({"path": self.path, "body": body.decode()}).encode(), {"set-cookie": "id=7; Path=/"}
            )

    do_POST = do_GET  # noqa: N815 -- a name of http.server

    def say(self, status: int, content: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {"content-length": str(len(content)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)


class Place(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Peer)
        from threading import Event

        self.asked: list[tuple[str, dict[str, str], int]] = []
        self.released = Event()


@contextmanager
def serving() -> Iterator[Place]:
    server = Place()
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.released.set()
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def peer() -> Iterator[Place]:
    with serving() as server:
        yield server


def through(server: Place | None, job: Callable[[Transport], Awaitable[T]], **door: Any) -> T:
    trusted = (
        frozenset(f"{name}:{server.server_port}" for name in ("127.0.0.1", "localhost")) if server else frozenset()
    )

    async def go() -> T:
        async with Transport(trusted, **door) as transport:
            return await job(transport)

    return asyncio.run(go())


def at(server: Place, path: str = "/", host: str = "127.0.0.1") -> str:
    return f"http://{host}:{server.server_port}{path}"


def test_one_request_one_answer(peer: Place) -> None:
    def ask(door: Transport) -> Awaitable[Response]:
        return door.request(
            "POST", at(peer, "/x?a=1"), params={"b": [2, 3]}, json={"wort": "grün"}, headers={"x-n": "v"}
        )

    answer = through(peer, ask)

    assert answer.ok
    assert answer.json() == {"path": "/x?a=1&b=2&b=3", "body": '{"wort": "grün"}'}
    assert peer.asked[0][1]["Host"] == f"127.0.0.1:{peer.server_port}"
    assert peer.asked[0][1]["x-n"] == "v"
    assert peer.asked[0][1]["content-type"] == "application/json"


def test_an_internal_address_is_refused_before_anything_is_sent(peer: Place) -> None:
    for host in ("127.0.0.1", "localhost", "127.1", "2130706433", "0x7f.0.0.1", "[::ffff:127.0.0.1]", "[::1]", "0"):
        with pytest.raises((Forbidden, Unreachable)):
            through(None, lambda door, host=host: door.request("GET", at(peer, host=host)))
    assert peer.asked == []


def test_trust_is_for_one_port_only(peer: Place) -> None:
    with serving() as other, pytest.raises(Forbidden):
        through(peer, lambda door: door.request("GET", at(other)))


@pytest.mark.parametrize(
    "url",
    [
        *(
            "ftp://127.0.0.1/x",
            "file:///etc/hosts",
            "gopher://127.0.0.1",
            "//127.0.0.1/",
            "127.0.0.1",
            "",
            "http://",
            "http:///x",
        ),
        *(
            "http://name:word@127.0.0.1/",
            "http://@127.0.0.1/",
            "http://127.0.0.1:99999/",
            "http://127.0.0.1:x/",
            "http://[::1/",
        ),
        "http://127.0.0.1:0/",
    ],
)
def test_only_plain_web_addresses(url: str) -> None:
    with pytest.raises(Forbidden):
        through(None, lambda door: door.request("GET", url))


@settings(max_examples=150, deadline=None)
@given(
    before=st.text("@#?/\\:%[]\x00 \t\n。．①\u00ad\u200b", max_size=4),
    host=st.sampled_from(["127.0.0.1", "127.1", "[::1]", "①②⑦.0.0.1", "127。0。0。1", "[::ffff:7f00:1]", "0177.0.0.1"]),
    after=st.text("@#?/\\:%[]\x00 \t\n。．①\ud800é", max_size=6),
)
@example(before="", host="127.0.0.1", after="")
def test_no_spelling_of_an_address_gets_inside_or_raises_anything_else(before: str, host: str, after: str) -> None:
    with serving_once() as server:
        for url in (
            f"http://{before}{host}:{server.server_port}{after}",
            f"http://{before}{host}{after}:{server.server_port}/",
        ):
            with pytest.raises(TransportError):
                through(None, lambda door, url=url: door.request("GET", url))
        assert server.asked == []


_ONE: list[Place] = []


@contextmanager
def serving_once() -> Iterator[Place]:
    """One server for all the examples of a property; the fixture below ends it."""
    assert _ONE, "the module's server is running"
    yield _ONE[0]


@pytest.fixture(autouse=True, scope="module")
def _module_server() -> Iterator[None]:
    with serving() as server:
        _ONE.append(server)
        yield
        _ONE.clear()


@given(st.ip_addresses())
@example(ipaddress.ip_address("100.64.0.1"))
@example(ipaddress.ip_address("169.254.169.254"))
@example(ipaddress.ip_address("fe80::1"))
@example(ipaddress.ip_address("fd00::1"))
@example(ipaddress.ip_address("2001:db8::1"))
@example(ipaddress.ip_address("::127.0.0.1"))
def test_public_means_public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> None:
    if (
        address.is_private
        or address.is_loopback
        or address.is_link_local
        or address.is_multicast
        or address.is_unspecified
    ):
        mapped = getattr(address, "ipv4_mapped", None)
        assert not is_public(str(address)) or (mapped and is_public(str(mapped)))


@given(st.ip_addresses(v=4))
@example(ipaddress.ip_address("127.0.0.1"))
@example(ipaddress.ip_address("10.0.0.1"))
@example(ipaddress.ip_address("8.8.8.8"))
def test_an_address_inside_another_counts_as_itself(inner: ipaddress.IPv4Address) -> None:
    number = int(inner)
    ways = (
        ipaddress.IPv6Address(f"::ffff:{inner}"),
        ipaddress.IPv6Address(int(NAT64.network_address) + number),
        ipaddress.IPv6Address((0x2002 << 112) + (number << 80) + 1),
    )
    for way in ways:
        assert is_public(str(way)) == is_public(str(inner))


def test_a_name_with_one_internal_address_among_public_ones_is_refused() -> None:
    async def go() -> None:
        async def answer(*_: Any, **__: Any) -> list[Any]:
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, 80)) for ip in ("93.184.215.14", "127.0.0.1")]

        asyncio.get_running_loop().getaddrinfo = answer  # the machine's resolver, not ours
        await GuardedNetwork(frozenset()).connect_tcp("rebinding.test", 80)

    with pytest.raises(Forbidden):
        asyncio.run(go())


def test_two_names_of_one_address_never_share_a_connection(peer: Place) -> None:
    async def both(door: Transport) -> None:
        for host in ("127.0.0.1", "localhost", "127.0.0.1"):
            await door.request("GET", at(peer, host=host))

    through(peer, both)

    ports = [port for _, _, port in peer.asked]
    assert ports[0] == ports[2] != ports[1]
    assert peer.asked[1][1]["Host"] == f"localhost:{peer.server_port}"


def test_failures_are_told_apart(peer: Place) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        port = nobody.getsockname()[1]
        with pytest.raises(Unreachable):
            through_port(port)
    for path in ("/drop", "/short"):
        with pytest.raises(Broken):
            through(peer, lambda door, path=path: door.request("GET", at(peer, path)))
    with pytest.raises(Broken) as slow:
        through(peer, lambda door: door.request("GET", at(peer, "/slow?key=sesame"), timeout=0.2))
    assert "sesame" not in str(slow.value)


def through_port(port: int) -> None:
    async def go() -> None:
        async with Transport(frozenset({f"127.0.0.1:{port}"})) as door:
            await door.request("GET", f"http://127.0.0.1:{port}/")

    asyncio.run(go())


def test_size_is_bounded_by_the_door_and_by_the_call(peer: Place) -> None:
    with pytest.raises(TooLarge):
        through(peer, lambda door: door.request("GET", at(peer, "/large")), max_bytes=4000)
    with pytest.raises(TooLarge):
        through(peer, lambda door: door.request("GET", at(peer, "/large"), max_bytes=4999))
    assert len(through(peer, lambda door: door.request("GET", at(peer, "/large"), max_bytes=5000)).content) == 5000


def test_no_redirect_is_followed_and_no_cookie_kept(peer: Place) -> None:
    async def three(door: Transport) -> Response:
        await door.request("GET", at(peer, "/"))
        await door.request("GET", at(peer, "/"))
        return await door.request("GET", at(peer, "/away"))

    assert through(peer, three).status == 302
    assert [path for path, _, _ in peer.asked] == ["/", "/", "/away"]
    assert all("cookie" not in {name.lower() for name in headers} for _, headers, _ in peer.asked)


def test_a_stream_of_lines(peer: Place) -> None:
    async def listen(door: Transport) -> list[str]:
        async with door.lines(at(peer, "/lines")) as lines:
            return [line async for line in lines]

    async def refused(door: Transport) -> None:
        async with door.lines(at(peer, "/away")):
            pass

    assert through(peer, listen) == ["data: one", "", "data: two"]
    with pytest.raises(Unreachable):
        through(peer, refused)


@pytest.mark.parametrize("content", [b"[" * 100_000, b"\xff", b"", b"{"])
def test_what_is_not_json_is_a_value_error(content: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        Response(200, {}, content).json()


def test_the_answer_is_not_shown_when_an_answer_is_printed() -> None:
    assert "sesame" not in repr(Response(200, {}, b"sesame"))


def test_what_may_still_be_asked_is_remembered_until_it_is_said_anew(peer: Place) -> None:
    async def ask(door: Transport) -> tuple[object, ...]:
        seen = [door.rate]
        for path in ("/rationed", "/"):
            await door.request("GET", at(peer, path))
            seen.append(door.rate)
        return tuple(seen)

    before, said, kept = through(peer, ask)
    assert before is None
    assert kept is said
    assert (said.left, said.limit) == (260, 300)
    assert said.fresh_at > said.seen_at

"""The written list of attacks on the door to the outside: each is refused, with a sentence, and nothing is reached.

Permission to speak to this machine is explicit: `permitted` names one server's host and port, as `places` does for
what an owner entered.
"""

import asyncio
import contextlib
import gzip
import socket
import tomllib
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpcore
import pytest
from a_link_server import LinkServer, a_server, answer, leads

from earful.kit.addresses import GuardedNetwork
from earful.kit.transport import Transport
from earful.kit.visiting import Turned, Visit, Visitor, Why

LIST = tomllib.loads((Path(__file__).parent / "outbound_attacks.toml").read_text())
ADDRESSES = [(why, name, url) for why, urls in LIST["addresses"].items() for name, url in urls.items()]
NOBODY = frozenset[str]()
SMALL = 64 * 1024


@pytest.fixture
def there() -> Iterator[LinkServer]:
    with a_server() as server:
        yield server


def visit(address: str, places: frozenset[str] = NOBODY, patience: float = 5.0) -> Visit:
    async def go() -> Visit:
        async with Transport(places) as door:
            return await Visitor(door, places, patience).visit(address, most=SMALL)

    return asyncio.run(go())


def refused(address: str, places: frozenset[str] = NOBODY, patience: float = 5.0) -> Turned:
    with pytest.raises(Turned) as turned:
        visit(address, places, patience)
    words = turned.value.words
    assert words.endswith(".")
    assert len(words.split()) > 4
    assert address not in words
    return turned.value


def test_there_are_more_than_sixty() -> None:
    counted = len(ADDRESSES) + sum(len(LIST[part]) for part in ("either", "names", "redirects", "servers"))
    assert counted >= 100


@pytest.mark.parametrize(("why", "name", "url"), ADDRESSES, ids=[name for _, name, _ in ADDRESSES])
def test_an_address_is_refused_as_it_stands(why: str, name: str, url: str) -> None:
    assert refused(url.replace("LONG", "x" * 2000)).why == why


@pytest.mark.parametrize("url", LIST["either"].values(), ids=LIST["either"])
def test_what_machines_read_differently_leads_nowhere(url: str) -> None:
    assert refused(url).why in {Why.NO_ADDRESS, Why.INTERNAL, Why.UNREACHABLE}


def resolving(*answers: list[str]) -> tuple[Any, list[str]]:
    """A resolver of the machine that gives one answer after the other, and what it was asked."""
    asked: list[str] = []

    async def getaddrinfo(host: str, port: int, **_: Any) -> list[Any]:
        found = answers[min(len(asked), len(answers) - 1)]
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in found]

    return getaddrinfo, asked


@pytest.mark.parametrize("answers", LIST["names"].values(), ids=LIST["names"])
def test_a_name_that_leads_inside_is_refused(answers: list[str]) -> None:
    async def go() -> None:
        asyncio.get_running_loop().getaddrinfo, _ = resolving(answers)
        async with Transport() as door:
            await Visitor(door).visit("http://blog.test/feed")

    with pytest.raises(Turned) as turned:
        asyncio.run(go())
    assert turned.value.why == Why.INTERNAL


def test_a_name_that_is_bound_anew_is_spoken_to_where_it_was_checked() -> None:
    """The resolver says something else a moment later; whoever is connected to is who was checked."""
    reached: list[str] = []

    class Wire(httpcore.AsyncNetworkBackend):
        async def connect_tcp(self, host: str, *_: Any, **__: Any) -> httpcore.AsyncNetworkStream:
            reached.append(host)
            raise httpcore.ConnectError("nobody is connected to in a test")

    async def go() -> list[str]:
        loop = asyncio.get_running_loop()
        loop.getaddrinfo, asked = resolving(["93.184.215.14"], ["127.0.0.1"])
        network = GuardedNetwork(NOBODY, strangers=True)
        network._below = Wire()
        with pytest.raises(httpcore.ConnectError):
            await network.connect_tcp("rebinding.test", 80)
        with pytest.raises(Exception, match="internal address"):
            await network.connect_tcp("rebinding.test", 80)
        return asked

    assert len(asyncio.run(go())) == 2, "one look for each connection, none in between"
    assert reached == ["93.184.215.14"]


@pytest.mark.parametrize(("name", "target"), LIST["redirects"].items(), ids=LIST["redirects"])
def test_an_innocent_page_leads_nowhere_bad(there: LinkServer, name: str, target: str) -> None:
    there.pages["/innocent"] = leads(target)
    for step in range(1, 20):
        there.pages[f"/on/{step}"] = leads(f"/on/{step + 1}")
    found = refused(there.at("/innocent"), frozenset({there.place}))
    assert found.why in {Why.INTERNAL, Why.ODD, Why.NO_ADDRESS, Why.PORT, Why.USER, Why.ROUND, Why.BROKEN}
    assert (found.why == Why.ROUND) == (target.startswith("/") and not target.startswith("//"))
    assert len(there.asked) <= 6, "robots.txt and five steps"


def test_what_the_owner_allows_counts_for_the_place_that_was_entered_alone(there: LinkServer) -> None:
    with a_server() as other:
        there.pages["/innocent"] = leads(other.at("/inside"))
        both = frozenset({there.place, other.place})

        async def go() -> None:
            async with Transport(both) as door:
                await Visitor(door, frozenset({there.place})).visit(there.at("/innocent"))

        with pytest.raises(Turned) as turned:
            asyncio.run(go())
        assert turned.value.why == Why.PORT
        assert other.asked == []


# --- what a server does ---


def head(*more: str) -> bytes:
    return "\r\n".join(["HTTP/1.1 200 OK", "content-type: application/xml", *more]).encode() + b"\r\n\r\n"


def endless(start: bytes, piece: bytes, server: LinkServer, pause: float = 0.0) -> Callable[[socket.socket], None]:
    def serve(peer: socket.socket) -> None:
        with contextlib.suppress(OSError):
            peer.sendall(start)
            while not server.ended.wait(pause) if pause else not server.ended.is_set():
                peer.sendall(piece)

    return serve


def behaviours(server: LinkServer) -> dict[str, Any]:
    bomb = gzip.compress(bytes(200 * SMALL))
    packed = "content-encoding: "
    return {
        "gzip bomb": answer(bomb, "text/xml", packed + "gzip"),
        "deflate bomb": answer(zlib.compress(bytes(200 * SMALL)), "text/xml", packed + "deflate"),
        "gzip in gzip": answer(gzip.compress(bomb), "text/xml", packed + "gzip, gzip"),
        "brotli": answer(b"\x0b\x02\x80hello\x03", "text/xml", packed + "br"),
        "something unheard of": answer(b"hello", "text/xml", packed + "x-tomorrow"),
        "gzip that is none": answer(b"hello", "text/xml", packed + "gzip"),
        "endless body": endless(head(), b"x" * 4096, server),
        "endless chunks": endless(head("transfer-encoding: chunked"), b"1000\r\n" + b"x" * 4096 + b"\r\n", server),
        "a length that is too large": endless(head("content-length: 99999999999"), b"x" * 4096, server),
        "slow body": endless(head(), b"x", server, 0.05),
        "slow head": endless(b"HTTP/1.1 200 OK\r\n", b"x", server, 0.05),
        "silence": endless(b"", b"", server, 0.05),
        "endless heads": endless(b"HTTP/1.1 200 OK\r\n", b"x-more: of the same\r\n" * 100, server),
        "one endless head": endless(b"HTTP/1.1 200 OK\r\nx-long: ", b"x" * 4096, server),
        "endless interim answers": endless(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n" * 10, server, 0.01),
        "cut short": head("content-length: 500") + b"<rss>",
        "no HTTP": b"220 mail.test ESMTP\r\n",
        "chunks of nonsense": head("transfer-encoding: chunked") + b"zz\r\nhello\r\n",
        "come back in a year": answer(b"", "text/xml", "retry-after: 31536000", status="429 Too Many Requests"),
    }


@pytest.mark.parametrize(("name", "why"), LIST["servers"].items(), ids=LIST["servers"])
def test_a_server_that_means_harm_is_left(there: LinkServer, name: str, why: str) -> None:
    there.pages["/feed"] = behaviours(there).get(name, answer(b"<rss/>", "text/xml"))
    robots = {
        "robots.txt forbids it": answer(b"User-agent: *\nDisallow: /\n", "text/plain"),
        "robots.txt fails": answer(b"", status="500 Internal Server Error"),
        "robots.txt leads inside": leads("http://127.0.0.1/robots.txt"),
    }
    if name in robots:
        there.pages["/robots.txt"] = robots[name]
    slow = why == "slow"
    found = refused(there.at("/feed"), frozenset({there.place}), 0.6 if slow else 5.0)
    assert found.why == why
    assert found.after <= 86_400
    if name in robots:
        assert not any(ask.startswith("GET /feed") for ask in there.asked)


def test_an_ordinary_page_is_read_packed_or_not(there: LinkServer) -> None:
    for number, (how, content) in enumerate(
        {
            "identity": b"hello",
            "gzip": gzip.compress(b"hello"),
            "deflate": zlib.compress(b"hello"),
            "Deflate": zlib.compress(b"hello")[2:-4],  # as some send it, without a head
        }.items()
    ):
        there.pages[f"/{number}"] = answer(content, "text/plain", f"content-encoding: {how}")
        assert visit(there.at(f"/{number}"), frozenset({there.place})).content == b"hello"
    there.pages["/moved"] = leads("/0", "301 Moved Permanently")
    found = visit(there.at("/moved"), frozenset({there.place}))
    assert (found.moved, found.address) == (True, there.at("/0"))
    assert "Earful" in there.asked[-1]
    assert "accept-encoding: gzip, deflate" in there.asked[-1].lower()

"""Streams through the one door: guarded, bounded, and ended in words."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager

import pytest
from websockets.asyncio.server import ServerConnection, serve

from earful.kit import sockets
from earful.kit.sockets import Broken, Forbidden, Unreachable, messages
from earful.kit.transport import Transport


@asynccontextmanager
async def a_server(behave: Callable[[ServerConnection], object]) -> AsyncIterator[str]:
    async def client(wire: ServerConnection) -> None:
        found = behave(wire)
        if asyncio.iscoroutine(found):
            await found

    async with serve(client, "127.0.0.1", 0) as server:
        yield f"127.0.0.1:{server.sockets[0].getsockname()[1]}"


def heard(behave: Callable[[ServerConnection], object], most: int = 10) -> list[str]:
    async def go() -> list[str]:
        async with a_server(behave) as place, Transport(frozenset({place})) as door:
            found: list[str] = []
            async with messages(door, f"ws://{place}/x") as said:
                async for one in said:
                    found.append(one)
                    if len(found) == most:
                        return found
            return found

    return asyncio.run(go())


def test_what_is_said_is_heard_in_order() -> None:
    async def speaks(wire: ServerConnection) -> None:
        for number in range(10):
            await wire.send(str(number))
        await wire.send(b"no text")
        await wire.wait_closed()

    assert heard(speaks) == [str(number) for number in range(10)]


def test_a_stream_that_ends_is_broken_and_one_that_says_too_much_as_well() -> None:
    async def ends(wire: ServerConnection) -> None:
        await wire.send("one")

    async def shouts(wire: ServerConnection) -> None:
        await wire.send("x" * (sockets.LARGEST + 1))
        await wire.wait_closed()

    for behave in (ends, shouts):
        with pytest.raises(Broken):
            heard(behave)


@pytest.mark.parametrize(
    "url",
    [
        "ws://127.0.0.1:9/x",  # in the open, to nobody the owner named
        "wss://127.0.0.1:9/x",  # inside
        "wss://[::1]:9/x",
        "wss://10.0.0.1/x",
        "wss://ana@example.org/x",
        "https://example.org/x",
        "file:///etc/passwd",
        "wss://",
        "wss://example.org:99999/x",
    ],
)
def test_it_leads_nowhere_it_may_not(url: str) -> None:
    async def go() -> None:
        async with Transport() as door, messages(door, url):
            pass

    with pytest.raises(Forbidden):
        asyncio.run(go())


@pytest.fixture
def moved() -> Iterator[str]:
    """A server that answers with another address."""
    import socket

    listening = socket.create_server(("127.0.0.1", 0))

    def answer() -> None:
        peer, _ = listening.accept()
        with peer:
            peer.recv(4096)
            peer.sendall(b"HTTP/1.1 302 Found\r\nlocation: ws://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n")

    thread = threading.Thread(target=answer)
    thread.start()
    yield f"127.0.0.1:{listening.getsockname()[1]}"
    thread.join(5)
    listening.close()


def test_no_other_address_is_followed(moved: str) -> None:
    async def go() -> None:
        async with Transport(frozenset({moved, "127.0.0.1:1"})) as door, messages(door, f"ws://{moved}/x"):
            pass

    with pytest.raises(Unreachable):
        asyncio.run(go())

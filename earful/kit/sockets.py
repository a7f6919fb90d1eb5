"""WebSockets, through the one door to the outside: guarded like every other connection, bounded, followed nowhere else."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidURI

from earful.kit.transport import Broken, Forbidden, Transport, TransportError, Unreachable, certificates

LARGEST = 512 * 1024  # bytes of one message, unpacked
WAITING = 64  # messages that are taken off the wire before somebody reads them; then the other side has to wait
OPENING = 15.0  # seconds
BEAT = 20.0  # seconds between questions whether the other side is still there, and for its answer
NAME = "Earful (social care desk)"


class Ended(Broken):
    """The other side hung up. `code`: its reason, a number of its own."""

    def __init__(self, words: str, code: int) -> None:
        super().__init__(words)
        self.code = code


class Line:
    """A WebSocket that is open: what it says, and what we say."""

    def __init__(self, wire: ClientConnection, host: str) -> None:
        self._wire, self._host = wire, host

    async def said(self) -> AsyncIterator[str]:
        """What it says, as long as it lasts. Raises Ended."""
        while True:
            try:
                said = await self._wire.recv()
            except (ConnectionClosed, OSError) as error:
                raise self._ended(error) from error
            yield said if isinstance(said, str) else ""

    async def say(self, text: str) -> None:
        """Raises Ended."""
        try:
            await self._wire.send(text)
        except (ConnectionClosed, OSError) as error:
            raise self._ended(error) from error

    def hang_up(self) -> None:
        """End it without a word; whoever reads from it hears that it has ended."""
        self._wire.transport.abort()

    def _ended(self, error: Exception) -> Ended:
        code = error.rcvd.code if isinstance(error, ConnectionClosed) and error.rcvd else 0
        return Ended(f"{self._host} ended the stream ({type(error).__name__}).", code)


@asynccontextmanager
async def messages(door: Transport, url: str) -> AsyncIterator[AsyncIterator[str]]:
    """What a WebSocket says, as long as it lasts. Raises Forbidden, Unreachable; while it is read, Broken."""
    async with line(door, url) as made:
        yield made.said()


@asynccontextmanager
async def line(
    door: Transport, url: str, most: int = LARGEST, beat: float | None = BEAT, farewell: int = 1000
) -> AsyncIterator[Line]:
    """A WebSocket to listen and to speak to. `farewell`: the number with which we hang up. Raises Forbidden, Unreachable."""
    host, port, secure = _place(door, url)
    made = await door.call(host, port, OPENING)
    context: ssl.SSLContext | None = certificates() if secure else None
    try:
        wire = await connect(
            url, sock=made, ssl=context, proxy=None, max_size=most, max_queue=WAITING, open_timeout=OPENING,
            ping_interval=beat, ping_timeout=beat, close_timeout=2.0, user_agent_header=NAME,
        )  # fmt: skip
    except (InvalidHandshake, InvalidURI, OSError, TimeoutError, ValueError) as error:
        made.close()
        raise Unreachable(f"{host} refused the stream ({type(error).__name__}).") from error
    except BaseException:
        made.close()
        raise
    try:
        yield Line(wire, host)
    finally:
        await asyncio.shield(wire.close(farewell))


def _place(door: Transport, url: str) -> tuple[str, int, bool]:
    """Where it leads. In the open only to what the owner of this house allowed by name."""
    try:
        parts = urlsplit(url)
        host, secure = parts.hostname or "", parts.scheme == "wss"
        port = parts.port or (443 if secure else 80)
    except ValueError as error:
        raise Forbidden("This is not the address of a stream.") from error
    if parts.scheme not in ("ws", "wss") or not host or "@" in parts.netloc:
        raise Forbidden("This is not the address of a stream.")
    if not secure and not door.trusts(f"{host}:{port}"):
        raise Forbidden("A stream is only read where nobody on the way can change it: its address begins with wss.")
    return host, port, secure


__all__ = ["Broken", "Ended", "Forbidden", "Line", "TransportError", "Unreachable", "line", "messages"]

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


@asynccontextmanager
async def messages(door: Transport, url: str) -> AsyncIterator[AsyncIterator[str]]:
    """What a WebSocket says, as long as it lasts. Raises Forbidden, Unreachable; while it is read, Broken."""
    host, port, secure = _place(door, url)
    made = await door.call(host, port, OPENING)
    context: ssl.SSLContext | None = certificates() if secure else None
    try:
        wire = await connect(
            url, sock=made, ssl=context, proxy=None, max_size=LARGEST, max_queue=WAITING, open_timeout=OPENING,
            ping_interval=BEAT, ping_timeout=BEAT, close_timeout=2.0, user_agent_header=NAME,
        )  # fmt: skip
    except (InvalidHandshake, InvalidURI, OSError, TimeoutError, ValueError) as error:
        made.close()
        raise Unreachable(f"{host} refused the stream ({type(error).__name__}).") from error
    except BaseException:
        made.close()
        raise
    try:
        yield _read(wire, host)
    finally:
        await asyncio.shield(wire.close())


async def _read(wire: ClientConnection, host: str) -> AsyncIterator[str]:
    while True:
        try:
            said = await wire.recv()
        except (ConnectionClosed, OSError) as error:
            raise Broken(f"{host} ended the stream ({type(error).__name__}).") from error
        yield said if isinstance(said, str) else ""


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


__all__ = ["Broken", "Forbidden", "TransportError", "Unreachable", "messages"]

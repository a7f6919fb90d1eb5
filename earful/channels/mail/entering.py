"""Signing in to a mailbox, through the house's own door."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from earful.channels.contract import Expired, Refused, Retry
from earful.channels.mail import words
from earful.channels.mail.lines import LINE, Cut, Lines, No
from earful.channels.mail.mailbox import Mailbox
from earful.channels.mail.servers import NONE, STARTTLS, TLS, Server
from earful.kit.transport import Forbidden, Transport, TransportError, certificates

BUSY = frozenset({"UNAVAILABLE", "INUSE", "LIMIT", "SERVERBUG", "OVERQUOTA"})


@asynccontextmanager
async def signed_in(server: Server, user: str, password: str, door: Transport) -> AsyncIterator[Mailbox]:
    """A connection of one's own. Raises Retry; Expired when name and password are not taken."""
    lines = await _connected(server, door)
    try:
        await _sign_in(lines, user, password)
        yield Mailbox(lines)
    finally:
        await lines.close()


async def _connected(server: Server, door: Transport) -> Lines:
    try:
        made = await door.call(server.host, server.port)
    except Forbidden as error:
        raise Refused(words.INTERNAL) from error
    except TransportError as error:
        raise Retry(words.AWAY, 30.0) from error
    context = certificates() if server.security != NONE else None
    first = {"ssl": context, "server_hostname": server.host} if server.security == TLS else {}
    try:
        async with asyncio.timeout(20.0):
            reader, writer = await asyncio.open_connection(sock=made, limit=LINE, **first)  # type: ignore[arg-type]  # -- as asyncio takes them
    except OSError as error:  # of which what is wrong with a certificate, and a time-out, are some
        made.close()
        raise Retry(words.UNSAFE if isinstance(error, ssl.SSLError) else words.AWAY, 30.0) from error
    try:
        lines = await Lines.greet(reader, writer)
        if server.security == STARTTLS and context:
            await lines.encrypt(context, server.host)
    except BaseException as error:
        writer.transport.abort()
        if isinstance(error, ssl.SSLError):
            raise Retry(words.UNSAFE, 300.0) from error
        if isinstance(error, OSError | Cut | No):
            raise Retry(words.BROKEN, 30.0) from error
        raise
    return lines


async def _sign_in(lines: Lines, user: str, password: str) -> None:
    try:
        await lines.command("LOGIN", user.encode(), password.encode())
        await lines.capabilities()
    except No as error:
        if error.code in BUSY:
            raise Retry(words.TROUBLE, 60.0) from error
        raise Expired(words.EXPIRED) from error
    except Cut as error:
        raise Retry(words.BROKEN, 30.0) from error

"""The language of a mailbox (IMAP4rev1), over a connection that the house's door made: one command at a time, bounded.

How long a command, a line or a literal may be is our rule and not the server's. What a server says is taken apart by
IMAPClient's parser, which has seen more servers than we have.
"""

import asyncio
import re
import ssl
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Self

LINE = 1_000_000  # octets of a line: a search may name many mails
LITERAL = 30_000_000
ANSWERS = 20_000  # lines to one command
PATIENCE, GREETING = 60.0, 20.0  # seconds for an answer
Piece = bytes | tuple[bytes, bytes]


class Cut(Exception):
    """The connection ended, or went on for too long."""


class No(Exception):
    """The server refused a command. `code`: its own word for why, if it has one."""

    def __init__(self, said: str) -> None:
        super().__init__(said)
        found = re.match(r"\[([A-Z-]+)", said.upper())
        self.code = found[1] if found else ""


@dataclass(slots=True)
class Said:
    """What came as an answer: each piece as IMAPClient wants it, a line or a line with its literal."""

    pieces: list[Piece] = field(default_factory=list)

    @property
    def first(self) -> bytes:
        """Its beginning."""
        piece = self.pieces[0] if self.pieces else b""
        return piece[0] if isinstance(piece, tuple) else piece


class Lines:
    """One connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer
        self._number = 0
        self.can: frozenset[str] = frozenset()

    @classmethod
    async def greet(cls, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> Self:
        """Wait for the server's first word. Raises Cut, No."""
        lines = cls(reader, writer)
        said = (await lines._answer(GREETING)).first
        if said.upper().startswith(b"* BYE"):
            raise No(said[6:].decode("latin-1"))
        if not said.upper().startswith((b"* OK", b"* PREAUTH")):
            raise Cut("no mailbox answers there")
        return lines

    async def encrypt(self, context: ssl.SSLContext, host: str) -> None:
        """From here on nobody can listen. Raises Cut, No; ssl.SSLError."""
        await self.command("STARTTLS")
        if self._reader._buffer:  # type: ignore[attr-defined]  # noqa: SLF001 -- else what somebody slipped in would count as encrypted
            raise Cut("something was said before it was encrypted")
        try:
            await asyncio.wait_for(self._writer.start_tls(context, server_hostname=host), PATIENCE)
        except TimeoutError as error:
            raise Cut("no answer in time") from error

    async def capabilities(self) -> None:
        """Ask what the server can do."""
        for said in await self.command("CAPABILITY"):
            if said.first.upper().startswith(b"* CAPABILITY"):
                self.can = frozenset(said.first[13:].decode("latin-1").upper().split())

    async def command(self, verb: str, *words: str | bytes, patience: float = PATIENCE) -> list[Said]:
        """One command and its untagged answers. Words that are octets go as literals. Raises Cut, No."""
        self._number += 1
        tag = f"e{self._number}"
        line = f"{tag} {verb}".encode()
        for word in words:
            if isinstance(word, str):
                line += b" " + word.encode("ascii")
                continue
            await self._put(line + b" {%d}\r\n" % len(word))
            await self._go_ahead(tag, patience)
            line = word
        await self._put(line + b"\r\n")
        return await self._until(tag, patience)

    async def idle(self) -> AsyncIterator[bytes]:
        """Wait, and hand out what the server says meanwhile. Closing the iterator closes the connection's use."""
        self._number += 1
        tag = f"e{self._number}"
        await self._put(f"{tag} IDLE\r\n".encode())
        await self._go_ahead(tag, PATIENCE)
        while True:
            said = (await self._answer(None)).first
            if said.startswith(tag.encode()):
                raise Cut("the server does not wait any more")
            yield said

    async def close(self) -> None:
        """Say goodbye, and do not wait long for it to be heard."""
        with suppress(OSError):  # a time-out is one too
            self._writer.write(b"e0 LOGOUT\r\n")
            self._writer.close()
            await asyncio.wait_for(self._writer.wait_closed(), 1.0)
        self._writer.transport.abort()

    async def _go_ahead(self, tag: str, patience: float) -> None:
        for _ in range(ANSWERS):
            said = (await self._answer(patience)).first
            if said.startswith(b"+"):
                return
            if said.startswith(tag.encode() + b" "):
                raise No(said[len(tag) + 1 :].decode("latin-1").partition(" ")[2])
        raise Cut("too many answers")

    async def _until(self, tag: str, patience: float) -> list[Said]:
        found: list[Said] = []
        mark = tag.encode() + b" "
        while len(found) < ANSWERS:
            said = await self._answer(patience)
            if not said.first.startswith(mark):
                found.append(said)
                continue
            how, _, why = said.first[len(mark) :].decode("latin-1").partition(" ")
            if how.upper() != "OK":
                raise No(why)
            return found
        raise Cut("too many answers")

    async def _answer(self, patience: float | None) -> Said:
        said = Said()
        try:
            async with asyncio.timeout(patience):
                while True:
                    line = (await self._reader.readuntil(b"\r\n"))[:-2]
                    literal = re.search(rb"\{(\d{1,12})\}$", line)
                    if not literal:
                        said.pieces.append(line)
                        return said
                    if int(literal[1]) > LITERAL or len(said.pieces) > ANSWERS:
                        raise Cut("the server sends too much")
                    said.pieces.append((line, await self._reader.readexactly(int(literal[1]))))
        except (OSError, EOFError, asyncio.LimitOverrunError) as error:  # a time-out is an OSError too
            raise Cut("the connection ended") from error

    async def _put(self, octets: bytes) -> None:
        try:
            self._writer.write(octets)
            await asyncio.wait_for(self._writer.drain(), PATIENCE)
        except OSError as error:  # a time-out is one too
            raise Cut("the connection ended") from error

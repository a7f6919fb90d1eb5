"""A mailbox on its server: folders, mails in pages, searching, putting one away, and waiting for news."""

import asyncio
import re
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from imapclient import imap_utf7
from imapclient.exceptions import ProtocolError
from imapclient.response_parser import parse_fetch_response, parse_response

from earful.channels.contract import Expired, Retry
from earful.channels.mail import words
from earful.channels.mail.lines import Cut, Lines, No
from earful.channels.mail.octets import LARGEST, Found
from earful.kit import clock

FOLDERS = 200
LEFT_OUT = frozenset(rb"\drafts \trash \junk \all \flagged \important \noselect \nonexistent".split())
SIGNED_OUT = frozenset({"AUTHENTICATIONFAILED", "AUTHORIZATIONFAILED", "EXPIRED", "CONTACTADMIN"})
UNFIT = re.compile(r"[\x00\r\n]")


@dataclass(frozen=True, slots=True)
class Folder:
    """`validity` and `next`: the number that is good as long as it stays, and the one the next mail gets."""

    name: str
    sent: bool
    validity: int
    next: int


class Mailbox:
    """Signed in to. Every call may raise Retry or Expired."""

    def __init__(self, lines: Lines) -> None:
        self._lines = lines
        self._selected = ""

    async def folders(self, wanted: frozenset[str] = frozenset()) -> list[Folder]:
        """Those that are listened to: all but drafts, rubbish, and other views of the same mails; or the `wanted`."""
        found: list[Folder] = []
        for name, flags in (await self._listed())[:FOLDERS]:
            inbox = name.upper() == "INBOX"
            sent = b"\\sent" in flags or (
                not _marked(flags) and name.rpartition("/")[2].rpartition(".")[2].lower() in SENT
            )
            if not (inbox or sent or (name in wanted if wanted else not flags & LEFT_OUT and not _rubbish(name))):
                continue
            status = await self._status(name)
            if status is not None:
                found.append(Folder(name, sent, *status))
        return sorted(found, key=lambda folder: (folder.name.upper() != "INBOX", folder.sent, folder.name))

    async def _listed(self) -> list[tuple[str, frozenset[bytes]]]:
        special = "SPECIAL-USE" in self._lines.can and "LIST-EXTENDED" in self._lines.can
        more = ("RETURN", "(SPECIAL-USE)") if special else ()
        listed: dict[str, frozenset[bytes]] = {}
        for said in await self._ask("LIST", '""', '"*"', *more):
            if not said.first.upper().startswith(b"* LIST "):
                continue
            flags, _, name = (*_parsed(said.pieces, 7), b"", b"", b"")[:3]
            if isinstance(flags, tuple) and isinstance(name, bytes | int):
                octets = name if isinstance(name, bytes) else str(name).encode()
                listed[imap_utf7.decode(octets)] = frozenset(flag.lower() for flag in flags if isinstance(flag, bytes))
        return list(listed.items())

    async def _status(self, name: str) -> tuple[int, int] | None:
        try:
            answers = await self._ask("STATUS", _folder(name), "(UIDVALIDITY UIDNEXT)")
        except Retry as error:
            if isinstance(error.__cause__, No):  # gone meanwhile, or not for us
                return None
            raise
        for said in answers:
            if said.first.upper().startswith(b"* STATUS "):
                numbers = _parsed(said.pieces, 9)[-1]
                pairs = dict(zip(numbers[::2], numbers[1::2], strict=False)) if isinstance(numbers, tuple) else {}
                given = {key.upper(): value for key, value in pairs.items() if isinstance(key, bytes)}
                validity, following = given.get(b"UIDVALIDITY"), given.get(b"UIDNEXT")
                if isinstance(validity, int) and isinstance(following, int):
                    return validity, following
        return None

    async def select(self, name: str) -> None:
        """Look into a folder, without marking anything as read."""
        if self._selected != name:
            self._selected = ""
            await self._ask("EXAMINE", _folder(name))
            self._selected = name

    async def search(self, *wanted: str | bytes) -> list[int]:
        """Numbers of mails in the folder that is open, the oldest first."""
        found: set[int] = set()
        for said in await self._ask("UID SEARCH", *wanted):
            if said.first.upper().startswith(b"* SEARCH"):
                found |= {int(number) for number in said.first[8:].split() if number.isdigit()}
        return sorted(found)

    async def since(self, moment: datetime) -> list[int]:
        """Mails that came on this day or later; servers only know days, and in a zone of their own."""
        day = f"{moment.day}-{MONTHS[moment.month - 1]}-{moment.year}"
        return await self.search("SINCE", day)

    async def named(self, field: str, name: str) -> list[int]:
        """Mails in the folder that is open with this name in a field of their head."""
        return await self.search("HEADER", field, UNFIT.sub("", name).encode("utf-8", "replace"))

    async def fetch(self, numbers: Sequence[int], *, sent: bool, most: int = LARGEST) -> list[tuple[int, Found]]:
        """Mails, at most so many octets of each; in their order."""
        if not numbers:
            return []
        wanted = f"(UID INTERNALDATE RFC822.SIZE BODY.PEEK[]<0.{most}>)"
        found: dict[int, Found] = {}
        for said in await self._ask("UID FETCH", ",".join(map(str, numbers)), wanted, patience=300.0):
            if re.match(rb"\* \d+ FETCH ", said.first, re.IGNORECASE) and not _marks(said.pieces):
                uid, mail = _fetched(said.pieces, sent=sent)
                if uid in numbers:
                    found[uid] = mail
        return sorted(found.items())

    async def put(self, folder: str, octets: bytes, at: datetime) -> None:
        """Add a mail that was sent, marked as read."""
        moment = at.astimezone(UTC)
        stamp = f'"{moment.day:2d}-{MONTHS[moment.month - 1]}-{moment.year} {moment:%H:%M:%S} +0000"'
        await self._ask("APPEND", _folder(folder), "(\\Seen)", stamp, octets)

    async def remove(self, folder: str, number: int) -> None:
        """Take one mail out of a folder, and no other; nothing happens where a server can only take out all that are marked."""
        if "UIDPLUS" not in self._lines.can:
            return
        self._selected = ""
        await self._ask("SELECT", _folder(folder))
        await self._ask("UID STORE", str(number), "+FLAGS.SILENT", "(\\Deleted \\Seen)")
        await self._ask("UID EXPUNGE", str(number))

    async def wait(self) -> AsyncIterator[None]:
        """Yield when something comes into the open folder, for some minutes: then the caller asks anew."""
        if "IDLE" not in self._lines.can:
            for _ in range(20):
                await asyncio.sleep(15.0)
                if any(said.first.endswith((b"EXISTS", b"RECENT")) for said in await self._ask("NOOP")):
                    yield
            return
        try:
            async for said in self._lines.idle():
                if said.upper().endswith((b"EXISTS", b"RECENT")):
                    yield
        except Cut as error:
            raise Retry(words.BROKEN, 5.0) from error

    async def _ask(self, verb: str, *said: str | bytes, patience: float = 60.0) -> list[Any]:
        try:
            return await self._lines.command(verb, *said, patience=patience)
        except Cut as error:
            raise Retry(words.BROKEN, 5.0) from error
        except No as error:
            if error.code in SIGNED_OUT:
                raise Expired(words.EXPIRED) from error
            raise Retry(words.TROUBLE, 60.0) from error


SENT = frozenset(
    {
        "sent",
        "sent items",
        "sent messages",
        "sent mail",
        "gesendet",
        "gesendete elemente",
        "envoyés",
        "enviados",
        "inviata",
    }
)
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
RUBBISH = frozenset(
    {
        "trash",
        "junk",
        "spam",
        "drafts",
        "deleted items",
        "deleted messages",
        "junk e-mail",
        "papierkorb",
        "entwürfe",
        "outbox",
    }
)


def _marked(flags: frozenset[bytes]) -> bool:
    return bool(flags & LEFT_OUT)


def _rubbish(name: str) -> bool:
    return any(part.lower() in RUBBISH for part in re.split(r"[/.]", name))


def _folder(name: str) -> str:
    """As it is written in a command."""
    octets: bytes = imap_utf7.encode(UNFIT.sub("", name))
    return '"' + octets.decode("ascii").replace("\\", "\\\\").replace('"', '\\"') + '"'


def _parsed(pieces: list[Any], start: int) -> tuple[Any, ...]:
    first = pieces[0]
    cut = (first[0][start:], first[1]) if isinstance(first, tuple) else first[start:]
    try:
        return tuple(parse_response([cut, *pieces[1:]]))
    except (ProtocolError, ValueError, AssertionError, RecursionError, StopIteration) as error:
        raise Retry(words.STRANGE, 60.0) from error


def _marks(pieces: list[Any]) -> bool:
    """Whether it only tells that somebody marked a mail meanwhile."""
    lines = b" ".join(one[0] if isinstance(one, tuple) else one for one in pieces).upper()
    return b"FLAGS" in lines and b"BODY[" not in lines


def _fetched(pieces: list[Any], *, sent: bool) -> tuple[int, Found]:
    """One mail. What its server says of it may make no sense: then it is kept as far as it is here, and blocks nothing."""
    try:
        uid, told = _told(pieces)
    except (ProtocolError, ValueError, AssertionError, RecursionError, StopIteration, TypeError) as error:
        numbered = re.search(
            rb"\bUID (\d{1,10})\b", b" ".join(one[0] if isinstance(one, tuple) else one for one in pieces)
        )
        if not numbered:
            raise Retry(words.STRANGE, 60.0) from error
        uid, told = (
            int(numbered[1]),
            {b"BODY[]": max((one[1] for one in pieces if isinstance(one, tuple)), key=len, default=b"")},
        )
    body = next((value for key, value in told.items() if key.startswith(b"BODY[]")), None)
    octets = body if isinstance(body, bytes) and body else f"(The server does not hand out mail {uid}.)\r\n".encode()
    at, size = told.get(b"INTERNALDATE"), told.get(b"RFC822.SIZE")
    moment = at.astimezone(UTC) if isinstance(at, datetime) else clock.now()
    return uid, Found(octets, size if isinstance(size, int) else len(octets), moment, sent)


def _told(pieces: list[Any]) -> tuple[int, dict[bytes, Any]]:
    """Its number, and what is said of it. Raises many things."""
    first = pieces[0]
    cut = (first[0][2:], first[1]) if isinstance(first, tuple) else first[2:]
    number, _, rest = (cut[0] if isinstance(cut, tuple) else cut).partition(b" ")
    rest = number + rest[rest.upper().index(b"FETCH") + 5 :]
    parsed = parse_fetch_response(
        [(rest, cut[1]) if isinstance(cut, tuple) else rest, *pieces[1:]], normalise_times=False
    )
    uid, told = next(iter(parsed.items()))
    if b"BODY[]<0>" not in told and b"BODY[]" not in told:
        raise ValueError("no mail")
    return int(uid), dict(told)

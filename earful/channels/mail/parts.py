"""The parts of a mail: what was written, pictures, and what else hangs on it. Pure; never raises but Unreadable."""

import binascii
import email
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.errors import MessageError
from email.message import Message

from earful.channels.contract import Unreadable
from earful.channels.mail import heads
from earful.channels.mail.hypertext import Hypertext

MOST = 200  # parts
DEEPEST = 30  # boxes in boxes
LONGEST = 200_000  # letters of text
PICTURES = ("image/jpeg", "image/png", "image/gif", "image/webp")


@dataclass(frozen=True, slots=True)
class Leaf:
    """A part that holds no others, and its number among them."""

    number: int
    part: Message

    @property
    def mime(self) -> str:
        """Its media type."""
        return self.part.get_content_type().lower()

    @property
    def name(self) -> str:
        """What its sender called the file."""
        try:
            stated = self.part.get_filename() or ""
        except (ValueError, LookupError, TypeError, MessageError, IndexError):
            stated = ""
        shown = heads.plain(heads.decoded(stated[:400]) if "=?" in stated else stated[:400])
        return " ".join(shown.split())[:200]

    @property
    def hypertext(self) -> bool:
        """Whether its words are marked up."""
        broken = self.mime.startswith("multipart/") and "</" in self.text()[:20_000]
        return self.mime == "text/html" or broken

    @property
    def attached(self) -> bool:
        """Whether it was meant as a file of its own."""
        return str(self.part.get("Content-Disposition", "")).strip().lower().startswith("attachment")

    def octets(self) -> bytes:
        """What it holds, unpacked."""
        try:
            found = self.part.get_payload(decode=True)
        except (ValueError, AssertionError, LookupError, binascii.Error, MessageError):
            found = None
        if isinstance(found, bytes):
            return found
        written = self.part.get_payload()
        return written.encode("utf-8", "replace") if isinstance(written, str) else b""

    def text(self) -> str:
        """What it says."""
        try:
            charset = self.part.get_param("charset", "") or ""
        except (ValueError, LookupError, TypeError, IndexError):
            charset = ""
        stated = charset if isinstance(charset, str) else str(charset[2])
        said = heads.letters(self.octets(), stated)[:LONGEST]
        return heads.plain(said.replace("\r\n", "\n").replace("\r", "\n"))


@dataclass(frozen=True, slots=True)
class Said:
    """What a mail says and carries."""

    text: str
    links: tuple[tuple[str, str], ...] = ()
    pictures: tuple[tuple[int, str], ...] = ()  # (number of the part, description)
    files: tuple[Leaf, ...] = ()
    calendars: tuple[Leaf, ...] = ()
    mails: tuple[Leaf, ...] = ()  # mails in this mail
    html: bool = field(default=False)


def parse(octets: bytes) -> Message:
    """A mail, however broken. Raises Unreadable."""
    try:
        return email.message_from_bytes(octets)
    except (RecursionError, ValueError, IndexError, AttributeError, MessageError, LookupError, TypeError):
        head, _, body = octets.partition(b"\r\n\r\n" if b"\r\n\r\n" in octets[:100_000] else b"\n\n")
    kept = b"\n".join(line for line in head.splitlines() if not line.lower().startswith(b"content-"))
    try:
        return email.message_from_bytes(kept + b"\n\n" + body)  # one text, as it stands there
    except (RecursionError, ValueError, IndexError, AttributeError, MessageError, LookupError, TypeError) as error:
        raise Unreadable("The parts of this mail make no sense.") from error


def leaves(mail: Message) -> list[Leaf]:
    """All parts that hold no others, in their order; a mail in this mail is one of them."""
    found = [Leaf(number, part) for number, part in enumerate(_walk(mail), 1)]
    return found[:MOST]


def _walk(mail: Message) -> Iterator[Message]:
    waiting: list[tuple[int, Message]] = [(0, mail)]
    for _ in range(MOST * 5):
        if not waiting:
            return
        depth, part = waiting.pop()
        inner = part.get_payload()
        boxes = part.get_content_maintype() == "multipart" and isinstance(inner, list)
        if isinstance(inner, list) and boxes and depth < DEEPEST:
            waiting.extend((depth + 1, one) for one in inner[::-1] if isinstance(one, Message))
        elif not boxes:
            yield part


def said(mail: Message) -> Said:
    """What it says: its plain text, else its HTML as plain words."""
    found = leaves(mail)
    mails = tuple(leaf for leaf in found if leaf.mime in ("message/rfc822", "message/global", "message/news"))
    calendars = tuple(leaf for leaf in found if leaf.mime == "text/calendar")
    words = [leaf for leaf in found if _says(leaf)]
    marked = [leaf for leaf in words if leaf.hypertext]
    written = [leaf for leaf in words if leaf not in marked]
    hyper = [Hypertext(leaf.text()) for leaf in marked[:5]]
    text = "\n\n".join(filter(None, (leaf.text().strip("\n") for leaf in written[:10])))
    use_html = bool(hyper) and (not text.strip() or _stub(text))
    if use_html:
        text = "\n\n".join(one.text for one in hyper)
    named = {key: alt for one in hyper for key, alt in one.pictures.items()}
    shown = tuple((leaf.number, _described(leaf, named)) for leaf in found if leaf.mime in PICTURES)
    counted = {leaf.number for leaf in (*mails, *calendars, *words)} | {number for number, _ in shown}
    links = tuple(dict.fromkeys(link for one in hyper for link in one.links))
    files = tuple(leaf for leaf in found if leaf.number not in counted)
    return Said(text[:LONGEST], links, shown, files, calendars, mails, use_html)


def _says(leaf: Leaf) -> bool:
    plain = leaf.mime in ("text/plain", "text/html", "text/enriched") or (
        leaf.number == 1 and leaf.mime.startswith("text/")
    )
    broken = leaf.mime.startswith("multipart/")  # a box that does not say where its parts begin
    return (plain or broken) and not leaf.attached and leaf.mime != "text/calendar"


def inner(leaf: Leaf) -> Message | None:
    """The mail that a part holds."""
    found = leaf.part.get_payload()
    return found[0] if isinstance(found, list) and found and isinstance(found[0], Message) else None


def _stub(text: str) -> bool:
    """Whether the plain text only says that one needs another program to read this."""
    short = text.strip().lower()
    return (
        len(short) < 300 and "html" in short and bool(re.search(r"view|client|support|anzeigen|lesen|afficher", short))
    )


def _described(leaf: Leaf, named: dict[str, str]) -> str:
    key = str(leaf.part.get("Content-ID", "")).strip().strip("<>")
    words = heads.one(leaf.part, "Content-Description") or named.get(key, "") or leaf.name
    return words[:1000]

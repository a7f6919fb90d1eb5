"""The head of a mail: any field as plain words, whatever its writer did to it. Pure; never raises."""

import email.header
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email.errors import MessageError
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime
from functools import lru_cache

from earful.channels.contract import Us

LONGEST = 20_000  # letters of a field that are looked at
MOST = 200  # addresses, names of mails: more is noise
NAME = re.compile(r"<([^<>\s]{1,998})>")
ADDRESS = re.compile(r"[^\s@<>(),:;\"\\\[\]]{1,200}@[^\s@<>(),:;\"\\]{1,253}")
FREE = frozenset(
    [
        "gmail.com",
        "googlemail.com",
        "outlook.com",
        "hotmail.com",
        "live.com",
        "msn.com",
        "yahoo.com",
        "icloud.com",
        "me.com",
        "aol.com",
        "gmx.de",
        "gmx.net",
        "web.de",
        "t-online.de",
        "freenet.de",
        "mail.ru",
        "yandex.ru",
        "proton.me",
        "protonmail.com",
        "orange.fr",
        "free.fr",
        "laposte.net",
        "libero.it",
    ]
)  # everybody has an address there: to share one says nothing

WESTERN = frozenset({"iso-8859-1", "iso-8859-15", "windows-1252", "latin1"})  # what programs say that do not know


def plain(text: str) -> str:
    """Without what no page and no table can hold."""
    return "".join(c for c in text.encode("utf-8", "replace").decode() if c in "\n\t" or c >= " ")


def every(mail: Message, name: str) -> list[str]:
    """All fields of a name, decoded, each on one line."""
    return [" ".join(decoded(value).split()) for value in values(mail, name)]


def values(mail: Message, *names: str) -> list[str]:
    """All fields of some names as they stand there; letters that no head should hold are read as they were meant."""
    wanted = {name.lower() for name in names}
    found = [str(value) for name, value in mail.raw_items() if name.lower() in wanted]
    return [_meant(value[:LONGEST]) for value in found[:MOST]]


def _meant(value: str) -> str:
    if value.isascii():
        return value
    return letters(value.encode("utf-8", "surrogateescape"), "")


def one(mail: Message, name: str) -> str:
    """The first field of a name, or nothing."""
    return next(iter(every(mail, name)), "")


@lru_cache(maxsize=256)
def decoded(value: str) -> str:
    """A field as words, whatever it was packed in."""
    parts = []
    try:
        for text, charset in email.header.decode_header(value):
            parts.append(text if isinstance(text, str) else letters(text, charset or ""))
    except (MessageError, ValueError, LookupError):
        return plain(value)
    return plain("".join(parts))


def letters(octets: bytes, charset: str) -> str:
    """Octets as text: by the charset that is stated, else as UTF-8, else as what most old programs wrote."""
    stated = charset.strip().strip("\"'").lower()
    for name in (*(("utf-8",) if stated in WESTERN else ()), stated, "utf-8", "windows-1252"):
        if name in ("", "us-ascii", "ascii", "unknown-8bit", "8bit", "x-unknown"):
            continue
        try:
            return octets.decode(_known(name)).replace("\ufeff", "")
        except (LookupError, ValueError):  # ValueError: of which what cannot be decoded is one
            continue
    return octets.decode("latin-1")


def _known(charset: str) -> str:
    """The name Python has for it; only what decodes octets to text."""
    other = {
        "iso-8859-8-i": "iso-8859-8",
        "gb2312": "gb18030",
        "gbk": "gb18030",
        "ks_c_5601-1987": "cp949",
        "x-sjis": "cp932",
    }
    name = other.get(charset, "windows-1252" if charset == "iso-8859-1" else charset)
    if "\0" in name or name in {"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"}:
        raise LookupError(charset)
    return name


def addresses(mail: Message, *names: str) -> list[tuple[str, str]]:
    """(name as shown, address in small letters) of everybody in some fields."""
    found = []
    for shown, address in _listed([value for name in names for value in values(mail, name)]):
        clean = plain(address).strip().strip("<>").lower()
        if ADDRESS.fullmatch(clean):
            found.append((" ".join(decoded(shown).split())[:200], clean))
    return found[:MOST]


def _listed(stated: list[str]) -> Iterator[tuple[str, str]]:
    """As the standard has it; else whatever looks like an address."""
    try:
        pairs = [pair for pair in getaddresses(stated) if "@" in pair[1]]
    except (ValueError, IndexError, RecursionError, AttributeError):
        pairs = []
    if pairs:
        yield from pairs
        return
    for value in stated:
        for match in ADDRESS.finditer(decoded(value)):
            yield decoded(value)[: match.start()].strip(" \"'<"), match[0]


def names(mail: Message, field: str) -> list[str]:
    """Names of mails in a field (Message-ID, In-Reply-To, References), without brackets."""
    found: dict[str, None] = {}
    for value in values(mail, field):
        found.update(dict.fromkeys(plain(name) for name in NAME.findall(value)))
    return [name for name in found if name][:MOST]


def date(mail: Message) -> datetime | None:
    """When its writer says that it was written."""
    stated = next(iter(values(mail, "Date")), "")[:200]
    try:
        moment = parsedate_to_datetime(stated)
        return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def domain(address: str) -> str:
    """What stands behind the at sign."""
    return address.rpartition("@")[2]


def of_the_house(address: str, us: Us) -> bool:
    """Whether somebody writes from our own domain; one where everybody has an address counts for nothing."""
    ours = domain(us.external_id)
    return address == us.external_id or (domain(address) == ours and ours not in FREE)

"""A mail as the ledger keeps it: its octets as they came, in text where they are text, with where and when it was found. Pure."""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from earful.channels.contract import Json, Unreadable
from earful.kit import clock

LARGEST = 512 * 1024  # octets of one mail that are kept; what was cut is told


@dataclass(frozen=True, slots=True)
class Found:
    """A mail in a folder. `size`: its octets there, of which `octets` may be only the first; `at`: when it came there."""

    octets: bytes
    size: int
    at: datetime
    sent: bool = False  # it lies among what was sent

    @property
    def cut(self) -> bool:
        """Whether only its beginning is here."""
        return self.size > len(self.octets) >= LARGEST  # many servers only guess at the size


def pack(found: Found, name: str) -> Json:
    """For the ledger."""
    raw = {"id": name, "at": found.at.isoformat(), "size": found.size, "sent": found.sent}
    octets = found.octets[:LARGEST]
    try:
        text = octets.decode()
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:  # the ledger takes no such letter
        return {**raw, "base64": base64.b64encode(octets).decode()}
    return {**raw, "mail": text}


def unpack(raw: Json) -> tuple[str, Found]:
    """Its name, and the mail. Raises Unreadable."""
    if not isinstance(raw, Mapping):
        raise Unreadable("This is no mail.")
    name, size = raw.get("id"), raw.get("size")
    if not isinstance(name, str) or not 0 < len(name) <= 500:
        raise Unreadable("This mail has no name.")
    octets = _octets(raw)
    whole = size if isinstance(size, int) and not isinstance(size, bool) else len(octets)
    return name, Found(octets, whole, _moment(raw.get("at")), raw.get("sent") is True)


def _octets(raw: Json) -> bytes:
    text, coded = raw.get("mail"), raw.get("base64")
    if isinstance(text, str):
        return text.encode("utf-8", "replace")[:LARGEST]
    if not isinstance(coded, str):
        raise Unreadable("This holds no mail.")
    try:
        return base64.b64decode(coded, validate=True)[:LARGEST]
    except (binascii.Error, ValueError) as error:
        raise Unreadable("The octets of this mail are damaged.") from error


def _moment(stated: object) -> datetime:
    if not isinstance(stated, str) or len(stated) > 64:
        raise Unreadable("Nobody knows when this mail came.")
    try:
        return clock.parse(stated)
    except (ValueError, OverflowError) as error:
        raise Unreadable("Nobody knows when this mail came.") from error

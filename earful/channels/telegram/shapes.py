"""Pieces of JSON as Telegram sends them, and as others do who pretend to. Pure."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

Thing = Mapping[str, Any]
NOTHING: Thing = {}
LAST = 32_503_680_000  # seconds: the year 3000


def mapping(value: object) -> Thing:
    """An object; nothing for anything else."""
    return value if isinstance(value, Mapping) else NOTHING


def things(value: object) -> list[Thing]:
    """The objects in a list."""
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, Sequence) else []


def number(value: object) -> int | None:
    """A whole number that a database holds; those of groups are below zero."""
    fits = isinstance(value, int) and not isinstance(value, bool) and -(2**62) < value < 2**62
    return value if fits and isinstance(value, int) else None


def moment(value: object) -> datetime | None:
    """A time in seconds."""
    found = number(value)
    return datetime.fromtimestamp(found, UTC) if found is not None and 0 < found <= LAST else None


def text(value: object) -> str:
    """A text; "" for anything else."""
    return value if isinstance(value, str) else ""


def units(words: str) -> int:
    """How long Telegram finds a text: in units of UTF-16."""
    return len(words.encode("utf-16-le", "replace")) // 2


def piece(words: str, start: object, length: object) -> str:
    """A part of a text, as Telegram counts its places."""
    first, size = number(start), number(length)
    if first is None or size is None or first < 0 or size <= 0 or size > 10_000:
        return ""
    return words.encode("utf-16-le", "replace")[2 * first : 2 * (first + size)].decode("utf-16-le", "replace")

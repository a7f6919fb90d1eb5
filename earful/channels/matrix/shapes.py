"""Pieces of JSON as Matrix servers send them, and as others do who pretend to. Pure."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

Thing = Mapping[str, Any]
NOTHING: Thing = {}
FIRST, LAST = 1_000_000_000_000, 32_503_680_000_000  # milliseconds: 2001 to 3000


def mapping(value: object) -> Thing:
    """An object; nothing for anything else."""
    return value if isinstance(value, Mapping) else NOTHING


def things(value: object) -> list[Thing]:
    """The objects in a list."""
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, Sequence) else []


def text(value: object, most: int = 300) -> str:
    """A text that names something; "" for anything else."""
    return value if isinstance(value, str) and 0 < len(value) <= most and "\0" not in value else ""


def moment(value: object) -> datetime | None:
    """A time in milliseconds."""
    fits = isinstance(value, int) and not isinstance(value, bool) and FIRST <= value <= LAST
    return datetime.fromtimestamp(value / 1000, UTC) if fits and isinstance(value, int) else None


def relation(event: Thing) -> Thing:
    """What an event says that it relates to."""
    return mapping(mapping(event.get("content")).get("m.relates_to"))


def replaces(event: Thing) -> str:
    """The event whose words this one changes."""
    related = relation(event)
    return text(related.get("event_id")) if related.get("rel_type") == "m.replace" else ""


def answers(event: Thing) -> str:
    """The event that this one answers."""
    related = relation(event)
    named = text(mapping(related.get("m.in_reply_to")).get("event_id"))
    return named or thread_of(event)


def thread_of(event: Thing) -> str:
    """The event with which its thread begins."""
    related = relation(event)
    return text(related.get("event_id")) if related.get("rel_type") == "m.thread" else ""


def emptied(event: Thing) -> bool:
    """Whether its content was taken back."""
    return "redacted_because" in mapping(event.get("unsigned")) or event.get("content") == {}

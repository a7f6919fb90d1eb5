"""Pages by key, not by number: the thousandth page costs what the first does."""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some rows, and the mark from which the next page goes on ("" on the last)."""

    rows: Sequence[T]
    next: str


def write_mark(*key: str | int) -> str:
    """Turn a sort key into an opaque mark for an address."""
    return base64.urlsafe_b64encode(json.dumps(key).encode()).decode().rstrip("=")


def read_mark(mark: str) -> list[str | int] | None:
    """The sort key in a mark; None for none, or for one somebody made up."""
    try:
        key = json.loads(base64.urlsafe_b64decode(mark + "=" * (-len(mark) % 4)))
    except (ValueError, RecursionError, binascii.Error):
        return None
    return key if isinstance(key, list) and all(isinstance(part, str | int) for part in key) else None


def cut(rows: Sequence[T], size: int, mark: Callable[[T], str]) -> Page[T]:
    """Make a page of `size` from size + 1 rows fetched."""
    return Page(rows[:size], mark(rows[size - 1]) if len(rows) > size else "")

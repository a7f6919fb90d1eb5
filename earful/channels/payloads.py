"""What every network's payloads are read with: each value is looked at before it is believed. Pure."""

import hashlib
import json
import math
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from earful.channels.plaintext import well_formed
from earful.kit import clock

DEEPEST = 12
EARLIEST, LATEST = 0, 32_503_680_000  # seconds since 1970; the year 3000


def tidy(value: Any, depth: int = 0) -> Any:
    """A copy that can be stored."""
    if depth > DEEPEST:
        return None
    match value:
        case str():
            return well_formed(value)
        case Mapping():
            return {well_formed(str(key)): tidy(one, depth + 1) for key, one in value.items()}
        case list() | tuple():
            return [tidy(one, depth + 1) for one in value]
        case float() if not math.isfinite(value):
            return None
        case _:
            return value


def digest(value: object) -> str:
    """A fingerprint of anything that JSON can say."""
    return hashlib.sha256(json.dumps(value, sort_keys=True, default=str).encode("utf-8", "replace")).hexdigest()


def number(value: object) -> int | None:
    """A positive number as machines count things."""
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 2**63 else None


def words(value: object, most: int = 100_000) -> str:
    """Text that can be shown, or nothing."""
    return well_formed(value[:most]) if isinstance(value, str) else ""


def name(value: object, most: int = 200) -> str:
    """Text on one line, as a name or a title is."""
    return " ".join(words(value, most * 4).split())[:most]


def mapping(value: object) -> Mapping[str, Any]:
    """An object; an empty one for anything else."""
    return value if isinstance(value, Mapping) else {}


def listed(value: object, most: int = 1_000) -> list[Mapping[str, Any]]:
    """The objects of a list; none of anything else."""
    return [one for one in value[:most] if isinstance(one, Mapping)] if isinstance(value, list) else []


def moment(value: object) -> datetime | None:
    """A time, as ISO text or in seconds since 1970."""
    try:
        if isinstance(value, str) and len(value) <= 64:
            return clock.parse(value)
        if isinstance(value, int) and not isinstance(value, bool) and EARLIEST < value < LATEST:
            return datetime.fromtimestamp(value, UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return None

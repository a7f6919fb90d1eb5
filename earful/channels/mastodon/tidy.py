"""Taking only what is wanted, in a shape that can be kept, from what a stranger's server says."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from earful.kit import clock

SURROGATES = re.compile(r"[\x00\ud800-\udfff]")
LONGEST = 300_000


def well_formed(text: str) -> str:
    """The text without what neither UTF-8 nor the database can hold."""
    return SURROGATES.sub("\ufffd", text)


def mapping(value: object) -> Mapping[str, Any]:
    """The value if it is an object, else an empty one."""
    return value if isinstance(value, Mapping) else {}


def listed(value: object, most: int = 100) -> Sequence[Mapping[str, Any]]:
    """The objects of a list."""
    return [item for item in value[:most] if isinstance(item, Mapping)] if isinstance(value, list) else []


def words_of(value: object, most: int = 2000) -> str:
    """A text, well-formed and bounded; empty for anything else."""
    return well_formed(value)[:most] if isinstance(value, str) else ""


def web(value: object) -> str:
    """A web address; empty for anything else."""
    text = value.strip() if isinstance(value, str) else ""
    return well_formed(text) if text.lower().startswith(("https://", "http://")) and len(text) <= 4000 else ""


def time_of(value: object) -> datetime | None:
    """An ISO time, or None for anything else."""
    if not isinstance(value, str) or len(value) > 64:
        return None
    try:
        return clock.parse(value)
    except (ValueError, OverflowError):
        return None


def kept(value: Any, wanted: Any) -> Any:
    """A copy of the part of a value that `wanted` describes: {"name": None} keeps it plain, {"name": {...}} goes on.

    Lists keep their shape; numbers, booleans and texts are kept where they are plain, anything else becomes None.
    """
    if isinstance(value, list):
        return [kept(item, wanted) for item in value[:100]]
    if wanted is None:
        if isinstance(value, str):
            return well_formed(value)[:LONGEST]
        return value if isinstance(value, bool | int) or value is None else None
    if isinstance(value, Mapping):
        return {name: kept(value[name], inner) for name, inner in wanted.items() if name in value}
    return None

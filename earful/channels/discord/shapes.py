"""Pieces of JSON as Discord sends them, and as others do who pretend to. Pure."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

Thing = Mapping[str, Any]
EPOCH = datetime(2015, 1, 1, tzinfo=UTC)
NUMBER = re.compile(r"[1-9][0-9]{0,18}")
SHIFT = 22  # bits below the time
LAST = 2**63
HASH = re.compile(r"(?:a_)?[0-9a-f]{8,64}")


def number(value: object) -> str:
    """A name of anything on Discord: a number, written as text; "" for anything else."""
    if isinstance(value, str) and NUMBER.fullmatch(value) and int(value) < LAST:
        return value
    return ""


def count(value: object) -> int | None:
    """A whole number that is not below zero."""
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < LAST else None


def made_at(name: str) -> datetime | None:
    """When something was made: its name says so."""
    return EPOCH + timedelta(milliseconds=int(name) >> SHIFT) if number(name) else None


def name_at(when: datetime) -> int:
    """The least name of what is made from a moment on."""
    return max((when - EPOCH) // timedelta(milliseconds=1), 0) << SHIFT


def after(name: str, other: str) -> bool:
    """Whether one was made after the other."""
    return int(name or 0) > int(other or 0)

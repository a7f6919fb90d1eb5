"""What a part of a rule may say, by what it asks for or does. Pure."""

from collections.abc import Callable
from typing import Any

LONGEST = 60 * 24 * 365  # minutes
MOST_PHRASES = 100


def _number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value < 2**63


def _words(most: int) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, str) and 0 < len(value.strip()) <= most


def _phrases(value: Any) -> bool:
    some = isinstance(value, list | tuple) and 0 < len(value) <= MOST_PHRASES
    return some and all(isinstance(one, str) and one.strip() and len(one) <= 200 for one in value)


_SOUND: dict[str, Callable[[Any], bool]] = {
    **dict.fromkeys(("account", "group", "topic", "hours", "give", "team", "tell"), _number),
    **dict.fromkeys(("network", "language", "kind"), _words(40)),
    **dict.fromkeys(("tag", "untag"), _words(60)),
    **dict.fromkeys(("nobody", "needs"), lambda value: value is True),
    "where": lambda value: value in {"public", "private"},
    "words": _phrases,
    "waits": lambda value: _number(value) and value <= LONGEST,
    "note": _words(2000),
    "end": lambda value: value in {"not_needed", "spam"},
}


def sound(what: str, value: Any, *, act: bool) -> bool:
    """Whether a value makes sense there."""
    if what == "urgency":
        return isinstance(value, int) and not isinstance(value, bool) and (0 if act else 1) <= value <= 2
    return _SOUND[what](value)

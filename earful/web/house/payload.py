"""Showing what a network sent, without letting it play tricks on the reader."""

import json
import unicodedata
from typing import Any

MOST = 40_000


def pretty(raw: Any) -> tuple[str, int]:
    """A stored payload as readable text, and how many characters were left out of a very long one.

    Characters that cannot be seen, or that turn the direction of writing, are shown by their number.
    """
    text = json.dumps(raw, ensure_ascii=False, indent=2, sort_keys=True)
    shown = "".join(_visible(character) for character in text[:MOST])
    return shown, max(len(text) - MOST, 0)


def _visible(character: str) -> str:
    hidden = unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
    return f"\\u{ord(character):04x}" if hidden and character != "\n" else character

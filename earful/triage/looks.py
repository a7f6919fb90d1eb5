"""How a text is written, as a few numbers: what hashed words are blind to, since case and figures are evened out there. Pure."""

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

MOST = 2000  # characters that are looked at
WEIGHS = 0.6  # beside a text, whose row of hashed words has length one
CAPITALS = re.compile(r"\b[^\W\d_a-z]{2,}\b")
SUMS = re.compile(r"[£$€¥₹]|\b\d+ ?(?:eur|gbp|usd|brl|p)\b", re.IGNORECASE)
WEB = re.compile(r"://|\bwww\.|\.(?:com|net|org|info|co|io)\b", re.IGNORECASE)
LONG_NUMBER, SHORT_NUMBER = re.compile(r"\d{6,}"), re.compile(r"(?<!\d)\d{3,5}(?!\d)")
MIXED = re.compile(r"(?:[^\W\d_]\d|\d[^\W\d_])")
LOOKS = (
    "length", "digits", "capitals", "loud_words", "sums", "web", "long_numbers", "short_numbers", "mixed", "exclamations",
    "questions", "pauses", "begins_small", "word_length", "handles", "hashtags",
)  # fmt: skip


def looks(texts: Sequence[str]) -> NDArray[np.float32]:
    """Texts x LOOKS, none above WEIGHS."""
    return np.array([_of(text[:MOST]) for text in texts], np.float32).reshape(-1, len(LOOKS)) * WEIGHS


def _of(text: str) -> list[float]:
    long, words = max(len(text), 1), text.split()
    return [
        min(len(text) / 280, 1.0),
        min(5 * sum(map(str.isdigit, text)) / long, 1.0),
        min(2 * sum(map(str.isupper, text)) / long, 1.0),
        min(len(CAPITALS.findall(text)) / 5, 1.0),
        _some(SUMS, text), _some(WEB, text), _some(LONG_NUMBER, text), _some(SHORT_NUMBER, text), _some(MIXED, text),
        min(text.count("!") / 3, 1.0),
        min(text.count("?") / 3, 1.0),
        float("..." in text or "…" in text),
        float(text[:1].islower()),
        min(sum(map(len, words)) / max(len(words), 1) / 10, 1.0),
        min(text.count("@") / 3, 1.0),
        min(text.count("#") / 3, 1.0),
    ]  # fmt: skip


def _some(pattern: re.Pattern[str], text: str) -> float:
    return min(len(pattern.findall(text)), 2) / 2

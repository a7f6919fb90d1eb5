"""Words and pieces of words as numbers, for a whole batch of texts at once: what the fast tier looks at.

A text becomes its sequences of two to five bytes, its words and its pairs of words, each hashed into one of COLUMNS
columns ("the hashing trick", Weinberger et al., ICML 2009), weighted 1 + log(count) and scaled to length one. Bytes
need no dictionary and no knowledge of a language; a misspelt word shares most of its pieces with the right one.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

BITS = 16
COLUMNS = 1 << BITS
LONGEST = 2000  # characters of a text that are looked at: its beginning and its end
EDGE = 1  # stands before and behind each text
PIECES = (2, 3, 4, 5)  # bytes
ADDRESS = re.compile(r"(?:https?://|www\.)\S+")
NAMED = re.compile(r"(?<!\w)@[\w.@-]+")
REPEATED = re.compile(r"(.)\1{3,}")
MARK, HIDDEN = "Mn", "hidden"
DIGITS = re.compile(r"\d+(?:[.,:/ -]\d+)*")
# How much a column weighs, by how often it stands in a text.
LOUD = np.concatenate([[0.0], 1.0 + np.log(np.arange(1, 2 * LONGEST))]).astype(np.float32)
LOUD_SQUARED = LOUD.astype(np.float64) ** 2
STEP = np.uint64(0x9E3779B97F4A7C15)  # odd, so that it has an inverse modulo 2**64
BACK = np.uint64(pow(0x9E3779B97F4A7C15, -1, 1 << 64))


@dataclass(frozen=True, slots=True)
class Hashed:
    """Texts as rows of a sparse matrix: `columns` and `weights` of all, `starts` where each begins, one more at the end."""

    columns: NDArray[np.int64]
    weights: NDArray[np.float32]
    starts: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.starts) - 1


def plain(text: str) -> str:
    """A text without what differs by accident: case, exact addresses and figures, letters that only look alike."""
    if len(text) > LONGEST:
        text = f"{text[: LONGEST // 2]} {text[-LONGEST // 2 :]}"
    text = text.lower() if text.isascii() else unicodedata.normalize("NFKC", text).lower()
    text = ADDRESS.sub(" \x02 ", text)
    text = NAMED.sub(" \x03 ", text)
    text = DIGITS.sub(_figure, text)
    text = REPEATED.sub(r"\1\1\1", text)
    return " ".join(_bare(text).split())


def _figure(found: re.Match[str]) -> str:
    return f"\x04{min(len(found[0]), 9)}"


def _bare(text: str) -> str:
    """Without heaps of marks on letters, and without what cannot be seen."""
    if text.isascii() or not any(map(_sort, set(text))):
        return text
    kept, marks = [], 0
    for letter in text:
        sort = _sort(letter)
        marks = marks + 1 if sort == MARK else 0
        if marks <= 1 and sort != HIDDEN:
            kept.append(letter)
    return "".join(kept)


@lru_cache(maxsize=4096)
def _sort(letter: str) -> str:
    kind = unicodedata.category(letter)
    return MARK if kind == MARK else HIDDEN if kind in {"Cf", "Cs", "Cn", "Co"} else ""


def hashed(texts: Sequence[str]) -> Hashed:
    """Texts as rows. An empty text is an empty row."""
    spoken = [plain(text).encode("utf-8", "replace") for text in texts]
    joined = b"".join(b"\x01 " + one + b" \x01" for one in spoken)
    if not joined:
        return Hashed(np.zeros(0, np.int64), np.zeros(0, np.float32), np.zeros(1, np.int64))
    letters = np.frombuffer(joined, np.uint8)
    row = np.repeat(np.arange(len(spoken)), [len(one) + 4 for one in spoken])
    found = np.concatenate([*_pieces(letters, row), *_words(letters, row)])
    found.sort()
    first = np.empty(len(found), bool)
    first[0], first[1:] = True, found[1:] != found[:-1]
    places = np.flatnonzero(first)
    counts = np.diff(np.append(places, len(found)))
    named = found[places]
    rows, columns = named >> BITS, named & (COLUMNS - 1)
    starts = np.searchsorted(rows, np.arange(len(spoken) + 1))
    often = np.minimum(counts, len(LOUD) - 1)
    squares = np.bincount(rows, LOUD_SQUARED[often], minlength=len(spoken))
    weights = LOUD[often] / np.sqrt(squares).astype(np.float32)[rows]
    return Hashed(columns, weights, starts)


def _key(row: NDArray[Any], mixed: NDArray[np.uint64], salt: int) -> NDArray[np.int64]:
    """Row and column in one number, which sorts by both."""
    mixed = mixed ^ np.uint64(salt * 0x632BE59BD9B4E019 & (1 << 64) - 1)
    mixed = (mixed ^ (mixed >> np.uint64(31))) * np.uint64(0x7FB5D329728EA185)
    return (row.astype(np.int64) << BITS) | (mixed >> np.uint64(64 - BITS)).astype(np.int64)


def _pieces(letters: NDArray[np.uint8], row: NDArray[Any]) -> list[NDArray[np.int64]]:
    found, rolling = [], letters.astype(np.uint64)
    for size in range(2, max(PIECES) + 1):
        rolling = rolling[:-1] * STEP + letters[size - 1 :]
        inside = row[: len(rolling)] == row[size - 1 :]
        inside &= (letters[: len(rolling)] != EDGE) & (letters[size - 1 :] != EDGE)
        found.append(_key(row[: len(rolling)][inside], rolling[inside], size))
    return found


def _words(letters: NDArray[np.uint8], row: NDArray[Any]) -> list[NDArray[np.int64]]:
    """Words by their place in a running sum: what lies between two places, taken back to the beginning."""
    gap = (letters == ord(" ")) | (letters == EDGE)
    begins = np.flatnonzero(~gap[1:] & gap[:-1]) + 1
    ends = np.flatnonzero(gap[1:] & ~gap[:-1]) + 1
    if not len(begins):
        return []
    steps = np.full(len(letters), STEP)
    back = np.full(len(letters), BACK)
    steps[0] = back[0] = 1
    steps, back = np.cumprod(steps), np.cumprod(back)
    sums = np.concatenate([np.zeros(1, np.uint64), np.cumsum(letters * steps, dtype=np.uint64)])
    words = (sums[ends] - sums[begins]) * back[begins]
    rows = row[begins]
    together = rows[1:] == rows[:-1]
    pairs = (words[:-1] * STEP + words[1:])[together]
    return [_key(rows, words, 1), _key(rows[:-1][together], pairs, 11)]

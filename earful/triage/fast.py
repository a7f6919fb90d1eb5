"""The fast tier: hashed words of a text and of what stands above it, and a few facts, under linear heads."""

import io
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from earful.triage.hashing import Hashed, hashed
from earful.triage.linear import NotAModel, times
from earful.triage.questions import COLUMNS
from earful.triage.rules import Earlier, Subject

FOLD = 2  # the words above a text have a quarter of the columns
TURNS = 2
MOST_EARLIER = 300  # characters of an earlier turn
CAME = ("mention", "reply", "quote", "message", "context")
MOST_KNOWN = 30_000  # words that are remembered
FACTS = (
    *CAME, "after_us", "after_author", "after_another", "author_before", "questions", "exclamations", "links",
    "handles", "hashtags", "names_us", "length",
)  # fmt: skip
FEDERATED = re.compile(r"(?<!\w)@[\w.\-]{1,100}@[\w.\-]")
WEIGHS = 0.3  # a fact beside a text, whose row has length one


@dataclass(frozen=True, slots=True)
class Rows:
    """What the fast tier sees of some items."""

    text: Hashed
    above: Hashed
    facts: NDArray[np.float32]  # items x FACTS


@dataclass(frozen=True, slots=True)
class Fast:
    """The heads. Each matrix has a column for each column of `questions`."""

    text: NDArray[np.float32]
    above: NDArray[np.float32]
    facts: NDArray[np.float32]
    bias: NDArray[np.float32]

    def scores(self, rows: Rows) -> NDArray[np.float32]:
        """What speaks for each answer, in log-odds before calibration: a row for each item."""
        facts = (rows.facts[:, :, None] * self.facts).sum(axis=1)  # a product of matrices rounds by how many there are
        found = times(rows.text, self.text) + times(rows.above, self.above) + facts + self.bias
        return np.asarray(found, np.float32)

    def dumped(self) -> bytes:
        """As it is kept: half precision, compressed."""
        buffer = io.BytesIO()
        half = {name: getattr(self, name).astype(np.float16) for name in ("text", "above", "facts")}
        np.savez_compressed(buffer, bias=self.bias, **half)
        return buffer.getvalue()


def loaded(data: bytes) -> Fast:
    """What `dumped` made. Raises NotAModel."""
    try:
        with np.load(io.BytesIO(data), allow_pickle=False) as kept:
            found = {name: kept[name].astype(np.float32) for name in ("text", "above", "facts", "bias")}
    except (ValueError, KeyError, OSError, EOFError, BadZipFile) as error:
        raise NotAModel("This file holds no heads of the fast tier.") from error
    if any(matrix.shape[-1] != COLUMNS for matrix in found.values()):
        raise NotAModel("The heads of this file answer other questions.")
    return Fast(**found)


def rows(subjects: Sequence[Subject]) -> Rows:
    """What the fast tier sees."""
    above = hashed([_above(subject.earlier) for subject in subjects])
    return Rows(
        text=hashed([subject.text for subject in subjects]),
        above=Hashed(above.columns >> FOLD, above.weights, above.starts),
        facts=np.array([_facts(subject) for subject in subjects], np.float32).reshape(-1, len(FACTS)) * WEIGHS,
    )


def _above(earlier: Sequence[Earlier]) -> str:
    return " ".join(f"{_speaker(turn)} {turn.text[:MOST_EARLIER]}" for turn in earlier[-TURNS:])


def _speaker(turn: Earlier) -> str:
    return "we-said" if turn.ours else "author-said" if turn.same_author else "another-said"


def _facts(subject: Subject) -> list[Any]:
    text, last = subject.text, subject.earlier[-1] if subject.earlier else None
    return [
        *(subject.why == came for came in CAME),
        last is not None and last.ours,
        last is not None and not last.ours and last.same_author,
        last is not None and not last.ours and not last.same_author,
        any(turn.same_author for turn in subject.earlier),
        min(text.count("?"), 4) / 2,
        min(text.count("!"), 4) / 2,
        min(text.count("://"), 3),
        min(_handles(text), 6) / 2,
        min(text.count("#"), 6) / 2,
        _named(text, subject.names),
        math.log1p(min(len(text), 2000)) / 5,
    ]


def _handles(text: str) -> int:
    """How often somebody is called by name; @ana@social.example is one person, not two."""
    found = text.count("@")
    return found - len(FEDERATED.findall(text)) if found > 1 else found


def _named(text: str, names: Sequence[str]) -> bool:
    plain = _letters(text[:2000])
    return any(len(letters) >= 3 and letters in plain for letters in map(_of_name, names))


@lru_cache(maxsize=4096)
def _of_name(name: str) -> str:
    return _letters(name.partition("@")[0] or name)


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()


class Shares:
    """What each word adds to some columns by itself, remembered: people use few words again and again.

    Pieces across two words belong to neither, so the shares of a text are a little less than the whole.
    """

    def __init__(self, heads: Fast, columns: Sequence[int]) -> None:
        self.matrix = np.ascontiguousarray(heads.text[:, list(columns)])
        self.lock = Lock()
        self.rows: dict[str, int] = {}
        self.added = np.zeros((0, len(columns)), np.float32)

    def of(self, words: Sequence[str]) -> NDArray[np.float32]:
        """Words x columns. To be divided by the root of the number of pieces of the text that they stand in."""
        with self.lock:
            if len(self.rows) > MOST_KNOWN:
                self.rows, self.added = {}, self.added[:0]
            new = [word for word in dict.fromkeys(words) if word not in self.rows]
            if new:
                self._learn(new)
            return self.added[[self.rows[word] for word in words]]

    def _learn(self, new: Sequence[str]) -> None:
        begin, end = len(self.rows), len(self.rows) + len(new)
        if end > len(self.added):
            room = np.zeros((2 * end, self.added.shape[1]), np.float32)
            room[:begin] = self.added[:begin]
            self.added = room
        apart = hashed(new)
        heavy = np.sqrt(np.maximum(np.diff(apart.starts), 1)).astype(np.float32)
        self.added[begin:end] = times(apart, self.matrix) * heavy[:, None]
        self.rows.update(zip(new, range(begin, end), strict=True))

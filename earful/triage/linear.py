"""Linear heads over hashed words: one matrix, several questions, all answered by one pass."""

import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from earful.triage.hashing import COLUMNS, Hashed, hashed

FORMAT = 2


class NotAModel(ValueError):
    """A file that holds no heads, or those of another make."""


@dataclass(frozen=True, slots=True)
class Head:
    """One question: its possible answers, and from which column of the matrix on their scores stand.

    Two answers have one column between them, which speaks for the second. `slope` and `shift` make scores into
    probabilities that come true (Platt 1999; with more answers a temperature, Guo et al. 2017).
    """

    name: str
    answers: tuple[str, ...]
    at: int
    slope: float = 1.0
    shift: float = 0.0

    @property
    def width(self) -> int:
        """Columns of the matrix it takes."""
        return 1 if len(self.answers) == 2 else len(self.answers)


@dataclass(frozen=True, slots=True)
class Linear:
    """All heads. `matrix`: COLUMNS rows, a column for each score; `bias`: one for each score."""

    heads: tuple[Head, ...]
    matrix: NDArray[np.float32]
    bias: NDArray[np.float32]
    heard: NDArray[np.float32] | None = None  # weights of what the precise tier hears in a text; None: it is not asked

    def scores(self, rows: Hashed, heard: NDArray[np.float32] | None = None) -> NDArray[np.float32]:
        """What speaks for each answer, in log-odds before calibration: a row for each text."""
        if self.heard is not None and heard is not None:
            return np.asarray(times(rows, self.matrix) + heard @ self.heard + self.bias, np.float32)
        return times(rows, self.matrix) + self.bias

    def chances(
        self, texts: Sequence[str], hear: Callable[[Sequence[str]], NDArray[np.float32]] | None = None
    ) -> dict[str, NDArray[np.float64]]:
        """For each head the probability of each of its answers: a row for each text, which sums to one.

        `hear`: what the precise tier hears in texts, for heads that learned from it.
        """
        heard = hear(texts) if self.heard is not None and hear is not None else None
        scores = self.scores(hashed(texts), heard).astype(np.float64)
        return {head.name: chances(head, scores[:, head.at : head.at + head.width]) for head in self.heads}

    def dumped(self) -> bytes:
        """As it is kept: half precision, which costs nothing that could be measured, compressed."""
        told = {"format": FORMAT, "columns": COLUMNS, "heads": [_told(head) for head in self.heads]}
        buffer = io.BytesIO()
        np.savez_compressed(
            buffer,
            told=np.frombuffer(json.dumps(told).encode(), np.uint8),
            matrix=self.matrix.astype(np.float16),
            bias=self.bias,
            heard=np.zeros((0, len(self.bias)), np.float32) if self.heard is None else self.heard,
        )
        return buffer.getvalue()


def times(rows: Hashed, matrix: NDArray[np.float32]) -> NDArray[np.float32]:
    """Sparse rows times a matrix: a row for each text. Text by text, so that what is looked up stays near the processor."""
    found = np.zeros((len(rows), matrix.shape[1]), np.float32)
    starts = rows.starts.tolist()
    for place, (begin, end) in enumerate(pairwise(starts)):
        if begin < end:
            np.dot(rows.weights[begin:end], matrix.take(rows.columns[begin:end], axis=0), out=found[place])
    return found


def chances(head: Head, scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Scores as probabilities."""
    scaled = np.clip(scores * head.slope + head.shift, -40.0, 40.0)
    if head.width == 1:
        second = 1.0 / (1.0 + np.exp(-scaled[:, 0]))
        return np.column_stack([1.0 - second, second])
    raised = np.exp(scaled - scaled.max(axis=1, keepdims=True))
    shares: NDArray[np.float64] = raised / raised.sum(axis=1, keepdims=True)
    return shares


def _told(head: Head) -> Mapping[str, Any]:
    return {
        "name": head.name,
        "answers": list(head.answers),
        "at": head.at,
        "slope": head.slope,
        "shift": head.shift,
    }


def loaded(data: bytes) -> Linear:
    """What `dumped` made. Raises NotAModel."""
    try:
        with np.load(io.BytesIO(data), allow_pickle=False) as kept:
            told = json.loads(bytes(kept["told"]))
            matrix, bias, heard = (kept[name].astype(np.float32) for name in ("matrix", "bias", "heard"))
        if (told["format"], told["columns"]) != (FORMAT, COLUMNS):
            raise NotAModel("These heads were made by another version of Earful.")
        heads = tuple(Head(**{**one, "answers": tuple(one["answers"])}) for one in told["heads"])
    except (ValueError, KeyError, TypeError, OSError, EOFError, BadZipFile) as error:
        raise NotAModel("This file holds no heads.") from error
    if (
        not heads
        or matrix.shape != (COLUMNS, sum(head.width for head in heads))
        or not bias.shape == matrix.shape[1:] == heard.shape[1:]
    ):
        raise NotAModel("The heads of this file do not fit its matrix.")
    return Linear(heads, matrix, bias, heard if len(heard) else None)

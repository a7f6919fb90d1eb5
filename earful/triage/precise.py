"""The precise tier: a small transformer encoder that answers every question at once, and says what each word added."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from earful.triage.rules import Subject
from earful.triage.wording import Worded, Wording, worded

TOGETHER = 16  # items at a time


@dataclass(frozen=True, slots=True)
class Heard:
    """One item as the encoder read it.

    `scores`: log-odds before calibration, two columns for a question with two answers; `each`: what each piece added to
    them, pieces x columns; `meaning`: the direction of 384 numbers that says what it is about, of length one.
    """

    scores: NDArray[np.float32]
    each: NDArray[np.float32]
    meaning: NDArray[np.float32]
    worded: Worded


@dataclass(frozen=True, slots=True)
class Precise:
    """The encoder, loaded."""

    session: Any
    wording: Wording

    def hear(self, subjects: Sequence[Subject]) -> list[Heard]:
        """Read items, those of like length together."""
        words = [self.wording.of(subject) for subject in subjects]
        order = sorted(range(len(words)), key=lambda place: len(words[place].pieces))
        found: list[Heard | None] = [None] * len(words)
        for start in range(0, len(order), TOGETHER):
            some = order[start : start + TOGETHER]
            for place, heard in zip(some, self._read([words[place] for place in some]), strict=True):
                found[place] = heard
        return [heard for heard in found if heard is not None]

    def _read(self, some: Sequence[Worded]) -> list[Heard]:
        longest = max(len(one.pieces) for one in some)
        pieces, parts, there = (np.zeros((len(some), longest), np.int64) for _ in range(3))
        for row, one in enumerate(some):
            end = len(one.pieces)
            pieces[row, :end], parts[row, :end], there[row, :end] = one.pieces, one.parts, 1
        scores, each, meaning = self.session.run(None, {"pieces": pieces, "parts": parts, "there": there})
        meaning /= np.linalg.norm(meaning, axis=1, keepdims=True) + 1e-9
        return [Heard(scores[row], each[row, : len(one.pieces)], meaning[row], one) for row, one in enumerate(some)]


def load(folder: Path) -> Precise:
    """The encoder from the folder of weights. One thread: the desk has other things to do, and workers are many."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False  # what a long batch took is given back
    session = onnxruntime.InferenceSession(folder / "precise.onnx", options, providers=["CPUExecutionProvider"])
    return Precise(session, worded(folder / "tokenizer.json"))

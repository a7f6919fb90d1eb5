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
        """Read items, one after the other.

        Together they would not be read more quickly, and each would be rounded by what its neighbours say: the same item
        would get another verdict in other company.
        """
        return [self._read(self.wording.of(subject)) for subject in subjects]

    def _read(self, words: Worded) -> Heard:
        pieces, parts = np.array([words.pieces], np.int64), np.array([words.parts], np.int64)
        scores, each, meaning = self.session.run(None, {"pieces": pieces, "parts": parts})
        return Heard(scores[0], each[0], meaning[0] / (np.linalg.norm(meaning[0]) + 1e-9), words)


def load(folder: Path) -> Precise:
    """The encoder from the folder of weights. One thread: the desk has other things to do, and workers are many."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False  # what a long batch took is given back
    session = onnxruntime.InferenceSession(folder / "precise.onnx", options, providers=["CPUExecutionProvider"])
    return Precise(session, worded(folder / "pieces.model"))

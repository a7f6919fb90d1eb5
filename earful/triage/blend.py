"""Both tiers as one: how much each counts for each question, and the scale that makes the probabilities come true."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from earful.triage.linear import NotAModel
from earful.triage.questions import CHOICES, FLAGS, PLACES

Scores = Mapping[str, NDArray[Any]]  # of each question: items x columns, in log-odds


@dataclass(frozen=True, slots=True)
class Mix:
    """How the tiers are added for one question: fast times one factor, precise times another, and a shift per column."""

    fast: float
    precise: float
    shift: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Blend:
    """What is read from blend.json. `alone`: the fast tier without the precise one; `limits`: from where something is said."""

    version: str
    alone: Mapping[str, Mix]
    both: Mapping[str, Mix]
    limits: Mapping[str, float]

    def of_fast(self, fast: NDArray[np.floating[Any]]) -> Scores:
        """Calibrated log-odds of the fast tier."""
        return {name: fast[:, place] * self.alone[name].fast + self.alone[name].shift for name, place in PLACES.items()}

    def of_both(self, fast: NDArray[np.floating[Any]], precise: Scores) -> Scores:
        """Calibrated log-odds of both tiers."""
        return {
            name: fast[:, place] * self.both[name].fast
            + precise[name] * self.both[name].precise
            + self.both[name].shift
            for name, place in PLACES.items()
        }

    def dumped(self) -> str:
        """As it is kept."""

        def told(mixes: Mapping[str, Mix]) -> dict[str, Any]:
            return {
                name: {
                    "fast": round(mix.fast, 5),
                    "precise": round(mix.precise, 5),
                    "shift": [round(one, 5) for one in mix.shift],
                }
                for name, mix in mixes.items()
            }

        kept = {
            "version": self.version,
            "limits": dict(self.limits),
            "alone": told(self.alone),
            "both": told(self.both),
        }
        return json.dumps(kept, indent=1) + "\n"


def loaded(text: str) -> Blend:
    """What `dumped` made. Raises NotAModel."""
    try:
        kept = json.loads(text)
        alone, both = (
            {name: Mix(one["fast"], one["precise"], tuple(one["shift"])) for name, one in kept[part].items()}
            for part in ("alone", "both")
        )
        found = Blend(kept["version"], alone, both, kept["limits"])
    except (ValueError, KeyError, TypeError) as error:
        raise NotAModel("This file does not say how the tiers are added.") from error
    if set(PLACES) - set(found.alone) or set(PLACES) - set(found.both):
        raise NotAModel("This file adds the tiers for other questions.")
    return found


def precise_columns(scores: NDArray[np.float32]) -> dict[str, NDArray[np.float64]]:
    """The encoder's columns as those of `questions`: of two answers the difference."""
    found, at = {}, 0
    for name in (*CHOICES, *FLAGS):
        wide = len(CHOICES[name]) if name in CHOICES else len(FLAGS[name])
        part = scores[..., at : at + wide].astype(np.float64)
        found[name] = part[..., 1:] - part[..., :1] if name in CHOICES and wide == 2 else part
        at += wide
    return found


def chances(name: str, scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Log-odds as probabilities: of a choice one for each answer, of flags one for each."""
    scores = np.clip(scores, -40.0, 40.0)
    if name in FLAGS:
        return 1.0 / (1.0 + np.exp(-scores))
    if scores.shape[-1] == 1:
        second = 1.0 / (1.0 + np.exp(-scores[..., 0]))
        return np.stack([1.0 - second, second], axis=-1)
    raised = np.exp(scores - scores.max(axis=-1, keepdims=True))
    shares: NDArray[np.float64] = raised / raised.sum(axis=-1, keepdims=True)
    return shares

"""What fifty corrections do for a workspace whose words nobody knows: an invented trade, taught a part, judged by the rest."""

import statistics
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from earful.bench import corpus
from earful.triage import actions as triage
from earful.triage import lessons, teaching
from earful.triage.example import Example
from earful.triage.lessons import Taught
from earful.triage.rules import KINDS, Assessment

FILE = Path(__file__).parents[2] / "training" / "unusual.jsonl"
TAUGHT = 50
SEEDS = 30
DIGITS = 4


def measure_lessons(corrections: int = TAUGHT, seeds: int = SEEDS) -> dict[str, Any]:
    """Over several draws: macro-F1 of the kind, recall and precision of needing an answer, on what was not taught."""
    items = corpus.of_file(FILE)
    judged = triage.assess_all([item.subject() for item in items])
    runs = [_one(items, judged, corrections, seed) for seed in range(seeds)]
    gains = [run["kind_macro_f1_after"] - run["kind_macro_f1_before"] for run in runs]
    recalls = [run["needs_recall_after"] - run["needs_recall_before"] for run in runs]
    means = {name: round(statistics.fmean(run[name] for run in runs), DIGITS) for name in runs[0]}
    return {
        "items": len(items),
        "corrections": corrections,
        "seeds": seeds,
        **means,
        "kind_macro_f1_gain": round(statistics.fmean(gains), DIGITS),
        "kind_macro_f1_gain_least": round(min(gains), DIGITS),
        "needs_recall_change_least": round(min(recalls), DIGITS),
    }


def _one(items: Sequence[corpus.Item], judged: Sequence[Assessment], corrections: int, seed: int) -> dict[str, float]:
    """Teach some items, drawn by chance, as a person would: each gets its kind and whether it needs an answer."""
    order = np.random.default_rng(seed).permutation(len(items))
    readable = [int(place) for place in order if judged[place].meaning]
    chosen = set(readable[:corrections])
    rest = [int(place) for place in order if int(place) not in chosen]
    limit = triage.limit()
    version = judged[readable[0]].version
    examples = [_example(items[place], judged[place]) for place in readable[:corrections]]
    found = teaching.learn(version, examples, [], limit)
    after = _with(found.taught, [judged[place] for place in rest], limit)
    return {
        **_told("before", [items[place] for place in rest], [judged[place] for place in rest]),
        **_told("after", [items[place] for place in rest], after),
        "taken": float(found.taught is not None),
    }


def _with(taught: Taught | None, judged: Sequence[Assessment], limit: float) -> list[Assessment]:
    return [one if taught is None else lessons.applied(taught, one, limit, "bench") for one in judged]


def _example(item: corpus.Item, one: Assessment) -> Example:
    given = tuple(one.kinds_p.get(kind, 0.0) for kind in KINDS)
    return Example(one.meaning, one.needs_answer_p, given, item.needs, item.kind)


def _told(when: str, items: Sequence[corpus.Item], judged: Sequence[Assessment]) -> dict[str, float]:
    true = np.array([item.needs for item in items])
    recall, precision = teaching.shares(true, np.array([one.needs_answer for one in judged]))
    kinds = np.array([KINDS.index(item.kind) for item in items])
    said = np.array([KINDS.index(one.kind) for one in judged])
    return {
        f"kind_macro_f1_{when}": teaching.macro_f1(kinds, said),
        f"needs_recall_{when}": recall,
        f"needs_precision_{when}": precision,
    }

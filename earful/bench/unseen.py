"""What is shipped, on public sets that it never learned from: each set's own measure. Some may be used for nothing else."""

import csv
import gzip
import random
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from earful.channels.contract import Why
from earful.triage import actions as triage
from earful.triage import fitting
from earful.triage.questions import MOODS
from earful.triage.rules import Assessment, Subject

DIGITS = 4
PART = 500
QUICK = 300
UMSAB_READ = ("english", "french", "german", "italian", "portuguese", "spanish")  # the languages it has learned


def measure(folder: Path, *, quick: bool) -> dict[str, Any]:
    """Every set that is there."""
    found: dict[str, Any] = {}
    for name, judged in SETS.items():
        file = folder / name / "data.csv.gz"
        if file.exists():
            found[name] = judged(_rows(file, quick))
    return found


def _rows(file: Path, quick: bool) -> list[dict[str, str]]:
    with gzip.open(file, "rt", encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    seen = {row["text"]: row for row in rows}  # exact repetitions are one text
    rows = list(seen.values())
    random.Random(7).shuffle(rows)
    return rows[:QUICK] if quick else rows


def _judged(rows: Sequence[Mapping[str, str]], name: str, names: Sequence[str] = ()) -> list[Assessment]:
    found: list[Assessment] = []
    for start in tqdm(range(0, len(rows), PART), desc=name, file=sys.stderr, disable=None):
        part = rows[start : start + PART]
        found += triage.assess_all(
            [
                Subject(row["text"], Why.MENTION, names=tuple(names) + ((row["airline"],) if "airline" in row else ()))
                for row in part
            ]
        )
    return found


def _complaints(rows: Sequence[Mapping[str, str]]) -> dict[str, Any]:
    """Complaint or not (Preotiuc-Pietro et al., ACL 2019): macro-F1 as it stands, and with the border from the other half.

    That set calls a complaint what says that something falls short of what was expected, a friendly request for repair among it: `unhappy` is
    the chance that an item needs an answer times the chance that its author is unhappy, whatever its main kind is.
    """
    from sklearn.metrics import roc_auc_score  # noqa: PLC0415 -- only this needs it, and it is large

    judged = _judged(rows, "complaints")
    true = np.array([row["label"] == "1" for row in rows])
    kind = np.array([one.kinds_p.get("complaint", 0.0) for one in judged])
    unhappy = np.array([one.needs_answer_p for one in judged]) * _of_moods(judged)[:, MOODS.index("negative")]
    return {
        "texts": len(rows),
        "macro_f1": round(_by_other_half(true, kind), DIGITS),
        "macro_f1_unhappy": round(_by_other_half(true, unhappy), DIGITS),
        "macro_f1_as_it_stands": round(_f1(true, np.array([one.kind == "complaint" for one in judged])), DIGITS),
        "auc": round(float(roc_auc_score(true, kind)), DIGITS),
        "auc_unhappy": round(float(roc_auc_score(true, unhappy)), DIGITS),
    }


def _by_other_half(true: NDArray[np.bool_], given: NDArray[np.float64]) -> float:
    """Macro-F1 with the border that is best on the half that is not judged."""
    halves = np.arange(len(true)) % 2 == 0
    said = np.zeros(len(true), bool)
    for half in (halves, ~halves):
        border = max(np.unique(given[~half]), key=lambda one: _f1(true[~half], given[~half] >= one))
        said[half] = given[half] >= border
    return _f1(true, said)


def _f1(true: NDArray[np.bool_], said: NDArray[np.bool_]) -> float:
    """Macro-F1 of two classes; quick, since a border is looked for among all scores."""
    both, neither = (true & said).sum(), (~true & ~said).sum()
    wrong = (true != said).sum()
    return float((2 * both / max(2 * both + wrong, 1) + 2 * neither / max(2 * neither + wrong, 1)) / 2)


def _moods(rows: Sequence[Mapping[str, str]], label: str, name: str) -> dict[str, Any]:
    """Three moods: macro-F1, macro-recall, calibration."""
    judged = _judged(rows, name)
    truth = np.array([MOODS.index(row[label]) for row in rows])
    found = fitting.quality(_of_moods(judged), truth, MOODS)
    return {
        "texts": len(rows),
        "macro_f1": round(found.macro_f1, DIGITS),
        "macro_recall": round(found.macro_recall, DIGITS),
        "calibration_error": round(found.calibration_error, DIGITS),
    }


def _of_moods(judged: Sequence[Assessment]) -> NDArray[np.float64]:
    """Chances of the moods, items x 3. A verdict only says how sure it is of the one it names: the others share the rest."""
    said = [MOODS.index(one.mood or "neutral") for one in judged]
    sure = np.array([one.mood_p or 0.34 for one in judged])
    given = np.repeat(((1.0 - sure) / 2.0)[:, None], len(MOODS), axis=1)
    given[np.arange(len(judged)), said] = sure
    return given


def _german(rows: Sequence[Mapping[str, str]]) -> dict[str, Any]:
    """Posts about a railway (GermEval 2017): is it about it at all, and the mood."""
    from sklearn.metrics import roc_auc_score  # noqa: PLC0415 -- likewise

    judged = _judged(rows, "germeval2017", ("Deutsche Bahn", "Bahn"))
    true = np.array([row["relevance"] == "true" for row in rows])
    about = np.array([one.about_p for one in judged])
    return {
        "relevance_auc": round(float(roc_auc_score(true, about)), DIGITS),
        "relevance_macro_f1": round(_f1(true, about >= 0.5), DIGITS),
        "mood": _moods(rows, "sentiment", "germeval2017 mood"),
    }


def _languages(rows: Sequence[Mapping[str, str]]) -> dict[str, Any]:
    """Moods of tweets in eight languages (UMSAB), two of which it has not learned."""
    langs = sorted({row["lang"] for row in rows})
    found = {lang: _moods([row for row in rows if row["lang"] == lang], "label", lang) for lang in langs}
    read = [found[lang]["macro_f1"] for lang in langs if lang in UMSAB_READ]
    return {**found, "mean_macro_f1_of_learned": round(float(np.mean(read)), DIGITS) if read else 0.0}


SETS: Mapping[str, Callable[[Sequence[Mapping[str, str]]], dict[str, Any]]] = {
    "complaints": _complaints,
    "airline": lambda rows: _moods(rows, "airline_sentiment", "airline"),
    "germeval2017": _german,
    "umsab": _languages,
}

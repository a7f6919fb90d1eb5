"""What the recipe of `earful triage fit` makes of labelled files: by cross-validation, or on a set's own validation part."""

import csv
import gzip
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from tqdm import tqdm

from earful.triage import fitting, learned
from earful.triage.linear import chances
from earful.triage.tuning import both

DIGITS = 4
PART = 500
QUICK = 400


@dataclass(frozen=True, slots=True)
class File:
    """A labelled file, and how the recipe is tried on it.

    `once`: exact repetitions are left out first; `parts`: of the cross-validation, 0 to learn from the train part and be
    judged on the validation part; `measure` and `floor`: what was promised.
    """

    name: str
    path: str
    parts: int
    measure: str
    floor: float
    once: bool = False


FILES = (
    File("complaints", "complaints/data.csv.gz", 10, "macro_f1", 0.885),
    File("sms_spam", "sms_spam/data.csv.gz", 5, "macro_f1", 0.98, once=True),
    File("tweeteval_sentiment", "tweeteval/sentiment.csv.gz", 0, "macro_recall", 0.69),
    File("banking77", "banking77/data.csv.gz", 5, "accuracy", 0.93),
    File("clinc150", "clinc150/data.csv.gz", 5, "accuracy", 0.95),
)


def measure(folder: Path, *, quick: bool, tuned: bool = False, only: str | None = None) -> dict[str, Any]:
    """Every file that is there, or only the one called so. `tuned`: by the tuned tier, which takes hours. Raises Missing."""
    wanted = [file for file in FILES if only in {None, file.name} and (folder / file.path).exists()]
    return {file.name: _tried(folder, file, quick=quick, tuned=tuned) for file in wanted}


def _tried(folder: Path, file: File, *, quick: bool, tuned: bool) -> dict[str, Any]:
    with gzip.open(folder / file.path, "rt", encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if row["label"] != "oos"]
    if file.once:
        rows = list({(row["text"], row["label"]): row for row in rows}.values())
    if quick:
        rows = _few(rows)
    begun = time.process_time()
    texts, labels = [row["text"] for row in rows], [row["label"] for row in rows]
    seen = fitting.see(texts, lambda texts: _listening(list(texts), file.name))
    heard_in = time.process_time() - begun
    parts = min(file.parts, 3) if quick else file.parts
    with tqdm(
        total=both.work(len(texts), parts) if tuned else parts, desc=file.name, file=sys.stderr, disable=None
    ) as bar:
        beside = both.beside(texts, len(set(labels)), bar.update) if tuned else None
        if parts:
            found = fitting.cross_validate(texts, seen, labels, parts, (lambda: None) if tuned else bar.update, beside)
        else:
            found = _apart(seen, [row["split"] == "train" for row in rows], labels, beside)
    return {
        "texts": len(rows),
        "folds": parts,
        "macro_f1": round(found.macro_f1, DIGITS),
        "macro_recall": round(found.macro_recall, DIGITS),
        "accuracy": round(found.accuracy, DIGITS),
        "calibration_error": round(found.calibration_error, DIGITS),
        "reading_processor_s": round(heard_in, 1),
        "processor_s": round(time.process_time() - begun, 1),
    }


def _few(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """Some of the labels and texts, enough for a quick look."""
    kept = sorted({row["label"] for row in rows})[:5]
    by_label = {label: [row for row in rows if row["label"] == label][: QUICK // len(kept)] for label in kept}
    train = [row for row in rows if row.get("split") == "val" and row["label"] in by_label][:QUICK]
    return [row for some in by_label.values() for row in some] + train


def _apart(seen: fitting.Seen, train: list[bool], labels: list[str], beside: fitting.Beside | None) -> fitting.Quality:
    """Learn from one part, be judged on the other."""
    answers = fitting.checked(labels)
    truth, taught = np.searchsorted(answers, labels), np.array(train)
    model = fitting.fit_rows(seen.rows[taught], truth[taught], answers)
    scores = (seen.rows[~taught] @ model.matrix + model.bias).astype(np.float64)
    given = chances(model.heads[0], scores)
    if beside is not None:
        given = fitting.both(given, beside(np.flatnonzero(taught), truth[taught], np.flatnonzero(~taught)))
    return fitting.quality(given, truth[~taught], answers)


def _listening(texts: list[str], name: str) -> Any:
    parts = [texts[start : start + PART] for start in range(0, len(texts), PART)]
    bar = tqdm(parts, desc=f"{name}: reading", file=sys.stderr, disable=None)
    return np.concatenate([learned.listen(part) for part in bar])

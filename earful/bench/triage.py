"""How good triage is: what is shipped, on texts it never learned from, and what the recipe makes of labelled files."""

import argparse
import resource
import statistics
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from tqdm import tqdm

from earful.bench import corpus
from earful.bench.frame import Bar, Measured
from earful.channels.contract import Why
from earful.cli.triage import columns
from earful.triage import actions as triage
from earful.triage import fitting, personal
from earful.triage.rules import KINDS, Assessment, Subject

SENTENCE = "Triage: how good its verdicts are, how sure of them it may be, and how quick it is."
DIGITS = 4
HOSTILE = (
    "", "\x00" * 100, "a" * 100_000, "help " * 20_000, "\U0001f643" * 5_000, "Z\u0338\u0362\u031ba\u0337" * 5_000,
    "\u202e" + "why " * 5_000, "<b>" * 20_000, "@" * 50_000, "h\u0435lp m\u0435 " * 5_000, "http://" * 10_000,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class File:
    """A labelled file of `--data`, and how its recipe is tried. `once`: exact repetitions are left out first."""

    name: str
    path: str
    text: str
    label: str
    once: bool = False
    floor: float = 0.0  # the least macro-F1 that was promised


FILES = (
    File("complaints", "complaints/data.csv.gz", "text", "label", floor=0.885),
    File("sms_spam", "sms_spam/data.csv.gz", "text", "label", once=True, floor=0.98),
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where labelled files are."""
    parser.add_argument("--data", metavar="DIR", help="a folder with labelled files to try the recipe on")
    parser.add_argument("--cv", type=int, default=10, help="parts of the cross-validation")


def measure(options: argparse.Namespace) -> Measured:
    """The shipped judge on the corpus's part that was kept aside; then files."""
    begun = time.process_time()
    triage.get_ready()
    triage.assess(Subject("Where is my parcel?", Why.MENTION))
    ready_in = time.process_time() - begun
    everything = corpus.read()
    items = [item for item in everything if item.aside]
    judged = [triage.assess(item.subject()) for item in tqdm(items, desc="judging", file=sys.stderr, disable=None)]
    figures: dict[str, Any] = {
        "version": judged[0].version,
        "agreement": corpus.agreement(everything),
        "corpus": {"items": len(items), **_needs(items, judged), **_kinds(items, judged), **_others(items, judged)},
        "personal": _personal(everything),
        "by_language": {lang: _needs(*_only(items, judged, lang)) for lang in corpus.LANGUAGES},
        "hard_cases": _hard(items, judged),
        **_pace(items, options.quick),
        "ready_in_s": round(ready_in, 2),
        "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1000,
        "hostile_slowest_ms": _hostile(),
    }
    if options.data:
        figures["files"] = {file.name: _tried(Path(options.data), file, options) for file in FILES}
    return Measured(figures, _bars(figures))


def _only(
    items: Sequence[corpus.Item], judged: Sequence[Assessment], lang: str
) -> tuple[list[corpus.Item], list[Assessment]]:
    pairs = [(item, verdict) for item, verdict in zip(items, judged, strict=True) if item.lang == lang]
    return [item for item, _ in pairs], [verdict for _, verdict in pairs]


def _needs(items: Sequence[corpus.Item], judged: Sequence[Assessment]) -> dict[str, float]:
    true, said = np.array([item.needs for item in items]), np.array([one.needs_answer for one in judged])
    given = np.array([one.needs_answer_p for one in judged])
    right = float((true & said).sum())
    return {
        "needs_recall": round(right / max(true.sum(), 1), DIGITS),
        "needs_precision": round(right / max(said.sum(), 1), DIGITS),
        "needs_calibration_error": round(fitting.calibration_error(given, true), DIGITS),
    }


def _kinds(items: Sequence[corpus.Item], judged: Sequence[Assessment]) -> dict[str, Any]:
    given = np.array([[one.kinds_p.get(kind, 0.0) for kind in KINDS] for one in judged])
    found = fitting.quality(given, np.array([KINDS.index(item.kind) for item in items]), KINDS)
    return {
        "kind_macro_f1": round(found.macro_f1, DIGITS),
        "kind_calibration_error": round(found.calibration_error, DIGITS),
        "kinds": {
            kind: {name: round(value, DIGITS) for name, value in each.items()} for kind, each in found.answers.items()
        },
    }


def _others(items: Sequence[corpus.Item], judged: Sequence[Assessment]) -> dict[str, float]:
    urgent = [verdict.urgency == 2 for item, verdict in zip(items, judged, strict=True) if item.urgency == 2]
    called = [item.urgency == 2 for item, verdict in zip(items, judged, strict=True) if verdict.urgency == 2]
    spam = [verdict.spam for item, verdict in zip(items, judged, strict=True) if item.spam]
    not_spam = [not verdict.spam for item, verdict in zip(items, judged, strict=True) if not item.spam]
    told = [verdict.language == item.lang for item, verdict in zip(items, judged, strict=True) if item.lang != "mixed"]
    shares = {
        "urgent_recall": urgent,
        "urgent_precision": called,
        "spam_recall": spam,
        "not_spam_recall": not_spam,
        "language_accuracy": told,
    }
    return {name: round(statistics.fmean(each), DIGITS) if each else 0.0 for name, each in shares.items()}


def _personal(items: Sequence[corpus.Item]) -> dict[str, dict[str, float]]:
    """Of each sort of personal data, in the whole corpus: how much is found, and how much of what is found is it."""
    found = [(set(item.personal), set(personal.sorts(item.text, item.lang))) for item in items]
    told = {}
    for sort in personal.Sort:
        true, said = [sort in labels for labels, _ in found], [sort in sorts for _, sorts in found]
        both = sum(one and other for one, other in zip(true, said, strict=True))
        told[sort.value] = {
            "items": sum(true),
            "recall": round(both / max(sum(true), 1), 3),
            "precision": round(both / max(sum(said), 1), 3),
        }
    return told


def _hard(items: Sequence[corpus.Item], judged: Sequence[Assessment]) -> dict[str, dict[str, float]]:
    """Of each sort of hard case, how many were rightly shown or rightly left alone."""
    found: dict[str, list[bool]] = {}
    for item, verdict in zip(items, judged, strict=True):
        if item.hard:
            found.setdefault(item.hard, []).append(verdict.needs_answer == item.needs)
    return {
        name: {"items": len(each), "right": round(statistics.fmean(each), 3)} for name, each in sorted(found.items())
    }


def _pace(items: Sequence[corpus.Item], quick: bool) -> Mapping[str, float]:
    """How quickly items are judged one by one, in milliseconds of this process and items a second of one core."""
    taken = []
    for item in items[: 100 if quick else 1000]:
        subject, begun = item.subject(), time.process_time()
        triage.assess(subject)
        taken.append((time.process_time() - begun) * 1000)
    taken.sort()
    return {
        "single_median_ms": round(statistics.median(taken), 3),
        "single_p95_ms": round(taken[int(len(taken) * 0.95)], 3),
        "items_per_core_s": round(1000 / statistics.fmean(taken)),
    }


def _hostile() -> float:
    """The longest that any hostile text took, in milliseconds."""

    def timed(text: str) -> float:
        begun = time.process_time()
        triage.assess(Subject(text, Why.MENTION))
        return (time.process_time() - begun) * 1000

    return round(max(timed(text) for text in HOSTILE), 1)


def _tried(folder: Path, file: File, options: argparse.Namespace) -> dict[str, float]:
    rows = columns(folder / file.path, file.text, file.label)
    if file.once:
        rows = list(dict.fromkeys(rows))
    if options.quick:
        rows = rows[:400]
    texts, labels = [text for text, _ in rows], [label for _, label in rows]
    parts = min(options.cv, 3) if options.quick else options.cv
    begun = time.process_time()
    with tqdm(total=parts, desc=file.name, file=sys.stderr, disable=None) as bar:
        found = fitting.cross_validate(texts, labels, parts, bar.update)
    return {
        "texts": len(texts),
        "folds": parts,
        "macro_f1": round(found.macro_f1, DIGITS),
        "accuracy": round(found.accuracy, DIGITS),
        "calibration_error": round(found.calibration_error, DIGITS),
        "processor_s": round(time.process_time() - begun, 1),
    }


def _bars(figures: Mapping[str, Any]) -> tuple[Bar, ...]:
    own = figures["corpus"]
    bars = [
        Bar("needs_recall", own["needs_recall"], ">=", 0.97),
        Bar("needs_precision", own["needs_precision"], ">=", 0.75),
        Bar("needs_calibration_error", own["needs_calibration_error"], "<=", 0.05),
        Bar("kind_macro_f1", own["kind_macro_f1"], ">=", 0.85),
        Bar("kind_calibration_error", own["kind_calibration_error"], "<=", 0.05),
        Bar("urgent_recall", own["urgent_recall"], ">=", 0.95),
        Bar("single_p95_ms", figures["single_p95_ms"], "<=", 15),
        Bar("ready_in_s", figures["ready_in_s"], "<=", 1),
    ]
    files = figures.get("files", {})
    bars += [Bar(f"{file.name}_macro_f1", files[file.name]["macro_f1"], ">=", file.floor) for file in FILES if files]
    return tuple(bars)

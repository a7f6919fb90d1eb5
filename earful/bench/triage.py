"""How good triage is: what is shipped, on texts it never learned from, and what the recipe makes of labelled files."""

import argparse
import resource
import statistics
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from tqdm import tqdm

from earful.bench import corpus, lessons, taught, topics, unseen
from earful.bench.frame import Bar, Measured
from earful.channels.contract import Why
from earful.cli.trouble import Trouble
from earful.conversations import levels
from earful.triage import actions as triage
from earful.triage import fast, fitting, learned, personal
from earful.triage.rules import KINDS, Assessment, Subject
from earful.triage.tuning.packed import Missing, base

SENTENCE = "Triage: how good its verdicts are, how sure of them it may be, and how quick it is."
DIGITS = 4
PART = 200
FEWER = 8  # of a quick look: every so many items
FLAGGED = 0.5
HOSTILE = (
    "", "\x00" * 100, "a" * 100_000, "help " * 20_000, "\U0001f643" * 5_000, "Z\u0338\u0362\u031ba\u0337" * 5_000,
    "\u202e" + "why " * 5_000, "<b>" * 20_000, "@" * 50_000, "h\u0435lp m\u0435 " * 5_000, "http://" * 10_000,
)  # fmt: skip


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where labelled files are."""
    parser.add_argument("--data", metavar="DIR", help="a folder with public sets, to be judged by and to learn from")
    parser.add_argument(
        "--only",
        choices=("own", "corrections", "topics", "unseen", "taught", "tuned"),
        help="a part of it: our corpus, sets never seen, the recipe; tuned, which is only done when asked for, takes hours",
    )
    parser.add_argument(
        "--file", choices=[file.name for file in taught.FILES], help="of taught and tuned: one file alone"
    )


def measure(options: argparse.Namespace) -> Measured:
    """The shipped judge on the corpus's part that was kept aside; then public sets. Raises Trouble."""
    if options.only in {"unseen", "taught", "tuned"} and not options.data:
        raise Trouble(f"--only {options.only} measures on public sets: say where they are with --data DIR.")
    begun = time.process_time()
    triage.get_ready()
    ready_in = time.process_time() - begun
    figures: dict[str, Any] = {}
    if options.only in {None, "own"}:
        figures |= _own(options) | {"ready_in_s": round(ready_in, 2)}
    if options.only in {None, "corrections"}:
        figures["corrections"] = lessons.measure_lessons(seeds=3 if options.quick else lessons.SEEDS)
    if options.only in {None, "topics"}:
        figures["topics"] = topics.measure_topics(corpus.read()[::FEWER] if options.quick else None)
        if options.data and (Path(options.data) / topics.BANK).exists():
            figures["topics_of_a_bank"] = topics.measure_bank(Path(options.data))
    if options.data and options.only in {None, "unseen"}:
        figures["unseen"] = unseen.measure(Path(options.data), quick=options.quick)
    if options.data and options.only in {None, "taught"}:
        figures["taught"] = taught.measure(Path(options.data), quick=options.quick, only=options.file)
    if options.data and options.only == "tuned":
        figures["tuned"] = _tuned(options)
    figures["memory_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1000
    return Measured(figures, _bars(figures))


def _tuned(options: argparse.Namespace) -> dict[str, Any]:
    try:
        base()  # or else it is missed only after a file was read
        return taught.measure(Path(options.data), quick=options.quick, only=options.file, tuned=True)
    except Missing as error:
        raise Trouble(str(error)) from error


def _own(options: argparse.Namespace) -> dict[str, Any]:
    everything = corpus.read()
    items = [item for item in everything if item.aside][:: FEWER if options.quick else 1]
    subjects = [item.subject() for item in items]
    judged = [
        one
        for start in tqdm(range(0, len(subjects), PART), desc="judging", file=sys.stderr, disable=None)
        for one in triage.assess_all(subjects[start : start + PART])
    ]
    return {
        "version": judged[0].version,
        "agreement": corpus.agreement(everything),
        "corpus": {"items": len(items), **_needs(items, judged), **_kinds(items, judged), **_others(items, judged)},
        "heads": {name: _head(items, judged, name) for name in ("mood", "urgent", "spam", "about", "solved")},
        "personal": _personal(everything),
        "by_language": {lang: _needs(*_only(items, judged, lang)) for lang in corpus.LANGUAGES},
        "hard_cases": _hard(items, judged),
        **_pace(items, options.quick),
        "size_mb": round(sum(file.stat().st_size for file in learned.FOLDER.iterdir()) / 1e6, 1),
        "hostile_slowest_ms": _hostile(),
    }


def _head(items: Sequence[corpus.Item], judged: Sequence[Assessment], name: str) -> dict[str, float]:
    """How often what a head says is true, how much of it is found, and how true its probabilities are."""
    if name == "mood":
        right = np.array([one.mood == item.mood for item, one in zip(items, judged, strict=True) if one.mood])
        sure = np.array([one.mood_p for one in judged if one.mood])
        return {
            "accuracy": round(float(right.mean()), DIGITS),
            "calibration_error": round(fitting.calibration_error(sure, right), DIGITS),
        }
    given = np.array([getattr(one, f"{name}_p") for one in judged])
    true = np.array([item.urgency == 2 if name == "urgent" else getattr(item, name) for item in items])
    said = given >= FLAGGED
    return {
        "accuracy": round(float((said == true).mean()), DIGITS),
        "recall": round(float((said & true).sum() / max(true.sum(), 1)), DIGITS),
        "precision": round(float((said & true).sum() / max(said.sum(), 1)), DIGITS),
        "calibration_error": round(fitting.calibration_error(given, true), DIGITS),
    }


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
    level = [levels.judged(verdict) for verdict in judged]
    likelier = [
        at if verdict.urgent_p >= levels.SLIGHT or at == levels.URGENT else 0
        for at, verdict in zip(level, judged, strict=True)
    ]
    urgent = [found for item, found in zip(items, level, strict=True) if item.urgency == 2]
    spam = [verdict.spam for item, verdict in zip(items, judged, strict=True) if item.spam]
    not_spam = [not verdict.spam for item, verdict in zip(items, judged, strict=True) if not item.spam]
    told = [verdict.language == item.lang for item, verdict in zip(items, judged, strict=True) if item.lang != "mixed"]
    shares = {
        "urgent_recall": [found >= levels.MAYBE for found in urgent],
        "urgent_precision": _true(items, level, levels.MAYBE),
        "in_colour_recall": [at >= levels.MAYBE for item, at in zip(items, likelier, strict=True) if item.urgency == 2],
        "in_colour_precision": _true(items, likelier, levels.MAYBE),
        "surely_urgent_recall": [found == levels.URGENT for found in urgent],
        "surely_urgent_precision": _true(items, level, levels.URGENT),
        "spam_recall": spam,
        "not_spam_recall": not_spam,
        "language_accuracy": told,
    }
    return {name: round(statistics.fmean(each), DIGITS) if each else 0.0 for name, each in shares.items()}


def _true(items: Sequence[corpus.Item], level: Sequence[int], least: int) -> list[bool]:
    """Of what stands at a level or above, whether it is urgent."""
    return [item.urgency == 2 for item, found in zip(items, level, strict=True) if found >= least]


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


def _pace(items: Sequence[corpus.Item], quick: bool) -> Mapping[str, Any]:
    """How quickly items are judged one by one by both tiers, and by each tier in batches: processor time of one core."""
    taken = []
    for item in items[: 100 if quick else 1000]:
        subject, begun = item.subject(), time.process_time()
        triage.assess(subject)
        taken.append((time.process_time() - begun) * 1000)
    taken.sort()
    weights, some = learned.get_ready(), [item.subject() for item in items[: 200 if quick else 1000]]
    begun = time.process_time()
    for start in range(0, len(some), 200):
        weights.fast.scores(fast.rows(some[start : start + 200]))
    quickly = time.process_time() - begun
    begun = time.process_time()
    weights.precise.hear(some)
    closely = time.process_time() - begun
    begun = time.process_time()
    triage.assess_all(some, closely=False)
    at_a_glance = time.process_time() - begun
    return {
        "single_median_ms": round(statistics.median(taken), 3),
        "single_p95_ms": round(taken[int(len(taken) * 0.95)], 3),
        "items_per_core_s": {
            "fast_tier": round(len(some) / quickly),
            "precise_tier": round(len(some) / closely),
            "verdict_at_a_glance": round(len(some) / at_a_glance),
            "verdict_read_closely_singly": round(1000 / statistics.fmean(taken)),
        },
    }


def _hostile() -> float:
    """The longest that any hostile text took, in milliseconds."""

    def timed(text: str) -> float:
        begun = time.process_time()
        triage.assess(Subject(text, Why.MENTION))
        return (time.process_time() - begun) * 1000

    return round(max(timed(text) for text in HOSTILE), 1)


def _bars(figures: Mapping[str, Any]) -> tuple[Bar, ...]:
    bars: list[Bar] = []
    if own := figures.get("corpus"):
        bars += [
            Bar("needs_recall", own["needs_recall"], ">=", 0.97),
            Bar("needs_precision", own["needs_precision"], ">=", 0.75),
            Bar("needs_calibration_error", own["needs_calibration_error"], "<=", 0.05),
            Bar("kind_macro_f1", own["kind_macro_f1"], ">=", 0.85),
            Bar("kind_calibration_error", own["kind_calibration_error"], "<=", 0.05),
            Bar("urgent_recall", own["urgent_recall"], ">=", 0.95),
            Bar("single_p95_ms", figures["single_p95_ms"], "<=", 15),
            Bar("fast_tier_items_s", figures["items_per_core_s"]["fast_tier"], ">=", 10_000),
            Bar("precise_tier_items_s", figures["items_per_core_s"]["precise_tier"], ">=", 200),
            Bar("ready_in_s", figures["ready_in_s"], "<=", 1),
            Bar("size_mb", figures["size_mb"], "<=", 60),
        ]
        heads = figures["heads"].items()
        bars += [Bar(f"{name}_calibration_error", found["calibration_error"], "<=", 0.05) for name, found in heads]
    if found := figures.get("corrections"):
        bars.append(Bar("corrections_kind_macro_f1_gain", found["kind_macro_f1_gain"], ">=", 0.001))
        bars.append(Bar("corrections_needs_recall_change", found["needs_recall_change_least"], ">=", 0.0))
    for name, floor in (("complaints", 0.80), ("airline", 0.70)):
        if name in figures.get("unseen", {}):
            bars.append(Bar(f"{name}_unseen_macro_f1", figures["unseen"][name]["macro_f1"], ">=", floor))
    learned_files = {**figures.get("taught", {}), **figures.get("tuned", {})}
    for file in taught.FILES:
        if file.name in learned_files:
            bars.append(Bar(f"{file.name}_{file.measure}", learned_files[file.name][file.measure], ">=", file.floor))
    return tuple(bars)

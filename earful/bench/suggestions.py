"""Suggestions on real conversations: is the answer that a company gave later among the first five, and how soon.

Customers' turns are asked as they stand; what is searched are companies' answers alone, without what was asked before them,
as if nobody had ever asked it. Once among all brands' answers, once among the own brand's, as a desk would; beside it, in the
same run, PostgreSQL's plain full text (any word, ts_rank). Then 100,000 passages stand around them.
"""

import argparse
import random
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from tqdm import tqdm

from earful.bench.frame import Bar, Measured
from earful.bench.suggestions_ground import Ground, fill, grow, plain
from earful.bench.suggestions_read import Asked, Care, read
from earful.knowledge import finding
from earful.knowledge.models import Passage

SENTENCE = "Suggestions: whether the right company's later answer is among the first five, and how soon, on real conversations."
PASSAGES, FIRST, DIGITS = 100_000, 5, 3
Order = Callable[[int, Asked], Sequence[int]]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where the conversations are."""
    parser.add_argument(
        "--data", metavar="DIR", help="the folder with conversations.jsonl.gz of the IBM customer care set"
    )
    parser.add_argument("--passages", type=int, default=PASSAGES, help="how many passages stand around them in the end")


def measure(options: argparse.Namespace) -> Measured:
    """Among all, among their own, and in a crowd."""
    if not options.data or not (Path(options.data) / "conversations.jsonl.gz").exists():
        sys.exit("Say where the real conversations are: --data DIR, the folder that holds conversations.jsonl.gz.")
    care = read(Path(options.data), most=60 if options.quick else 0)
    passages = min(options.passages, 3000) if options.quick else options.passages
    together, apart = fill(care, own=False), fill(care, own=True)
    figures: dict[str, Any] = {
        "conversations": care.conversations, "turns": len(care.asked), "answers": len(care.answers), "brands": len(care.brands),
        "all_brands": _compared(care, together), "own_brand": _compared(care, apart),
    }  # fmt: skip
    grown = grow(together, Path(options.data).parent, passages, random.Random(options.seed))
    figures |= {"grown": grown, "in_the_crowd": _compared(care, together), **_soon(care, together)}
    return Measured(figures, _bars(figures))


def _ours(workspace: int, one: Asked) -> Sequence[int]:
    return finding.find(workspace, one.text, "en", one.bits)


def _worded(workspace: int, one: Asked) -> Sequence[int]:
    return finding.by_words(workspace, one.text, "en", None)


def _plain(workspace: int, one: Asked) -> Sequence[int]:
    return plain(workspace, one.text)


def _compared(care: Care, ground: Ground) -> dict[str, Any]:
    return {
        "suggestions": _found(care, ground, _ours),
        "words_alone": _found(care, ground, _worded),
        "plain_full_text": _found(care, ground, _plain),
    }


def _found(care: Care, ground: Ground, order: Order) -> dict[str, float]:
    """Of the customers' turns: how often a later answer is among the first, and the mean of one over its place."""
    hits, ranks = [], []
    for one in tqdm(care.asked, desc=order.__name__, file=sys.stderr, disable=None):
        right, before = ({ground.passages[at] for at in those} for those in (one.later, one.earlier))
        found = [pk for pk in order(ground.workspaces[one.brand], one) if pk not in before]
        place = next((place for place, pk in enumerate(found, 1) if pk in right), 0)
        hits.append(0 < place <= FIRST)
        ranks.append(1 / place if place else 0.0)
    return {
        "hit_rate": round(statistics.fmean(hits), DIGITS),
        "mean_reciprocal_rank": round(statistics.fmean(ranks), DIGITS),
    }


def _soon(care: Care, ground: Ground) -> dict[str, float]:
    """Milliseconds from words and meaning to the passages, read from the database."""
    took = []
    for one in care.asked:
        begun = time.perf_counter()
        numbers = finding.find(ground.workspaces[one.brand], one.text, "en", one.bits)
        list(Passage.objects.filter(pk__in=numbers).defer("search"))
        took.append(1000 * (time.perf_counter() - begun))
    cuts = statistics.quantiles(took, n=20)
    return {"median_ms": round(cuts[9], 1), "p95_ms": round(cuts[18], 1)}


def _bars(figures: dict[str, Any]) -> list[Bar]:
    bars = [Bar("p95_ms", figures["p95_ms"], "<=", 100.0)]
    for where in ("all_brands", "own_brand", "in_the_crowd"):
        for name in ("hit_rate", "mean_reciprocal_rank"):
            ours, other = figures[where]["suggestions"][name], figures[where]["plain_full_text"][name]
            bars.append(Bar(f"{where}_{name}_over_plain", round(ours / max(other, 0.001), DIGITS), ">=", 1.0))
    return bars

"""How well texts that were passed on are found in a written set with known copies, and how many a core reads in a second.

The set is split by block: the rules were made looking at one half, and the bars are those of the other, held out. What is
counted are pairs: of those put together, how many belong together; of those that do, how many were put together.
"""

import argparse
import random
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from earful.bench import speech
from earful.bench.frame import Bar, Measured
from earful.bench.grouping_set import Text, texts
from earful.conversations.same.address import pages
from earful.conversations.same.shelf import Said, Shelf
from earful.conversations.same.words import bare

SENTENCE = "Which texts are one that was passed on, in a set with known copies: precision, recall, and texts a second."
PRECISION, RECALL, SPEED = 0.98, 0.9, 5000
OTHERS, QUICK = 40_000, 4_000  # other texts read for the speed
ROUNDS = 3  # the best counts: other programs on the machine only ever make it slower


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which set."""
    parser.add_argument("--data", metavar="DIR", default="training/grouping", help="a folder with labelled texts")


def measure(options: argparse.Namespace) -> Measured:
    """Both halves, and the speed over the set among other texts."""
    rows = texts(Path(options.data), options.seed)
    if not rows:
        raise SystemExit(f"There are no labelled texts in {options.data}. Name their folder with --data.")
    held, seen = [row for row in rows if row.held], [row for row in rows if not row.held]
    figures: dict[str, Any] = {"texts": len(rows), "written": sum(not row.done for row in rows)}
    figures |= {"held": _judged(held, options.seed), "seen": _judged(seen, options.seed)}
    figures["speed"] = _speed(rows, QUICK if options.quick else OTHERS, options.seed)
    return Measured(figures, _bars(figures))


def _bars(figures: dict[str, Any]) -> list[Bar]:
    return [
        Bar("held_precision", figures["held"]["precision"], ">=", PRECISION),
        Bar("held_recall", figures["held"]["recall"], ">=", RECALL),
        Bar("items_per_second", figures["speed"]["set"], ">=", SPEED),
        Bar("items_per_second_among_others", figures["speed"]["among_others"], ">=", SPEED),
    ]


def _judged(rows: Sequence[Text], seed: int) -> dict[str, Any]:
    """In an order drawn by lot, as arrivals come."""
    drawn = random.Random(seed).sample(rows, len(rows))
    groups = _grouped(row.text for row in drawn)
    matters = [row.matter for row in drawn]
    right = _pairs(zip(groups, matters, strict=True))
    together, belong = _pairs(groups), _pairs(matters)
    homes: dict[str, int] = {}
    for (group, matter), _count in Counter(zip(groups, matters, strict=True)).most_common():
        homes.setdefault(matter, group)
    wrong = [row for row, group in zip(drawn, groups, strict=True) if group != homes[row.matter]]
    lost = Counter(row.done or "original" for row in wrong)
    return {
        "texts": len(rows),
        "precision": round(right / max(together, 1), 4),
        "recall": round(right / max(belong, 1), 4),
        "wrong_pairs": together - right,
        "lost_by_change": dict(lost.most_common()),
    }


def _grouped(rows: Iterable[str]) -> list[int]:
    """For each text the first of which it is a copy."""
    shelf: Shelf[int] = Shelf()
    found = []
    for place, text in enumerate(rows):
        said = Said(bare(text), pages(text))
        first = shelf.find(said)
        if first is None:
            shelf.put(place, said)
        found.append(place if first is None else first)
    return found


def _pairs(rows: Iterable[Any]) -> int:
    return sum(count * (count - 1) // 2 for count in Counter(rows).values())


def _speed(rows: Sequence[Text], others: int, seed: int) -> dict[str, Any]:
    """Texts in a second of one core's time: the set alone, nearly all copies, and among texts that are none."""
    dice = random.Random(seed)
    parts = list(speech.sayings(dice, 2 * others))
    mixed = [" ".join(two) for two in zip(parts[::2], parts[1::2], strict=True)] + [row.text for row in rows]
    dice.shuffle(mixed)
    own = [row.text for row in rows]
    return {"set": max(_rate(own) for _ in range(ROUNDS)), "among_others": max(_rate(mixed) for _ in range(ROUNDS)), "others": others}  # fmt: skip


def _rate(rows: Sequence[str]) -> int:
    begun = time.process_time()
    _grouped(rows)
    return round(len(rows) / max(time.process_time() - begun, 1e-9))

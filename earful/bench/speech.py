"""Words for a large world: few that everybody uses, many that hardly anybody does, as in real speech."""

import random
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path

LINES = Path(__file__).with_suffix(".txt").read_text().splitlines()
OFTEN, STARTS, ENDS, FIRST, LAST = (line.split() for line in LINES)  # words, their parts, and names of people
RICH = 6000  # different words


def vocabulary() -> list[str]:
    """Words by how often they are said, the most usual first."""
    made = (f"{a}{b}{c}" for c in ("", *ENDS) for b in ENDS for a in STARTS)
    return list(dict.fromkeys([*OFTEN, *made]))[:RICH]


def sayings(dice: random.Random, count: int) -> Iterator[str]:
    """Pieces of a sentence, of 6 to 14 words each; the n-th word comes about 1/n as often as the first."""
    words = vocabulary()
    heaped = list(accumulate(1 / (rank + 2.7) for rank in range(len(words))))
    for _ in range(count):
        yield " ".join(dice.choices(words, cum_weights=heaped, k=dice.randint(6, 14)))

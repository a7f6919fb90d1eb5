"""Chance that can be repeated: every throw is named by what it decides, so one event never shifts another."""

from functools import lru_cache
from random import Random


def dice(seed: int, *name: object) -> Random:
    """The dice for one decision. The same seed and name fall the same way on every machine."""
    return Random("/".join(str(part) for part in (seed, *name)))


@lru_cache(maxsize=2048)
def _order(seed: int, deck: str, size: int) -> tuple[int, ...]:
    order = list(range(size))
    dice(seed, "deck", deck).shuffle(order)
    return tuple(order)


def card(seed: int, deck: str, turn: int, size: int) -> int:
    """Which card of a shuffled deck lies on top at a turn; no card comes back before `size` turns have passed."""
    return _order(seed, deck, size)[turn % size]

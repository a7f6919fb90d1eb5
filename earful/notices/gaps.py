"""How far a table was read whose numbers do not appear in order. Pure.

A row's number is given when it is written, and it is seen when its transaction ends: a higher one may be seen first. What
is missing between is looked for again, until it comes or was surely taken back.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

PATIENCE = timedelta(minutes=30)  # no transaction lasts so long
MOST = 200  # the oldest are given up first


@dataclass(frozen=True, slots=True)
class Gap:
    """Numbers from `first` to `last` that nobody has seen, missed since then."""

    first: int
    last: int
    since: datetime


@dataclass(frozen=True, slots=True)
class Reached:
    """Everything up to `upto` was read, but for the gaps."""

    upto: int
    gaps: tuple[Gap, ...] = ()


def read_on(reached: Reached, seen: Iterable[int], now: datetime) -> Reached:
    """How far it is read after these numbers were seen as well."""
    gaps, upto = list(reached.gaps), reached.upto
    for number in sorted(seen):
        if number > upto:
            if number > upto + 1:
                gaps.append(Gap(upto + 1, number - 1, now))
            upto = number
        else:
            gaps = [piece for gap in gaps for piece in _without(gap, number)]
    kept = [gap for gap in gaps if now - gap.since < PATIENCE]
    return Reached(upto, tuple(kept[-MOST:]))


def _without(gap: Gap, number: int) -> list[Gap]:
    if not gap.first <= number <= gap.last:
        return [gap]
    pieces = [replace(gap, last=number - 1), replace(gap, first=number + 1)]
    return [piece for piece in pieces if piece.first <= piece.last]

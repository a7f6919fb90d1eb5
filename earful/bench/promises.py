"""A month of promises in minutes: every sign of every clock once and at the right time, against a slow count of its own."""

import argparse
import random
import sys
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from tqdm import tqdm

from earful.bench import month_compared as compared
from earful.bench.frame import Bar, Measured
from earful.bench.month import BEGIN, DAY, MINUTE, Done, Month, Said, written
from earful.bench.month_desk import Desk
from earful.bench.month_lived import Lived
from earful.bench.month_truth import Truth
from earful.insights import queries as figures
from earful.kit import clock
from earful.queues.models import ClockSign

SENTENCE = "A month of town with downtime, changed clocks, holidays and changed hours: every promise's signs, against a slow count."
RINGS = 10 * MINUTE
THREADS = 1600


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """How much."""
    parser.add_argument("--threads", type=int, default=THREADS, help="conversations in the month")


def measure(options: argparse.Namespace) -> Measured:
    """Live through it, then compare."""
    threads, days = (min(options.threads, 150), 9) if options.quick else (options.threads, 31)
    month = written(random.Random(options.seed), threads, days)
    begun, moment = time.monotonic(), [BEGIN]
    with clock.pretending(lambda: moment[0]):
        desk = Desk()
        lived = Lived(desk)
        for at, act in tqdm(_order(desk, month, lived, days), desc="A month", file=sys.stderr, disable=None):
            moment[0] = at
            act()
        seconds = time.monotonic() - begun
        return _compared(desk, month, lived, seconds, days)


def _order(desk: Desk, month: Month, lived: Lived, days: int) -> list[tuple[datetime, Callable[[], None]]]:
    """Everything that happens while something runs, in order; of one moment changes come first, and looking at clocks last."""
    end = BEGIN + days * DAY
    found: list[tuple[datetime, int, Callable[[], None]]] = [
        (month.up_from(at), 0, change) for at, change in desk.changes(days)
    ]
    heard = sorted(month.said, key=lambda one: (month.up_from(one.heard_at), one.at))
    for at, some in groupby(heard, key=lambda one: month.up_from(one.heard_at)):
        found.append((at, 1, _hearing(lived, list(some))))
    found += [(one.at, 2, _acting(lived, one)) for one in month.done if not month.is_down(one.at)]
    found += [(at, 3, lived.ring) for at in _every(RINGS, end) if not month.is_down(at)]
    found.append((end, 4, lived.ring))
    return [(at, act) for at, _, act in sorted(found, key=lambda one: one[:2]) if at <= end]


def _hearing(lived: Lived, some: Sequence[Said]) -> Callable[[], None]:
    return lambda: lived.hear(some)


def _acting(lived: Lived, done: Done) -> Callable[[], None]:
    return lambda: lived.act(done)


def _every(step: timedelta, end: datetime) -> list[datetime]:
    return [BEGIN + number * step for number in range(int((end - BEGIN) / step))]


def _compared(desk: Desk, month: Month, lived: Lived, seconds: float, days: int) -> Measured:
    now, taken = clock.now(), compared.stands()
    truth = Truth(month, desk.promised, lived.done, taken, now)
    apart = compared.differences(month, truth, taken)
    due, ignored = compared.week(month, truth, taken)
    board = figures.report(desk.agent.workspace, now).figures
    wrong_lists = compared.due_wrongly(month, truth, taken)
    told: dict[str, Any] = {
        "days": days,
        "words": len(month.said),
        "clocks": compared.clocks(),
        "signs": apart["signs"],
        "struck": ClockSign.objects.filter(struck_at__isnull=False).count(),
        "wrong_signs": apart["wrong"],
        "first_wrong": apart["first_wrong"],
        "signs_twice": apart["twice"],
        "lists_wrong": wrong_lists,
        "week_due": [board.due, due],
        "week_ignored": [board.ignored, ignored],
        "rung": lived.rung,
        "left_unrung": lived.unrung,
        "down_h": round(sum((end - begin).total_seconds() for begin, end in month.down) / 3600, 1),
        "times_real": round(days * 86400 / seconds),
    }
    board_apart = abs(board.due - due) + abs(board.ignored - ignored)
    return Measured(
        told,
        (
            Bar("wrong_signs", apart["wrong"], "<=", 0),
            Bar("signs_twice", apart["twice"], "<=", 0),
            Bar("lists_wrong", wrong_lists, "<=", 0),
            Bar("board_apart", board_apart, "<=", 0),
            Bar("left_unrung", lived.unrung, "<=", 0),
            Bar("times_real", told["times_real"], ">=", 50),
        ),
    )

"""A town whose desk answers only part: the figures against the town's own truth, exactly."""

import argparse
import random
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tqdm import tqdm

from earful.bench.frame import Bar, Measured
from earful.bench.ignored_desk import Desk
from earful.bench.ignored_town import BRAND, OurTown
from earful.bench.ignored_truth import Truth, truth
from earful.conversations.models import Turn
from earful.insights import queries as figures
from earful.intake.models import Item
from earful.kit import clock

SENTENCE = "A real town whose desk answers only part: ignored share, oldest unanswered, unheard and promises kept, against its truth."
BEGIN = datetime(2026, 3, 2, 8, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
WITHIN = 2 * HOUR
Plan = list[tuple[datetime, Callable[[], None]]]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """How much."""
    parser.add_argument("--threads", type=int, default=500, help="people who ask")


def measure(options: argparse.Namespace) -> Measured:
    """Live through eight days, then compare."""
    dice, threads = random.Random(options.seed), min(options.threads, 60) if options.quick else options.threads
    moment = [BEGIN]
    with tempfile.TemporaryDirectory() as folder, clock.pretending(lambda: moment[0]):
        town = OurTown(Path(folder), options.seed)
        try:
            desk = Desk(town, WITHIN)
            desk.listen()
            week = Week(dice, town, desk, 60 * MINUTE if options.quick else 10 * MINUTE)
            for number in range(threads):
                week.asks(number, BEGIN + dice.randrange(int(8 * DAY / MINUTE)) * MINUTE)
            week.passed_over(BEGIN + 5 * DAY)
            for at, act in tqdm(week.in_order(BEGIN + 8 * DAY), desc="Eight days", file=sys.stderr, disable=None):
                moment[0] = max(at, moment[0] + timedelta(milliseconds=1))
                act()
            moment[0] = BEGIN + 8 * DAY
            desk.listen()
            return _compared(desk, truth(town.posts(), desk.seen, WITHIN, moment[0]), week)
        finally:
            town.stop()


class Week:
    """Who asks when, and what comes of it."""

    def __init__(self, dice: random.Random, town: OurTown, desk: Desk, every: timedelta) -> None:
        self._dice, self._town, self._desk, self._every = dice, town, desk, every
        self._plan: Plan = []
        self.unheard = 0

    def in_order(self, end: datetime) -> Plan:
        """Everything before the end, with the polls between."""
        polls = [(BEGIN + n * self._every, self._desk.listen) for n in range(1, int((end - BEGIN) / self._every))]
        return [one for one in sorted([*self._plan, *polls], key=lambda one: one[0]) if one[0] < end]

    def asks(self, number: int, at: datetime) -> None:
        """One person; mostly we answer, in time or late, at our desk or in the town's own app."""
        dice, posts = self._dice, [""]
        private = {"to": BRAND} if dice.random() < 0.2 else {}
        wants = dice.random() < 0.9
        words = f"Where is parcel {number}?" if wants else f"Parcel {number} has come."

        def ask() -> None:
            text = words if private else f"@{BRAND} {words}"
            posts[0] = self._town.says(f"p{number}", text, wants=wants, **private)

        self._plan.append((at, ask))
        wait = max(20, int(dice.expovariate(1 / 110))) * MINUTE
        fate = dice.random()
        if not wants or fate < 0.25:
            return
        for delay, act in self._fate(fate, wait, lambda: posts[0], number):
            self._plan.append((at + delay, act))

    def _fate(
        self, fate: float, wait: timedelta, post: Callable[[], str], number: int
    ) -> list[tuple[timedelta, Callable[[], None]]]:
        desk, town, dice = self._desk, self._town, self._dice

        def answer() -> None:
            desk.answers(post(), "It is on its way.")

        def hold() -> None:
            desk.answers(post(), "I look into it.", clock.now() + promised)

        def native() -> None:
            town.says(BRAND, "It is on its way.", post())

        def again() -> None:
            town.says(f"p{number}", "And when?", post(), wants=True)

        promised = dice.choice([HOUR, 2 * HOUR, 4 * HOUR])
        fates: list[tuple[float, list[tuple[timedelta, Callable[[], None]]]]] = [
            (0.35, [(wait, native)]),
            (0.40, [(wait, lambda: desk.closes(post(), answered=False))]),
            (0.45, [(wait, lambda: desk.closes(post(), answered=True))]),
            (0.50, [(wait, lambda: town.removes(post()))]),
            (0.63, [(15 * MINUTE, hold), (wait, answer)]),
            (0.70, [(15 * MINUTE, hold)]),
            (0.76, [(wait, answer), (wait + 30 * MINUTE, again), (wait + 3 * HOUR, answer)]),
            (0.80, [(wait, answer), (wait + 30 * MINUTE, again)]),
            (1.01, [(wait, answer)]),
        ]
        return next(acts for until, acts in fates if fate < until)

    def passed_over(self, at: datetime) -> None:
        """Seven people ask while the place to go on from moves past them."""

        def ask() -> None:
            self._desk.listen()
            for number in range(7):
                self._town.says(f"lost{number}", f"@{BRAND} Where is lost parcel {number}?", wants=True)
            self._desk.pass_over()
            self.unheard += 7

        self._plan += [(at + MINUTE, ask)]
        self._plan += [(at + minutes * MINUTE, self._desk.look) for minutes in (25, 45)]


def _compared(desk: Desk, really: Truth, week: Week) -> Measured:
    told = figures.report(desk.workspace, clock.now())
    oldest = {one.private: clock.now() - one.age for one in told.oldest}
    apart = {
        "due": abs(told.figures.due - really.due),
        "ignored": abs(told.figures.ignored - really.ignored),
        "answered": abs(told.figures.answered - really.answered),
        "oldest": int((oldest.get(False), oldest.get(True)) != really.oldest),
        "unheard": abs(told.unheard - week.unheard),
        "promises_due": abs(told.after.held - really.held),
        "promises_kept": abs(told.after.kept - really.kept),
    }
    turns = Turn.objects.count()
    return Measured(
        {
            "words": turns,
            "due": [told.figures.due, really.due],
            "ignored": [told.figures.ignored, really.ignored],
            "ignored_share": round(told.figures.share or 0.0, 4),
            "answered": [told.figures.answered, really.answered],
            "oldest": [[str(oldest.get(side)), str(really.oldest[side])] for side in (False, True)],
            "unheard": [told.unheard, week.unheard],
            "promises_kept": [[told.after.kept, told.after.held], [really.kept, really.held]],
            "set_aside": told.figures.set_aside,
            "stored_twice": Item.objects.count() - Item.objects.values("external_id", "version").distinct().count(),
        },
        tuple(Bar(f"{name}_apart", value, "<=", 0) for name, value in apart.items()),
    )

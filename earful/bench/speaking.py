"""Accounts on which customers speak in many ways: rarely and often, by day and round the clock, evenly and in bursts."""

import math
import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

BEGIN = datetime(2026, 9, 7, tzinfo=UTC)  # a Monday
HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Speaking:
    """`a_day`: items on a usual day. `night`: how much of the mean is said at the quietest hour; `weekend`: on its days.

    `burst`: words that one word draws after it, on average (each within minutes): a share of all of them below one.
    """

    name: str
    a_day: float
    night: float = 0.1
    weekend: float = 0.6
    burst: float = 0.0


ACCOUNTS = (
    Speaking("a corner shop", 6, 0.05, 0.8),
    Speaking("a bakery", 15, 0.02, 1.0),
    Speaking("an office", 25, 0.01, 0.1),
    Speaking("a town hall", 40, 0.05, 0.3, 0.2),
    Speaking("a railway", 150, 0.1, 0.7, 0.3),
    Speaking("a night club", 60, 0.5, 2.0, 0.2),
    Speaking("a game", 400, 0.6, 1.3, 0.4),
    Speaking("a phone company", 1200, 0.15, 0.7, 0.3),
    Speaking("a bank", 2500, 0.05, 0.4, 0.2),
    Speaking("a world brand", 6000, 0.5, 0.9, 0.5),
)


def spoken(account: Speaking, dice: random.Random, days: int) -> list[datetime]:
    """When something was said, in order: chance with a daily and a weekly course, and bursts. The same for the same dice."""
    found: list[datetime] = []
    for hour in range(days * 24):
        begin = BEGIN + hour * HOUR
        course = account.night + (1 - account.night) * (1 - math.cos(2 * math.pi * (begin.hour - 2) / 24))
        level = course * (account.weekend if begin.weekday() >= 5 else 1.0)
        mean = account.a_day / 24 * level * (1 - account.burst)
        for _ in range(_drawn(dice, mean)):
            found += _drawing(dice, begin + dice.random() * HOUR, account.burst)
    end = BEGIN + days * 24 * HOUR
    return sorted(moment for moment in found if moment < end)


def _drawing(dice: random.Random, first: datetime, burst: float) -> list[datetime]:
    """A word, and those it draws after it."""
    found = [first]
    for moment in found:
        if len(found) < 500:
            found += [moment + dice.expovariate(1 / 10) * timedelta(minutes=1) for _ in range(_drawn(dice, burst))]
    return found


def _drawn(dice: random.Random, mean: float) -> int:
    """A number by Poisson's law."""
    count, passed = 0, dice.expovariate(1.0)
    while passed < mean:
        count, passed = count + 1, passed + dice.expovariate(1.0)
    return count

"""When which process is ended, paused or told to stop: drawn once from the seed, so that a run can be had again."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

KILL, STOP, TERM = "SIGKILL", "SIGSTOP", "SIGTERM"
WEIGHTS = {"work": 26, "listen": 18, "web": 12, "page": 12, "live": 10, "town": 10, "up": 2}
WARM = 7.0  # seconds of peace at the beginning, in which the first answers are written
PAUSES = (0.5, 4.0, 14.0, 26.0)  # the last two are longer than a silent worker, and a silent listener, are waited for


@dataclass(frozen=True, slots=True)
class Strike:
    """`after`: seconds since the one before; `which`: of several of a kind; `pause`: seconds, for SIGSTOP."""

    after: float
    kind: str
    which: int
    how: str
    pause: float = 0.0


def drawn(seed: int, count: int, every: float, *, database: bool) -> list[Strike]:
    """A plan of so many strikes, `every` seconds on average."""
    dice = random.Random(f"{seed} strikes")
    weights = {**WEIGHTS, "database": 9} if database else WEIGHTS
    plan = []
    for place in range(count):
        after = every * dice.uniform(0.4, 1.6) + (0 if place else WARM)
        kind = dice.choices(list(weights), list(weights.values()))[0]
        how = KILL if kind in ("database", "up") else dice.choices((KILL, STOP, TERM), (70, 15, 15))[0]
        pause = dice.choice(PAUSES) * dice.uniform(0.9, 1.1) if how == STOP else 0.0
        plan.append(Strike(round(after, 2), kind, dice.randrange(8), how, round(pause, 1)))
    return plan


TROUBLES: Sequence[dict[str, Any]] = (
    {"path": "/posts", "kind": "lost answer"},
    {"path": "/posts", "kind": "lost answer"},
    {"path": "/posts", "kind": "lost request"},
    {"path": "/posts", "kind": "status", "status": 500},
    {"path": "/posts", "kind": "status", "status": 429, "retry_after": 2},
    {"path": "/posts", "kind": "status", "status": 503},
    {"path": "/posts", "kind": "status", "status": 403, "words": "The town is in a bad mood."},
    {"path": "/posts/by-key", "kind": "status", "status": 503, "times": 2},
    {"path": "/posts/by-key", "kind": "lost request"},
    {"path": "/feed", "kind": "lost request", "times": 2},
    {"path": "/feed", "kind": "status", "status": 502, "times": 2},
    {"path": "/feed", "kind": "status", "status": 429, "retry_after": 3},
    {"path": "/lookup", "kind": "lost request"},
    {"path": "/thread", "kind": "status", "status": 500, "times": 2},
)


def troubles(dice: random.Random) -> list[dict[str, Any]]:
    """A few things that go wrong in the town next."""
    return [dict(one) for one in dice.sample(list(TROUBLES), dice.randint(2, 5))]

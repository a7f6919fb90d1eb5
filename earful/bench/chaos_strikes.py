"""When which process is ended, paused or told to stop: drawn once from the seed, so that a run can be had again."""

import random
from dataclasses import dataclass
from typing import Any

KILL, STOP, TERM = "SIGKILL", "SIGSTOP", "SIGTERM"
WEIGHTS = {"work": 26, "listen": 18, "web": 12, "page": 12, "live": 10, "town": 10, "up": 2}
WARM = 2.0  # more seconds of peace at the beginning
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


STORMS = ("storm", "storm", "storm", "bad line", "rush", "nonsense", "disorder")
BAD_MOOD = {"path": "/posts", "kind": "refused", "words": "The town is in a bad mood.", "times": 2}


def trouble(dice: random.Random) -> dict[str, Any]:
    """What goes wrong in the town next: mostly a storm of everything, now and then something a person must settle."""
    if dice.random() < 0.2:
        return {"faults": [BAD_MOOD, {"path": "/posts", "kind": "lost answer", "times": 2}]}
    return {"storm": dice.choice(STORMS), "seed": dice.randrange(10**6)}

"""Along whom something urgent goes that nobody takes: step by step, then round again. Pure."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

LONGEST = timedelta(hours=12)  # between two steps, however often it went round


@dataclass(frozen=True, slots=True)
class Step:
    """Somebody who is told, and how long they have to take it."""

    person: int
    wait: timedelta


@dataclass(frozen=True, slots=True)
class Turn:
    """What happens now: who is told (nobody by name: everybody who is here), and when and where it goes on."""

    person: int | None
    next_round: int
    next_place: int
    next_at: datetime


def turn(steps: Sequence[Step], able: Collection[int], round_: int, place: int, now: datetime) -> Turn | None:
    """The step that is due at this place of this round; None without a chain.

    Who is away is passed over. After the last step everybody who is here is told, and it begins again with twice the
    time. Time counts from the telling: what fell due while nobody ran is told once, not step after step at once.
    """
    if not steps:
        return None
    for at in range(place, len(steps)):
        if steps[at].person in able:
            return Turn(steps[at].person, round_, at + 1, now + _wait(steps[at], round_))
    return Turn(None, round_ + 1, 0, now + _wait(steps[-1], round_))


def _wait(step: Step, round_: int) -> timedelta:
    return min(step.wait * (1 << min(round_, 20)), LONGEST)

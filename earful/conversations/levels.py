"""How urgent a message is, in the four levels by which the queue stands in line. Pure.

Triage, people and rules answer in three: 0 ordinary, 1 soon, 2 urgent. Triage calls urgent what only may be, so that nothing urgent is missed;
where it is likelier that it is not, that is said, and what is surely urgent comes first.
"""

from typing import Protocol

from earful.triage.rules import Tier

ORDINARY, SOON, MAYBE, URGENT = range(4)
SURE = 0.5  # the chance from which triage's own word is taken for sure
SLIGHT = 0.1  # a chance below which what may be urgent is hardly so
_URGENT = 2  # among the three answers


class Judged(Protocol):
    """What triage made of a message."""

    @property
    def urgency(self) -> int:
        """0 ordinary, 1 soon, 2 urgent."""

    @property
    def urgent_p(self) -> float:
        """The chance of the last, where it was read by more than its form."""

    @property
    def tier(self) -> str:
        """How closely it was read."""


def judged(verdict: Judged) -> int:
    """The level of what triage says."""
    unsure = verdict.urgency == _URGENT and verdict.urgent_p < SURE and verdict.tier != Tier.RULES
    return MAYBE if unsure else said(verdict.urgency)


def said(answer: int) -> int:
    """The level of what a person, a rule or a second opinion says."""
    return URGENT if answer == _URGENT else answer


def answer(level: int) -> int:
    """The answer of three that a level stands for."""
    return min(level, _URGENT)

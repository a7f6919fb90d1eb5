"""The figures, exactly. Pure. They count failures; nothing that hides one (a tag, an ending, a clock set back) helps.

An item is one thing a customer said. It is answered by words of ours that stand on the network, or by a fellow
customer's answer that a person accepted; a mark that says "answered" without any such words is no answer.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

SET_ASIDE = ("not_needed", "spam")  # outcomes by which a person says that nobody had to answer
PERIOD = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Said:
    """One item. `answered_at` is when a human answer stood on the network, None when there is none."""

    said_at: datetime
    needs_answer: bool
    answered_at: datetime | None = None
    outcome: str = ""
    outcome_at: datetime | None = None
    by_person: bool = False  # the outcome was chosen by somebody, not by a rule
    due_at: datetime | None = None  # by when an answer was promised; None: within what holds for everything

    def due(self, within: timedelta) -> datetime:
        """By when somebody had to be answered."""
        return self.due_at or self.said_at + within


@dataclass(frozen=True, slots=True)
class Wait:
    """How long somebody waits or waited; `open` when it still goes on, so that it is only a lower bound."""

    length: timedelta
    open: bool = False


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of one period. `due` is the base of the ignored share."""

    due: int = 0
    ignored: int = 0
    set_aside: int = 0
    by_rule: int = 0  # of the due ones, those that a rule of the house ended without an answer
    answered: int = 0
    thanked: int = 0
    by_customers: int = 0
    median: Wait | None = None
    ninetieth: Wait | None = None

    @property
    def share(self) -> float | None:
        """The ignored share; None when nothing fell due, which is not the same as nought."""
        return self.ignored / self.due if self.due else None


def figures(items: Iterable[Said], now: datetime, within: timedelta, period: timedelta = PERIOD) -> Figures:
    """All figures of the period that ends now. `within`: from the customer's word, where nothing else was promised."""
    items = list(items)
    begin = now - period
    owed = [item for item in items if owes(item, within)]
    due = [item for item in owed if begin < item.due(within) <= now]
    waits = [wait(item, now) for item in owed if begin < item.said_at <= now]
    answered = [item for item in items if item.answered_at and begin < item.answered_at <= now]
    return Figures(
        due=len(due),
        ignored=sum(is_ignored(item, within) for item in due),
        set_aside=sum(is_set_aside(item) and begin < item.due(within) <= now for item in items),
        by_rule=sum(item.outcome in SET_ASIDE for item in due),
        answered=sum(item.outcome not in {"thanked", "peer"} for item in answered),
        thanked=sum(item.outcome == "thanked" for item in answered),
        by_customers=sum(item.outcome == "peer" for item in answered),
        median=quantile(waits, 0.5),
        ninetieth=quantile(waits, 0.9),
    )


def is_set_aside(item: Said) -> bool:
    """Whether a person said that no answer was needed; such items leave the base and are counted beside it."""
    return item.by_person and item.outcome in SET_ASIDE


def owes(item: Said, within: timedelta) -> bool:
    """Whether we owe, or owed, an answer. A customer who takes the words back in time releases us; later does not.

    A rule of the house does not release us either: what it ended stays in the base, so that no rule hides anybody.
    """
    if not item.needs_answer or is_set_aside(item):
        return False
    if item.outcome != "removed" or item.outcome_at is None or item.answered_at is not None:
        return True
    return item.outcome_at >= item.due(within)


def is_ignored(item: Said, within: timedelta) -> bool:
    """No human answer by the target. An answer that came late does not undo it."""
    return item.answered_at is None or item.answered_at > item.due(within)


def wait(item: Said, now: datetime) -> Wait:
    """From the word on the network to the answer; an item without one enters with its age so far."""
    if item.answered_at is not None:
        return Wait(max(item.answered_at - item.said_at, timedelta()))
    until = item.outcome_at if item.outcome == "removed" and item.outcome_at is not None else now
    return Wait(max(until - item.said_at, timedelta()), open=True)


def quantile(waits: Sequence[Wait], share: float) -> Wait | None:
    """The nearest-rank quantile over all waits.

    A wait that still goes on can only grow: if one stands at or below the quantile, the quantile is a lower bound.
    """
    if not waits:
        return None
    ordered = sorted(waits, key=lambda each: each.length)
    length = ordered[max(ceil(share * len(ordered)), 1) - 1].length
    return Wait(length, open=any(each.open for each in ordered if each.length <= length))

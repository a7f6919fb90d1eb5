"""When, if, then. Pure: what a rule can ask for, and what it can do.

There is no act that speaks to a customer, and no way to write one: ACTS is the whole list.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any

from earful.house_rules import wording


class When(StrEnum):
    """Upon what a rule looks."""

    ARRIVED = "arrived"  # a customer's words were understood
    HANDED = "handed"  # somebody was given a conversation
    ENDED = "ended"  # somebody ended it
    REOPENED = "reopened"  # somebody opened it again
    WARNED = "warned"  # a promise is nearly due
    BREACHED = "broken"  # a promise was


CONDITIONS = (
    "account", "network", "where", "kind", "language", "urgency", "words", "group", "tag", "topic", "waits", "hours", "nobody", "needs",
)  # fmt: skip
ACTS = ("tag", "untag", "give", "team", "urgency", "note", "tell", "end")


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing that must be so, or must not be so."""

    what: str
    value: Any
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that is done. `words`: of a notice, or the reason for an ending."""

    what: str
    value: Any
    words: str = ""


@dataclass(frozen=True, slots=True)
class Terms:
    """A whole rule: when this happens, if all of these hold, then these are done, in their order."""

    when: str
    conditions: tuple[Condition, ...]
    acts: tuple[Act, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """How it stands when something happens. `said`: folded words; `open`: calendars within whose hours it happened."""

    when: str
    account: int = 0
    network: str = ""
    private: bool = False
    kind: str = ""
    language: str = ""
    urgency: int = 0
    said: wording.Folded = wording.NOTHING
    groups: frozenset[int] = frozenset()
    tags: frozenset[str] = frozenset()
    topics: frozenset[int] = frozenset()
    waited: timedelta = timedelta()
    open: frozenset[int] = frozenset()
    holder: int | None = None
    team: int | None = None
    needs: bool = False
    over: bool = False

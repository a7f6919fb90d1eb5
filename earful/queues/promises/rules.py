"""What customers were promised, and how that goes. Pure.

A clock starts when the customer spoke on the network and is never started again. What it is due by follows from the
policies that were in force at that moment, and from what the message is taken to be.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from earful.queues.promises.hours import Hours, due


class What(StrEnum):
    """What a clock measures."""

    FIRST = "first"  # the first answer to somebody in a conversation
    NEXT = "next"  # each later one
    SOLVED = "solved"  # from the first word of a matter to its solution, while the customer waits for us
    HELD = "held"  # what a holding reply said: by when we come back


class Sign(StrEnum):
    """What happens to a clock, each once."""

    WARNED = "warned"  # most of the time has passed
    BREACHED = "breached"
    MET = "met"
    LATE = "late"  # answered after it was due
    DROPPED = "dropped"  # nobody waits for it any more


ENDS = frozenset({Sign.MET, Sign.LATE, Sign.DROPPED})
ANSWERED = frozenset({"answered", "thanked", "peer"})


@dataclass(frozen=True, slots=True)
class About:
    """What a policy can be for: the facts of one thing that was said."""

    account: int
    kind: str = ""
    urgency: int = 0
    language: str = ""
    groups: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Policy:
    """What is promised to whom. What is empty fits everything; `urgency` is the least; targets are in minutes.

    `since` and `until`: when it was in force. `hours`: by which it counts, None for the wall clock. `warn`: after which
    share of the time, in hundredths, somebody is warned.
    """

    id: int
    name: str
    place: int
    since: datetime
    until: datetime | None = None
    account: int | None = None
    kind: str = ""
    urgency: int = 0
    language: str = ""
    group: int | None = None
    targets: Mapping[str, int] = field(default_factory=dict)
    hours: int | None = None
    warn: int = 75

    def fits(self, about: About) -> bool:
        """Whether it is for this."""
        return (
            self.account in {None, about.account}
            and self.kind in {"", about.kind}
            and about.urgency >= self.urgency
            and self.language in {"", about.language}
            and (self.group is None or self.group in about.groups)
        )

    def holds_at(self, moment: datetime) -> bool:
        """Whether it was in force then."""
        return self.since <= moment and (self.until is None or moment < self.until)


def chosen(policies: Sequence[Policy], about: About, what: str, moment: datetime) -> Policy | None:
    """The first in order, of those in force then, that fits and promises something of this sort."""
    fitting = (one for one in policies if one.holds_at(moment) and what in one.targets and one.fits(about))
    return min(fitting, key=lambda one: (one.place, one.id), default=None)


@dataclass(frozen=True, slots=True)
class Spoken:
    """One thing a customer said, as far as clocks go.

    `answered_at`: when a human answer stood on the network. `ended_at`: when it was said how it ended, if it did.
    """

    said_at: datetime
    needs_answer: bool
    outcome: str = ""
    ended_at: datetime | None = None
    answered_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Times:
    """When a clock warns, is due and ended, and how."""

    warn_at: datetime
    due_at: datetime
    ended_at: datetime | None = None
    how: str = ""

    def signs(self, now: datetime) -> Iterator[tuple[Sign, datetime]]:
        """What has happened to it by now, and exactly when."""
        for sign, moment in ((Sign.WARNED, self.warn_at), (Sign.BREACHED, self.due_at)):
            if moment <= now and (self.ended_at is None or moment < self.ended_at):
                yield sign, moment
        if self.ended_at is not None:
            yield Sign(self.how), self.ended_at


def times(spoken: Spoken, policy: Policy, what: str, hours: Hours | None, now: datetime) -> Times:
    """How a clock for an answer runs, or ran."""
    within = timedelta(minutes=policy.targets[what])
    due_at = due(hours, spoken.said_at, within)
    warn_at = due(hours, spoken.said_at, within * policy.warn / 100)
    ended_at, how = _end(spoken, due_at, now)
    return Times(warn_at, due_at, ended_at, how)


def _end(spoken: Spoken, due_at: datetime, now: datetime) -> tuple[datetime | None, str]:
    if spoken.answered_at is not None:
        return spoken.answered_at, Sign.MET if spoken.answered_at <= due_at else Sign.LATE
    if not spoken.needs_answer:
        return spoken.ended_at or now, Sign.DROPPED
    if spoken.outcome and spoken.outcome not in ANSWERED:
        return spoken.ended_at or now, Sign.DROPPED
    return None, ""  # also what somebody called answered, without any words of ours: the customer still waits

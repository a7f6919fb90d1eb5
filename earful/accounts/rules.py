"""Whether an account is well, said honestly: green needs proof."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from earful.kit.rates import Rate

LEASE = timedelta(seconds=20)
CLOCK_SLACK = timedelta(seconds=5)  # two looks at one clock never differ by more
POLLS = 8  # so many checks may be missing before the dot turns; they take their time
LEAST = timedelta(seconds=60)  # and no sooner than this
RED = timedelta(minutes=15)  # without a check that succeeded, somebody must look, whatever the reason
WARNING = timedelta(days=7)  # before a sign-in ends that nobody but a person can renew


class Health(StrEnum):
    """What the dot beside an account shows."""

    GOOD = "good"  # a poll succeeded a moment ago
    LATE = "late"  # it should have, and has not
    TROUBLE = "trouble"  # a person must do something
    OFF = "off"  # nobody asked us to listen


class Reason(StrEnum):
    """Why it shows that."""

    WELL = "well"
    OFF = "off"
    SIGNED_OUT = "signed_out"
    ENDED = "ended"  # the sign-in was good until then
    FIRST = "first"  # no check has come back yet
    UNHEARD = "unheard"  # no check succeeded for too long, and nobody says why
    TROUBLE = "trouble"  # the last check failed
    PASSED_OVER = "passed_over"  # checks succeed and leave things out
    UNCALLED = "uncalled"  # the network does not keep its promise to call us
    QUIET = "quiet"
    ENDING = "ending"  # the sign-in ends soon


@dataclass(frozen=True, slots=True)
class Poll:
    """One that succeeded. `every`: seconds from one to the next; `stream_since`: a stream of hints is open since then."""

    began: datetime
    every: float = 15.0
    stream_since: datetime | None = None
    hinted_at: datetime | None = None
    rate: Rate | None = None


@dataclass(frozen=True, slots=True)
class Hearing:
    """What is known about an account's listening. `every`: seconds between two checks."""

    state: str
    trouble: str
    polled_at: datetime | None
    quiet: bool = False  # quieter than its own history makes likely
    every: float = 15.0
    passed_over: bool = False
    uncalled: bool = False
    ends_at: datetime | None = None  # the sign-in, where the network says so
    renews: bool = False  # it is renewed without a person


def patience(every: float) -> timedelta:
    """How long after a check that succeeded the dot stays green."""
    return max(POLLS * timedelta(seconds=every), LEAST)


def health(hearing: Hearing, now: datetime) -> Health:
    """Green only when a recent poll proves it."""
    return verdict(hearing, now)[0]


def verdict(hearing: Hearing, now: datetime) -> tuple[Health, Reason]:
    """The dot, and why. What a person must do comes first, then what Earful itself does not know."""
    return _unwilling(hearing, now) or _unproved(hearing, now) or _unwell(hearing, now) or (Health.GOOD, Reason.WELL)


def _unwilling(hearing: Hearing, now: datetime) -> tuple[Health, Reason] | None:
    """Nobody asked us to listen, or the network will not let us."""
    if hearing.state in {"paused", "archive"}:
        return Health.OFF, Reason.OFF
    if hearing.state == "signed_out":
        return Health.TROUBLE, Reason.SIGNED_OUT
    ended = hearing.ends_at is not None and not hearing.renews and hearing.ends_at <= now
    return (Health.TROUBLE, Reason.ENDED) if ended else None


def _unproved(hearing: Hearing, now: datetime) -> tuple[Health, Reason] | None:
    """No check succeeded a moment ago."""
    if hearing.polled_at is None:
        return (Health.TROUBLE, Reason.TROUBLE) if hearing.trouble else (Health.LATE, Reason.FIRST)
    if abs(now - hearing.polled_at) <= patience(hearing.every):  # ahead: a clock was put back
        return (Health.LATE, Reason.TROUBLE) if hearing.trouble else None
    if hearing.trouble:
        return Health.TROUBLE, Reason.TROUBLE
    return (Health.TROUBLE if now - hearing.polled_at > RED else Health.LATE), Reason.UNHEARD


def _unwell(hearing: Hearing, now: datetime) -> tuple[Health, Reason] | None:
    """Checks succeed, and there is a reason not to rest on them."""
    ending = hearing.ends_at is not None and not hearing.renews and hearing.ends_at - now <= WARNING
    reasons = (
        (hearing.passed_over, Reason.PASSED_OVER),
        (hearing.uncalled, Reason.UNCALLED),
        (hearing.quiet, Reason.QUIET),
        (ending, Reason.ENDING),
    )
    return next(((Health.LATE, reason) for holds, reason in reasons if holds), None)


def share(accounts: int, listeners: int) -> int:
    """How many accounts each of so many processes listens to at most, so that all are listened to."""
    return -(-accounts // max(listeners, 1))

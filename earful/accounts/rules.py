"""Whether an account is well, said honestly: green needs proof."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

QUIET_TOO_LONG = timedelta(minutes=3)
LEASE = timedelta(seconds=20)
CLOCK_SLACK = timedelta(seconds=5)  # two looks at one clock never differ by more


class Health(StrEnum):
    """What the dot beside an account shows."""

    GOOD = "good"  # a poll succeeded a moment ago
    LATE = "late"  # it should have, and has not
    TROUBLE = "trouble"  # a person must do something
    OFF = "off"  # nobody asked us to listen


@dataclass(frozen=True, slots=True)
class Hearing:
    """What is known about an account's listening."""

    state: str
    trouble: str
    polled_at: datetime | None
    quiet: bool = False  # quieter than its own history makes likely


def health(hearing: Hearing, now: datetime) -> Health:
    """Green only when a recent poll proves it."""
    if hearing.state in {"paused", "archive"}:
        return Health.OFF
    if hearing.state == "signed_out":
        return Health.TROUBLE
    if hearing.polled_at is None or abs(now - hearing.polled_at) > QUIET_TOO_LONG:  # ahead: a clock was put back
        return Health.TROUBLE if hearing.trouble else Health.LATE
    return Health.LATE if hearing.trouble or hearing.quiet else Health.GOOD


def share(accounts: int, listeners: int) -> int:
    """How many accounts each of so many processes listens to at most, so that all are listened to."""
    return -(-accounts // max(listeners, 1))

"""Why a second opinion was not given. Pure."""

from datetime import datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum

LONGEST_WAIT, SHORTEST_WAIT, USUAL_WAIT = 3600.0, 1.0, 60.0  # seconds


class Failed(StrEnum):
    """Why an opinion was not given."""

    UNREACHABLE = "unreachable"
    INTERNAL = "internal"  # an address inside a private network
    SLOW = "slow"
    BUSY = "busy"
    REFUSED = "refused"
    BROKEN = "broken"  # it broke off, or has trouble of its own
    LARGE = "large"
    UNREADABLE = "unreadable"  # not what it was asked for
    KEY = "key"  # the stored key cannot be opened
    INTERRUPTED = "interrupted"  # we were, while asking


UNASKED = (Failed.UNREACHABLE, Failed.BUSY)  # it did not take the question: it may be put again
ITS_OWN = (Failed.LARGE, Failed.UNREADABLE, Failed.INTERRUPTED)  # of one answer; the next may be better


class Ungiven(Exception):
    """No opinion. `after`: seconds for which it asks to be left alone; `status` of a refusal."""

    def __init__(self, why: Failed, after: float = 0.0, status: int = 0) -> None:
        super().__init__(why.value)
        self.why, self.after, self.status = why, after, status


def wait(said: str, now: datetime) -> float:
    """Seconds for which a model wants to be left alone: a number, or a moment; an hour at most."""
    said = said.strip()
    if said.isascii() and said.isdigit():
        seconds = float(said[:9])
    else:
        try:
            seconds = (parsedate_to_datetime(said) - now).total_seconds()
        except (ValueError, TypeError):
            seconds = USUAL_WAIT
    return max(SHORTEST_WAIT, min(seconds, LONGEST_WAIT))

"""Why a second opinion was not given. Pure."""

from enum import StrEnum


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

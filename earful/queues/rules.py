"""Who should have a matter, and who is there. Pure. Follower counts do not exist here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

BEAT = timedelta(seconds=15)  # how often an open page says that it is there
PRESENT = timedelta(seconds=35)  # silence after which it is gone
WRITING = timedelta(seconds=25)  # since the last key
ON_DUTY = timedelta(minutes=2)
UNWRITTEN = timedelta(seconds=40)  # how long a claim outlives its person when nothing is written
WRITTEN = timedelta(minutes=30)  # and when something is


class Colleague(Protocol):
    """What routing needs to know of a person."""

    is_active: bool
    role: str


C = TypeVar("C", bound=Colleague)


def continue_with(answered_before: Sequence[C]) -> C | None:
    """The person who answered this customer last and still answers here."""
    return next((c for c in answered_before if c.is_active and c.role != "viewer"), None)


@dataclass(frozen=True, slots=True)
class Beat:
    """What an open page said of itself: which conversation it shows, when, and when its person last wrote there."""

    conversation: int | None
    at: datetime
    wrote_at: datetime | None = None


def news_to(before: Beat | None, now: Beat) -> set[int]:
    """Conversations (0: none in particular) at which others see something new after a beat; most beats are no news."""
    here = now.conversation or 0
    if before is None or now.at - before.at > PRESENT:
        return {here}
    if before.conversation != now.conversation:
        return {before.conversation or 0, here}
    begins = now.wrote_at is not None and (before.wrote_at is None or now.at - before.wrote_at > WRITING)
    return {here} if begins else set()


def claim_until(now: datetime, *, words: bool) -> datetime:
    """How long somebody who went away keeps what they have only begun."""
    return now + (WRITTEN if words else UNWRITTEN)

"""Who should have a matter, and who is there. Pure. Follower counts do not exist here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
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

    def is_away(self, now: datetime) -> bool:
        """Whether they said that they are not here now."""


C = TypeVar("C", bound=Colleague)


def answers(colleague: Colleague, now: datetime) -> bool:
    """Whether somebody can be given a matter: who works here, answers, and is not away."""
    return colleague.is_active and colleague.role != "viewer" and not colleague.is_away(now)


def continue_with(answered_before: Sequence[C], now: datetime) -> C | None:
    """The person who answered this customer last and still answers here."""
    return next((colleague for colleague in answered_before if answers(colleague, now)), None)


class Absent(StrEnum):
    """Why a matter is taken back from somebody."""

    LEFT = "left"  # they do not answer here any more
    AWAY = "away"  # they said so
    OFFLINE = "offline"  # no page of theirs was open for long
    SILENT = "silent"  # they are here, and let it lie long past its promise


@dataclass(frozen=True, slots=True)
class Held:
    """A matter that somebody has: since when they have it, since when the customer waits, and by when they should hear."""

    since: datetime
    waiting_since: datetime
    due_at: datetime | None
    seen_at: datetime | None  # when its holder had a page open last
    at_it: bool  # whether they have it open just now


def taken_back(holder: Colleague, held: Held, after: timedelta | None, now: datetime) -> Absent | None:
    """Whether it goes back to the queue, and why; None while its holder can be trusted with it.

    `after`: how long somebody may be gone, or let something lie past its promise; None for ever.
    """
    if not holder.is_active or holder.role == "viewer":
        return Absent.LEFT
    if holder.is_away(now):
        return Absent.AWAY
    if after is None or held.at_it:
        return None
    if now - max(held.seen_at or held.since, held.since, held.waiting_since) >= after:
        return Absent.OFFLINE
    late = held.due_at is not None and now - max(held.due_at, held.since) >= after
    return Absent.SILENT if late else None


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

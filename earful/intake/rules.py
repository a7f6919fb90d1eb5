"""Comparing a network with the ledger: how far back, how often, what counts as unheard, and why it was. Pure."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FIRST = timedelta(days=7)  # the first look, and the longest
DEEP_EVERY = timedelta(hours=6)  # a look that goes back a whole day; the others go behind the last one by an hour
USUALLY = timedelta(minutes=15)
JITTER = 180  # seconds, sooner or later, so that accounts do not ask all at once
POLLS = 2
LEAST = timedelta(seconds=30)
FRUGAL = 4  # a look waits while less than this part of what may be asked is left: it belongs to listening and answering
FEW = 20  # the same where nobody says of how much
SOONEST, LATEST = timedelta(minutes=1), timedelta(hours=1)  # when a look that was sent away comes back


@dataclass(frozen=True, slots=True)
class Span:
    """A time in which no check succeeded; `ended` is None while it lasts."""

    began: datetime
    ended: datetime | None
    why: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Cause:
    """Why something was not heard. `passed_at`: a check that began then should have brought it, and did not."""

    why: str
    began: datetime | None = None
    ended: datetime | None = None
    passed_at: datetime | None = None
    words: str = ""


def grace(every: float) -> timedelta:
    """How long a thing may be missing before it is unheard: the next check, or the one after it, brings it."""
    return max(POLLS * timedelta(seconds=every), LEAST)


def window(now: datetime, connected_at: datetime, done_at: datetime | None, deep_at: datetime | None) -> datetime:
    """From when on to compare; never what was said before anybody was asked to listen."""
    if done_at is None:
        back = FIRST
    else:
        back = now - done_at + HOUR
        if deep_at is None or now - deep_at >= DEEP_EVERY:
            back = max(back, DAY)
    return max(now - min(back, FIRST), connected_at)


def is_deep(now: datetime, since: datetime, connected_at: datetime) -> bool:
    """Whether a look from there goes back a whole day, or as far as there is anything."""
    return since <= max(now - DAY, connected_at)


def next_look(now: datetime, account_id: int) -> datetime:
    """When to look again, if nothing is amiss."""
    dice = zlib.crc32(f"{account_id} {now.isoformat()}".encode()) % (2 * JITTER + 1)
    return now + USUALLY + timedelta(seconds=dice - JITTER)


def come_back(now: datetime, after: float) -> datetime:
    """When to look again once a network has asked us to wait so many seconds."""
    return now + min(max(timedelta(seconds=min(after, 86_400.0)), SOONEST), LATEST)


def waits_until(left: int, limit: int | None, fresh_at: datetime | None, now: datetime) -> datetime | None:
    """Until when a look leaves what may still be asked to others; None: there is enough."""
    if fresh_at is None or fresh_at <= now:
        return None
    scarce = left < FEW if limit is None else left * FRUGAL < limit
    return fresh_at if scarce else None


def cause(said_at: datetime | None, seen_at: datetime, asked_at: datetime | None, spans: Sequence[Span]) -> Cause:
    """Why what was missing at `seen_at` is missing still. `asked_at`: when the last check that succeeded began.

    A check that began after it was seen on the network should have brought it, whatever happened before.
    """
    passed_at = asked_at if asked_at is not None and asked_at > seen_at else None
    moment = said_at or seen_at
    within = [span for span in spans if span.began <= moment and (span.ended is None or moment < span.ended)]
    if within:
        span = within[-1]
        return Cause(span.why, span.began, span.ended, passed_at, span.words)
    if passed_at is not None:
        return Cause("passed_over", passed_at=passed_at)
    lasting = [span for span in spans if span.ended is None]
    if lasting:
        return Cause(lasting[-1].why, lasting[-1].began, None, None, lasting[-1].words)
    return Cause("nobody", began=asked_at)

"""Comparing a network with the ledger: how far back, how often, and what counts as unheard. Pure."""

import zlib
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

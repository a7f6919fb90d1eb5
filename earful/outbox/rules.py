"""When to try and when to look again. Pure; seconds."""

from datetime import datetime, timedelta

LATE = timedelta(hours=1)
MOST_ATTEMPTS = 8
LONGEST_WAIT = 900.0


def next_attempt(attempts: int, asked: float) -> float | None:
    """Seconds until the next attempt: what the network asked for, or a growing pause; None after the last."""
    if attempts >= MOST_ATTEMPTS:
        return None
    return max(min(2.0**attempts, LONGEST_WAIT), min(asked, 3600.0))  # in this order: what is no number counts as none


def too_late(written: datetime, now: datetime) -> bool:
    """Whether a reply that certainly did not arrive is so old that a person should look at it before it leaves."""
    return now - written > LATE


def bare(text: str) -> str:
    """Words as they can be known again: networks do not keep every space and empty line."""
    return " ".join(text.split())


def next_look(looks: int) -> float:
    """Seconds until an uncertain reply is looked for again; for ever, but ever more rarely."""
    return min(3.0 * 2.0 ** min(looks, 10), LONGEST_WAIT)

"""How long an invitation holds, how often a link is made, and what a name may be. Pure."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

LASTS = timedelta(days=7)  # an invitation
STAYS = timedelta(hours=12)  # an expert who has opened a link
MOST_OPEN = 5  # invitations in one conversation
MOST_A_DAY = 50  # invitations by one person
MOST_LETTERS = 10  # links of one invitation
FRESH_AFTER = timedelta(minutes=5)  # between one link and the next
MOST_NOTES = 50  # words of one expert in one conversation
MOST_TRIES = 6
FIRST_PAUSE = timedelta(minutes=1)  # before a mail is tried again; then twice as long each time


class Door(StrEnum):
    """Whether an expert may come in."""

    OPEN = "open"
    WITHDRAWN = "withdrawn"
    OVER = "over"


def door(expires_at: datetime, revoked_at: datetime | None, now: datetime, *, asker_here: bool) -> Door:
    """An invitation holds for its time, unless it is taken back or whoever asked does not answer customers any more."""
    if revoked_at is not None or not asker_here:
        return Door.WITHDRAWN
    return Door.OPEN if now < expires_at else Door.OVER


def stays(used_at: datetime | None, now: datetime) -> bool:
    """Whether who opened a link then is still in."""
    return used_at is not None and used_at <= now < used_at + STAYS


def may_have_another(made: Sequence[datetime], now: datetime, *, at_once: bool = False) -> bool:
    """Whether one more link is made, when those before were made then; `at_once`: however short a while ago."""
    return len(made) < MOST_LETTERS and (at_once or all(now - moment >= FRESH_AFTER for moment in made))


def pause(tries: int) -> timedelta | None:
    """How long to wait after so many tries to send a mail; None: that was the last."""
    return FIRST_PAUSE * 2 ** (tries - 1) if 0 < tries < MOST_TRIES else None


def one_line(text: str, most: int) -> str:
    """A name as it can stand in a subject or a sentence: one line of signs that are seen."""
    seen = "".join(sign if sign.isprintable() else " " for sign in text)
    return " ".join(seen.split())[:most].strip()

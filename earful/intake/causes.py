"""Why something was not heard, from the facts that were kept. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime


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

"""Living through what was said on an account, with outages planted in it, to see which silences the alarm tells."""

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from earful.intake import rhythm
from earful.intake.rhythm import HOUR, Hour, Rhythm

LONG = 6.0  # times the usual longest silence of a day: what must be found
MONTH = timedelta(days=30.44)
ZONE = ZoneInfo("UTC")


@dataclass(frozen=True, slots=True)
class Told:
    """How it went on one account. `late_share`: of a planted outage that passed until it was told, on average."""

    items: int
    months: float
    false: int
    planted: int
    found: int
    late_share: float


def hours_of(moments: Sequence[datetime]) -> list[Hour]:
    """As the desk keeps them."""
    counted: dict[datetime, tuple[int, timedelta]] = {}
    last = None
    for moment in moments:
        begins = moment.replace(minute=0, second=0, microsecond=0)
        items, gap = counted.get(begins, (0, timedelta()))
        counted[begins] = items + 1, max(gap, moment - last if last else timedelta())
        last = moment
    begins, found = min(counted), []
    while begins <= max(counted):
        found.append(Hour(begins, *counted.get(begins, (0, timedelta()))))
        begins += HOUR
    return found


def lived(moments: Sequence[datetime], dice: random.Random, outages: int) -> Told:
    """Live through it day by day: alarms that chance alone raised, and whether each of some planted outages was told in time.

    An outage begins by lot after the first four weeks (of a shorter series: after half), hides everything for six times the
    usual longest silence, and is judged by what was usual until then.
    """
    usual = _by_day(moments)
    judged = [(last, following, usual[last.date()]) for last, following in pairwise(moments)]
    false = sum(known is not None and _told(known, last, following) for last, following, known in judged)
    known_from = next((last for last, _, known in judged if known is not None), moments[-1])
    begin = max(known_from, moments[0] + min(rhythm.HISTORY, (moments[-1] - moments[0]) / 2))
    shares = []
    for _ in range(outages):
        cut = begin + dice.random() * (moments[-1] - timedelta(days=3) - begin)
        last = max(moment for moment in moments if moment <= cut)
        known = usual[last.date()]
        if known is not None:
            shares.append(_share(known, last))
    return Told(
        items=len(moments),
        months=round((moments[-1] - known_from) / MONTH, 2),
        false=false,
        planted=len(shares),
        found=sum(share < 1 for share in shares),
        late_share=round(sum(shares) / max(len(shares), 1), 2),
    )


def _share(known: Rhythm, last: datetime) -> float:
    """Of an outage that begins after the last word, how much passes before it is told."""
    end = Rhythm(known.zone, known.rates, known.usual * LONG / rhythm.TIMES).alarm_at(last)
    at = known.alarm_at(last)
    return (at - last) / (end - last) if at and end and end > last else 2.0


def _told(known: Rhythm, last: datetime, following: datetime) -> bool:
    at = known.alarm_at(last)
    return at is not None and at < following


def _by_day(moments: Iterable[datetime]) -> dict[object, Rhythm | None]:
    """What is known to be usual on each day: from the days before it."""
    moments = list(moments)
    hours = hours_of(moments)
    found: dict[object, Rhythm | None] = {}
    for day in {moment.date() for moment in moments}:
        midnight = datetime.combine(day, datetime.min.time(), UTC)
        found[day] = rhythm.learn([hour for hour in hours if hour.begins < midnight], ZONE, midnight)
    return found

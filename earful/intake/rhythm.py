"""How often an account usually hears something, and from when on its silence is unlikely. Pure.

Silence is measured not in hours but in how much would usually have been said meanwhile, hour of the week by hour of the
week: an hour without a word is nothing at night and much at noon. On an ordinary day there is a longest silence; one that is
several times as long as that of most days is no chance any more. So bursts, weekends and nights need no model of their
own, and an account on which little is said is left alone.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from zoneinfo import ZoneInfo

WEEK = 168  # hours
HOUR = timedelta(hours=1)
HISTORY = timedelta(days=28)
LEAST_DAYS = 7
SLEEPY = 3.0  # items on a usual day; below that nobody can tell silence from chance within a day
TIMES = 4.0  # as long as the usual longest silence of a day
SHORTEST = timedelta(minutes=5)  # no silence is told sooner
FARTHEST = timedelta(days=14)
PRIOR = 2.0  # weeks: so much an hour of the week leans on the same hour of all days
FLATTEST = 0.02  # of the mean rate: what is said at the quietest hour, at least


@dataclass(frozen=True, slots=True)
class Hour:
    """One hour of an account: how much was said in it, and the longest silence that ended in it."""

    begins: datetime
    items: int
    gap: timedelta = timedelta()


@dataclass(frozen=True, slots=True)
class Rhythm:
    """What is usual.

    `rates`: items in each hour of the week, Monday 00:00 first, in `zone`; `usual`: the longest silence of a usual day, in
    items that would usually have been said meanwhile.
    """

    zone: ZoneInfo
    rates: tuple[float, ...]
    usual: float

    def rate(self, moment: datetime) -> float:
        """Items an hour, usually, at this time of the week."""
        wall = moment.astimezone(self.zone)
        return self.rates[wall.weekday() * 24 + wall.hour]

    def expected(self, begin: datetime, end: datetime) -> float:
        """How many items are usually said from one moment to another."""
        found, moment = 0.0, begin
        while moment < end:
            until = min(end, _next_hour(moment))
            found += self.rate(moment) * ((until - moment) / HOUR)
            moment = until
        return found

    def alarm_at(self, last: datetime) -> datetime | None:
        """When a silence since then is unlikely; None if not within two weeks."""
        left, moment = TIMES * self.usual, last
        while moment < last + FARTHEST:
            until = _next_hour(moment)
            said = self.rate(moment) * ((until - moment) / HOUR)
            if said >= left:
                return max(moment + (until - moment) * (left / said), last + SHORTEST)
            left, moment = left - said, until
        return None


def _next_hour(moment: datetime) -> datetime:
    return moment.replace(minute=0, second=0, microsecond=0) + HOUR


def learn(hours: Sequence[Hour], zone: ZoneInfo, until: datetime) -> Rhythm | None:
    """What is usual, from the hours of the last four weeks; None while too little is known, or too little is said."""
    hours = [hour for hour in hours if until - HISTORY <= hour.begins < until]
    first = min((hour.begins for hour in hours), default=until)
    days = (until - first) / timedelta(days=1)
    by_day: dict[object, list[Hour]] = {}
    for hour in hours:
        by_day.setdefault(hour.begins.astimezone(zone).date(), []).append(hour)
    counts = [sum(hour.items for hour in some) for some in by_day.values()]
    if days < LEAST_DAYS or len(by_day) < LEAST_DAYS or median(counts) < SLEEPY:
        return None
    rhythm = Rhythm(zone, rates(hours, zone, days / 7), 1.0)
    longest = [max(rhythm.expected(_end(hour) - hour.gap, _end(hour)) for hour in some) for some in by_day.values()]
    return Rhythm(zone, rhythm.rates, max(median(longest), 1.0))


def _end(hour: Hour) -> datetime:
    """About when the silence of an hour ended."""
    return hour.begins + HOUR / 2


def rates(hours: Iterable[Hour], zone: ZoneInfo, weeks: float) -> tuple[float, ...]:
    """Items in each hour of the week. Few weeks are leant on the same hour of all days."""
    weekly, daily = [0.0] * WEEK, [0.0] * 24
    for hour in hours:
        wall = hour.begins.astimezone(zone)
        weekly[wall.weekday() * 24 + wall.hour] += hour.items
        daily[wall.hour] += hour.items
    of_day = [count / (7 * weeks) for count in daily]
    mean = sum(of_day) / 24
    return tuple(
        max((weekly[place] + PRIOR * of_day[place % 24]) / (weeks + PRIOR), FLATTEST * mean) for place in range(WEEK)
    )

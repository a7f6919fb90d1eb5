"""Business hours: when a team is there, and when so much of that time has passed. Pure.

What a timetable says holds from a moment on; an earlier one goes on telling the time before it, so that a change is
never retroactive. Spans are given as the clock on the wall shows them, in the timetable's own zone; how long they last
is counted in real time, so a night shift is an hour longer or shorter when clocks are changed.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from earful.queues.promises.spans import DAY, Span

FARTHEST = 400  # days that are looked ahead: longer than any real closing
NO_TIME = timedelta()
Week = tuple[tuple[Span, ...], ...]  # Monday first


def never(_day: date) -> bool:
    """No holidays at all."""
    return False


@dataclass(frozen=True, slots=True)
class Timetable:
    """One week as it usually is, the days on which nobody is there, and those that differ.

    `special` overrules both: half days, extra days, or () for a day off.
    """

    zone: ZoneInfo
    week: Week
    holiday: Callable[[date], bool] = never
    special: Mapping[date, tuple[Span, ...]] = field(default_factory=dict)

    def spans(self, day: date) -> tuple[Span, ...]:
        """When somebody is there on a day."""
        if day in self.special:
            return self.special[day]
        return () if self.holiday(day) else self.week[day.weekday()]

    def moment(self, day: date, minute: int) -> datetime:
        """The moment at which the clock on the wall shows this. An hour that is left out counts on from before it."""
        day, minute = (day + timedelta(days=1), 0) if minute >= DAY else (day, minute)
        shown = datetime.combine(day, time(minute // 60, minute % 60), self.zone)
        return shown.astimezone(UTC)

    def open(self, day: date) -> Iterator[tuple[datetime, datetime]]:
        """The spans of a day as moments."""
        for begin, end in self.spans(day):
            found = self.moment(day, begin), self.moment(day, end)
            if found[0] < found[1]:
                yield found


@dataclass(frozen=True, slots=True)
class Hours:
    """Timetables, each from its moment on, earliest first. Before the first one, the first one is taken to have held."""

    versions: tuple[tuple[datetime, Timetable], ...]

    def in_force(self, begin: datetime, end: datetime) -> Iterator[tuple[datetime, datetime, Timetable]]:
        """Which timetable holds in which part of a stretch of time."""
        for place, (since, timetable) in enumerate(self.versions):
            following = self.versions[place + 1][0] if place + 1 < len(self.versions) else end
            first = begin if place == 0 else max(begin, since)
            last = min(end, following)
            if first < last:
                yield first, last, timetable


def open_between(hours: Hours, begin: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
    """When somebody is there within a stretch of time, in order, as moments; nothing twice."""
    last = begin
    for first, until, timetable in hours.in_force(begin, end):
        day = first.astimezone(timetable.zone).date()
        while timetable.moment(day, 0) < until:
            for opens, closes in timetable.open(day):
                opened, closed = max(opens, first, last), min(closes, until)
                if opened < closed:
                    yield opened, closed
                    last = closed
            day += timedelta(days=1)


def passed(hours: Hours, begin: datetime, end: datetime) -> timedelta:
    """How much business time lies between two moments."""
    return sum((closes - opens for opens, closes in open_between(hours, begin, end)), NO_TIME)


def after(hours: Hours, begin: datetime, length: timedelta) -> datetime | None:
    """The first moment at which so much business time has passed; None if that is not within 400 days."""
    left = length
    for opens, closes in open_between(hours, begin, begin + timedelta(days=FARTHEST)):
        if closes - opens >= left:
            return opens + left
        left -= closes - opens
    return None


def due(hours: Hours | None, begin: datetime, length: timedelta) -> datetime:
    """When a target is due: by business hours, or by the wall clock without any.

    Where nobody is ever there the wall clock counts, so that no customer waits for ever.
    """
    found = after(hours, begin, length) if hours is not None and length > NO_TIME else None
    return found or begin + length

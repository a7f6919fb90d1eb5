"""Stretches of time, by the hours of a week in which they lie."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from earful.queues.promises import hours
from earful.staff.models import Agent

HOUR = timedelta(hours=1)
Place = tuple[int, int]  # day of the week, Monday 0; hour of the day, as the clock on the wall shows it


def staffed(
    times: Mapping[int, hours.Hours], agents: Mapping[int, Agent], since: datetime, now: datetime, zone: ZoneInfo
) -> dict[Place, timedelta]:
    """How long people were on shift in each hour of the week, all of them together, but for when they are away."""
    found: dict[Place, timedelta] = {}
    for pk, told in times.items():
        for begin, end in hours.open_between(told, since, now):
            for first, last in _but_away(agents[pk], begin, end):
                for place, length in cut(first, last, zone):
                    found[place] = found.get(place, timedelta()) + length
    return found


def _but_away(agent: Agent, begin: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
    """What is left of a shift beside what they say of being away, as far as that is known."""
    if agent.away_from is None:
        return [(begin, end)]
    back = agent.away_until or end
    pieces = [(begin, min(end, agent.away_from)), (max(begin, back), end)]
    return [(first, last) for first, last in pieces if first < last]


def cut(begin: datetime, end: datetime, zone: ZoneInfo) -> Iterator[tuple[Place, timedelta]]:
    """A stretch of time by the hours of the week in which it lies, as the clock on the wall shows them."""
    while begin < end:
        shown = begin.astimezone(zone)
        into = timedelta(minutes=shown.minute, seconds=shown.second, microseconds=shown.microsecond)
        last = min(end, begin + HOUR - into)
        yield (shown.weekday(), shown.hour), last - begin
        begin = last


def lengths(since: datetime, now: datetime, zone: ZoneInfo) -> dict[Place, timedelta]:
    """How often each hour of the week is in a stretch of time."""
    found: dict[Place, timedelta] = {}
    for place, length in cut(since, now, zone):
        found[place] = found.get(place, timedelta()) + length
    return found

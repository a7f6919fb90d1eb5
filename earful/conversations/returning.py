"""When a matter that is put away comes back: the times one can choose, as the clock on the wall shows them. Pure."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

MORNING = time(9)
LATER = timedelta(hours=3)
EVENING = 20  # "later today" is not offered for a time after this hour
FARTHEST = timedelta(days=366)
MONDAY = 0


@dataclass(frozen=True, slots=True)
class Return:
    """A time to choose, by its name: "later", "tomorrow" or "monday"."""

    name: str
    at: datetime


def choices(now: datetime, zone: ZoneInfo) -> list[Return]:
    """The times that make sense now, soonest first; no two are the same moment."""
    here = now.astimezone(zone)
    found = []
    later = on_the_wall((here + LATER).replace(minute=0, second=0, microsecond=0), zone)
    if (later.astimezone(zone)).date() == here.date() and later.astimezone(zone).hour <= EVENING and later > now:
        found.append(Return("later", later))
    tomorrow = here.date() + timedelta(days=1)
    found.append(Return("tomorrow", _morning(tomorrow, zone)))
    monday = here.date() + timedelta(days=7 - here.weekday())
    if monday != tomorrow:
        found.append(Return("monday", _morning(monday, zone)))
    return found


def chosen(name: str, own: str, now: datetime, zone: ZoneInfo) -> datetime | None:
    """The moment of a choice by name, or of a time somebody wrote ("2026-11-23T09:00"); None if it is neither."""
    named = {each.name: each.at for each in choices(now, zone)}
    if name in named:
        return named[name]
    try:
        written = datetime.fromisoformat(own.strip())
        moment = written.astimezone(UTC) if written.tzinfo else on_the_wall(written, zone)
    except (ValueError, OverflowError):
        return None
    if moment <= now and written.tzinfo is None:  # an hour that comes twice: the second one is still to come
        moment = written.replace(tzinfo=zone, fold=1).astimezone(UTC)
    return moment


def _morning(day: date, zone: ZoneInfo) -> datetime:
    return on_the_wall(datetime.combine(day, MORNING), zone)


def on_the_wall(shown: datetime, zone: ZoneInfo) -> datetime:
    """The moment at which the clock on the wall shows this. An hour that is left out counts on from before it."""
    return shown.replace(tzinfo=zone, fold=0).astimezone(UTC)

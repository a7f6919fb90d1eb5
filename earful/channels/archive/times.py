"""The times of archives: ISO 8601, or as Twitter wrote them. Pure."""

import re
from datetime import UTC, datetime, timedelta, timezone

from earful.kit import clock

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
TWITTER = re.compile(
    r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) (?P<month>[A-Z][a-z]{2}) (?P<day>\d{2}) "
    r"(?P<hour>\d{2}):(?P<minute>\d{2}):(?P<second>\d{2}) (?P<sign>[+-])(?P<off>\d{4}) (?P<year>\d{4})",
    re.ASCII,
)


def moment(text: object) -> datetime:
    """A time as an archive gives it, in UTC. Raises ValueError."""
    if not isinstance(text, str):
        raise ValueError("not a time")  # noqa: TRY004 -- one failure for whatever is no time
    found = TWITTER.fullmatch(text.strip())
    try:
        return _twitter(found) if found else clock.parse(text)
    except OverflowError as error:  # the first and the last day there is, in another zone
        raise ValueError("not a time") from error


def is_moment(text: object) -> bool:
    """Whether it can be read."""
    try:
        moment(text)
    except ValueError:
        return False
    return True


def _twitter(found: re.Match[str]) -> datetime:
    """Month names stand in English there, whatever this machine speaks."""
    if found["month"] not in MONTHS:
        raise ValueError("not a month")
    off = timedelta(hours=int(found["off"][:2]), minutes=int(found["off"][2:]))
    zone = timezone(-off if found["sign"] == "-" else off)
    day, hour, minute, second = (int(found[name]) for name in ("day", "hour", "minute", "second"))
    month = MONTHS.index(found["month"]) + 1
    return datetime(int(found["year"]), month, day, hour, minute, second, tzinfo=zone).astimezone(UTC)

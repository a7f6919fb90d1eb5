"""What business hours say, as somebody writes it, and whether that can be."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from earful.kit import clock
from earful.kit.words import gettext_noop
from earful.queues.promises import days_off, hours, spans
from earful.queues.promises.policies import BEGIN

SPECIAL_DAYS = 200


class CannotOpen(Exception):
    """Why hours cannot be so, in a sentence, with what it names."""

    def __init__(self, words: str, **named: str) -> None:
        super().__init__(words)
        self.words, self.named = words, named


@dataclass(frozen=True, slots=True)
class Open:
    """When a team is there, as somebody writes it: a text for each day of the week, and for days that differ."""

    time_zone: str
    week: Sequence[str]
    country: str = ""
    region: str = ""
    special: Mapping[str, str] = field(default_factory=dict)


def checked(told: Open) -> Open:
    """The same as it is kept. Raises CannotOpen."""
    try:
        zone = ZoneInfo(told.time_zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise CannotOpen(gettext_noop("There is no time zone called “%(name)s”."), name=told.time_zone[:60]) from None
    if len(told.week) != 7:
        raise CannotOpen(gettext_noop("A week has seven days."))
    if len(told.special) > SPECIAL_DAYS:
        raise CannotOpen(gettext_noop("That are very many special days. Take off those that are long past."))
    try:
        week = [spans.written(spans.read_spans(text)) for text in told.week]
        special = {_day(day): spans.written(spans.read_spans(text)) for day, text in told.special.items()}
    except spans.Unreadable as error:
        raise CannotOpen(
            gettext_noop("“%(piece)s” cannot be read. Write hours like 09:00-12:00, 13:00-17:00."), piece=str(error)
        ) from None
    country, region = _place(told.country, told.region)
    found = Open(zone.key, week, country, region, dict(sorted(special.items())))
    if not _ever(found, zone):
        raise CannotOpen(gettext_noop("Nobody would ever be there. Write hours for at least one day."))
    return found


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text.strip()).isoformat()
    except ValueError:
        raise CannotOpen(gettext_noop("“%(piece)s” is no day. Write it like 2026-12-24."), piece=text[:40]) from None


def _place(country: str, region: str) -> tuple[str, str]:
    """A country, and a part of it, whose public holidays are known. Raises CannotOpen."""
    country, region = country.strip().upper(), region.strip().upper()
    known = days_off.countries()
    if country and country not in known:
        raise CannotOpen(gettext_noop("The public holidays of “%(name)s” are not known here."), name=country[:20])
    if region and region not in known.get(country, ()):
        raise CannotOpen(gettext_noop("“%(name)s” is no part of that country."), name=region[:20])
    return country, region


def _ever(told: Open, zone: ZoneInfo) -> bool:
    week = tuple(spans.read_spans(text) for text in told.week)
    special = {date.fromisoformat(day): spans.read_spans(text) for day, text in told.special.items()}
    always = hours.Hours(((BEGIN, hours.Timetable(zone, week, days_off.day_off(told.country, told.region), special)),))
    return hours.after(always, clock.now(), timedelta(minutes=1)) is not None

"""What people can be told of, by which way, and when: quiet hours and trying again. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo


class Kind(StrEnum):
    """What somebody can be told of."""

    SOON = "soon"  # an answer is due soon
    LATE = "late"  # it did not come in time
    ESCALATED = "escalated"  # it is urgent and late, and it is this person's turn
    GIVEN = "given"  # something was given to them, also in place of somebody who is away
    TAKEN = "taken"  # something is no longer theirs
    APPROVE = "approve"  # an answer of a colleague waits for somebody who may approve it
    RETURNED = "returned"  # their own was sent back, or approved in other words
    MENTIONED = "mentioned"  # a colleague named them in a note
    TROUBLE = "trouble"  # an account, or a chat tool, does not work


class Way(StrEnum):
    """How, beside the page, which shows everything."""

    MAIL = "mail"
    BROWSER = "browser"
    CHAT = "chat"


WAYS: Mapping[str, frozenset[Way]] = {  # until somebody chooses otherwise
    Kind.SOON: frozenset({Way.BROWSER}),
    Kind.LATE: frozenset({Way.BROWSER, Way.MAIL, Way.CHAT}),
    Kind.ESCALATED: frozenset(Way),
    Kind.GIVEN: frozenset({Way.BROWSER}),
    Kind.TAKEN: frozenset(),
    Kind.APPROVE: frozenset({Way.BROWSER}),
    Kind.RETURNED: frozenset({Way.BROWSER, Way.MAIL}),
    Kind.MENTIONED: frozenset({Way.BROWSER, Way.MAIL, Way.CHAT}),
    Kind.TROUBLE: frozenset(Way),
}
GATHER = timedelta(minutes=2)  # a mail waits so long for more that belongs into it
AGAIN = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180))  # after each failure; then it has failed


@dataclass(frozen=True, slots=True)
class Quiet:
    """Hours in which somebody is left in peace, on the clock where they are; `begins` may be later than `ends`."""

    begins: time
    ends: time
    zone: ZoneInfo


def quiet_until(now: datetime, quiet: Quiet | None) -> datetime | None:
    """When the quiet hours that run now end; None when none run."""
    if quiet is None or quiet.begins == quiet.ends:
        return None
    local = now.astimezone(quiet.zone)
    clock, overnight = local.time(), quiet.begins > quiet.ends
    inside = clock >= quiet.begins or clock < quiet.ends if overnight else quiet.begins <= clock < quiet.ends
    if not inside:
        return None
    day = local.date() + timedelta(days=1) if overnight and clock >= quiet.begins else local.date()
    ends = [
        datetime.combine(day, quiet.ends.replace(fold=fold), quiet.zone).astimezone(now.tzinfo) for fold in (0, 1)
    ]  # when clocks are put back the hour comes twice
    return next((end for end in sorted(ends) if end > now), now)


def leaves_at(now: datetime, quiet: Quiet | None, *, urgent: bool = False) -> datetime:
    """When a mail or a message about something leaves: soon, at once, or when the quiet hours are over."""
    return now if urgent else quiet_until(now, quiet) or now + GATHER


def again_at(now: datetime, failures: int) -> datetime | None:
    """When to try again after so many failures in a row; None: never."""
    return now + AGAIN[failures - 1] if failures <= len(AGAIN) else None


def digest_due(now: datetime, hour: int, zone: ZoneInfo, since: datetime) -> bool:
    """Whether today's hour has come, where somebody is. `since`: they have wanted it since then."""
    moment = datetime.combine(now.astimezone(zone).date(), time(hour), zone)
    return since < moment <= now


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may be told."""

    id: int
    leads: bool  # owners and leads
    answers: bool  # works here, answers, and is not away
    on_duty: bool


def whom(holder: int | None, team: Sequence[int], people: Sequence[Person]) -> frozenset[int]:
    """Who is told about a matter: who has it; else who is here, of its team if it has one; else who leads."""
    able = {person.id: person for person in people if person.answers}
    if holder in able:
        return frozenset({holder} - {None})
    here = {pk for pk, person in able.items() if person.on_duty}
    leading = {pk for pk, person in able.items() if person.leads}
    return frozenset(here & set(team) or (here if not team else set()) or leading or here)

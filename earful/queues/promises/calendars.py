"""Calendars and policies as the rules see them, read from their tables."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from earful.kit.ready import Ready
from earful.queues.promises import days_off, hours, models, rules
from earful.queues.promises import policies as policies_of
from earful.queues.promises.spans import read_spans
from earful.queues.sharing.models import Shift

_policies = Ready(lambda workspace: models.Policy.objects.filter(workspace=workspace).order_by("place", "id"))
_timetables = Ready(lambda workspace: models.Timetable.objects.filter(workspace=workspace).order_by("since", "id"))


@dataclass(frozen=True, slots=True)
class Promised:
    """Everything a workspace promises, now and in the past."""

    policies: tuple[rules.Policy, ...]
    calendars: Mapping[int, hours.Hours]

    def hours(self, policy: rules.Policy) -> hours.Hours | None:
        """By which business hours a policy counts; None for the wall clock."""
        return self.calendars.get(policy.hours) if policy.hours is not None else None

    @property
    def by_group(self) -> bool:
        """Whether any of it depends on a customer's groups."""
        return any(policy.group is not None for policy in self.policies)

    @property
    def by_solution(self) -> bool:
        """Whether a solution was ever promised."""
        return any(rules.What.SOLVED in policy.targets for policy in self.policies)


def promised(workspace_id: int) -> Promised:
    """All of it, in two short questions."""
    policies = tuple(of_row(row) for row in _policies(workspace_id) or [policies_of.base(workspace_id)])
    by_hours = any(policy.hours is not None for policy in policies)
    return Promised(policies, of_timetables(_timetables(workspace_id)) if by_hours else {})


def of_workspace(workspace_id: int) -> dict[int, hours.Hours]:
    """The hours of all its calendars, in one short question."""
    return of_timetables(_timetables(workspace_id))


def of_row(row: models.Policy) -> rules.Policy:
    """A policy as the rules see it."""
    given = {"first": row.first, "next": row.next, "solved": row.solved}
    return rules.Policy(
        id=row.pk,
        name=row.name,
        place=row.place,
        since=row.since,
        until=row.until,
        account=row.account_id,
        kind=row.kind,
        urgency=row.urgency,
        language=row.language,
        group=row.group_id,
        targets={what: minutes for what, minutes in given.items() if minutes},
        hours=row.calendar_id,
        warn=row.warn,
    )


def of_timetables(rows: Iterable[models.Timetable]) -> dict[int, hours.Hours]:
    """The hours of each calendar; rows come in the order in which they came into force."""
    found: dict[int, list[models.Timetable]] = {}
    for row in rows:
        found.setdefault(row.calendar_id, []).append(row)
    return {
        calendar: hours.Hours(tuple((row.since, timetable(row)) for row in some)) for calendar, some in found.items()
    }


def timetable(row: models.Timetable | Shift) -> hours.Timetable:
    """One timetable as the rules see it."""
    return hours.Timetable(
        zone=ZoneInfo(row.time_zone),
        week=tuple(read_spans(text) for text in row.week),
        holiday=days_off.day_off(row.country, row.region),
        special={date.fromisoformat(day): read_spans(text) for day, text in row.special.items()},
    )

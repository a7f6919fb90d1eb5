"""When customers write, and when people are on shift: the hours of a week, over four of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection

from earful.kit import clock
from earful.queues.promises import hours, policies
from earful.queues.sharing import shifts
from earful.staff import queries as staff
from earful.staff.models import Agent, Workspace

WEEKS = 4
PERIOD = timedelta(weeks=WEEKS)
HOUR = timedelta(hours=1)
Place = tuple[int, int]  # day of the week, Monday 0; hour of the day, in the workspace's zone

# What was owed an answer, as the figures count it (insights/rules.py; a test holds the two together): in which hour, whether
# it has fallen due, and whether it was ignored. A clock is met exactly when a human answer stood by its due time.
OWED = """
with said as (
    select t.conversation_id, t.said_at, t.said_at at time zone %(zone)s as shown, coalesce(c.state, '') as state,
        coalesce(c.due_at, t.said_at + %(within)s) <= %(now)s as due
    from conversations_turn t join accounts_account a on a.id = t.account_id
    left join queues_clock c on c.turn_id = t.id
    where t.workspace_id = %(workspace)s and t.said_at > %(since)s and t.said_at <= %(now)s
        and not t.ours and t.needs_answer and a.state <> 'archive' and t.outcome not in ('not_needed', 'spam')
        and not (t.outcome = 'removed' and coalesce(c.state, '') not in ('met', 'late')
            and t.outcome_at < coalesce(c.due_at, t.said_at + %(within)s))
), owed as (
    select conversation_id, said_at, extract(isodow from shown)::int - 1 as day, extract(hour from shown)::int as hour, due,
        due and state <> 'met' as ignored
    from said
)
"""
BY_HOUR = "select day, hour, count(*), count(*) filter (where due), count(*) filter (where ignored) from owed group by day, hour"
OF_ONE = """select conversation_id, bool_or(ignored) from owed where day = %(day)s and hour = %(hour)s
group by conversation_id order by bool_or(ignored) desc, max(said_at) desc limit %(most)s"""


@dataclass(frozen=True, slots=True)
class Cell:
    """One hour of the week over four weeks. `people`: on shift in it, on average."""

    day: int
    hour: int
    arrived: int = 0
    due: int = 0
    ignored: int = 0
    people: float = 0.0

    @property
    def share(self) -> float | None:
        """Of what fell due, how much was ignored; None when nothing did."""
        return self.ignored / self.due if self.due else None


@dataclass(frozen=True, slots=True)
class Coverage:
    """All hours, Monday first; how many people have shifts, and how many have none, whose hours nobody knows."""

    cells: Sequence[Sequence[Cell]]  # by hour of the day, then by day
    with_shifts: int
    without: int
    since: datetime
    now: datetime


def coverage(workspace: Workspace) -> Coverage:
    """In five queries, whatever there is."""
    now = clock.now()
    since, zone = now - PERIOD, ZoneInfo(workspace.time_zone)
    counted: dict[Place, tuple[int, int, int]] = {
        (day, hour): (arrived, due, ignored) for day, hour, arrived, due, ignored in _ask(BY_HOUR, workspace, now)
    }
    agents = {agent.pk: agent for agent in staff.colleagues(workspace.pk)}
    times = {pk: told for pk, told in shifts.of_everybody(workspace.pk).items() if pk in agents}
    times = {pk: told for pk, told in times.items() if shifts.is_set(told, now)}
    worked, there = staffed(times, agents, since, now, zone), _lengths(since, now, zone)
    cells = [
        [
            Cell(day, hour, *counted.get((day, hour), (0, 0, 0)), _average(worked, there, (day, hour)))
            for day in range(7)
        ]
        for hour in range(24)
    ]
    return Coverage(cells, len(times), len(agents) - len(times), since, now)


def in_hour(workspace: Workspace, day: int, hour: int, most: int) -> list[tuple[int, bool]]:
    """The conversations behind one cell, those that were ignored first, then the latest: their ids, and whether."""
    return [(pk, ignored) for pk, ignored in _ask(OF_ONE, workspace, clock.now(), day=day, hour=hour, most=most)]


def _ask(statement: str, workspace: Workspace, now: datetime, **more: Any) -> list[tuple[Any, ...]]:
    within = timedelta(minutes=policies.base(workspace.pk).first or 0)
    told: dict[str, Any] = {
        "workspace": workspace.pk,
        "zone": workspace.time_zone,
        "since": now - PERIOD,
        "now": now,
        "within": within,
    }
    with connection.cursor() as cursor:
        cursor.execute(OWED + statement, told | more)
        return list(cursor.fetchall())


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


def _lengths(since: datetime, now: datetime, zone: ZoneInfo) -> dict[Place, timedelta]:
    found: dict[Place, timedelta] = {}
    for place, length in cut(since, now, zone):
        found[place] = found.get(place, timedelta()) + length
    return found


def _average(worked: Mapping[Place, timedelta], there: Mapping[Place, timedelta], place: Place) -> float:
    length = there.get(place)
    return worked.get(place, timedelta()) / length if length else 0.0

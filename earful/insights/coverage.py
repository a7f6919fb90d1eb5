"""When customers write, and when people are on shift: the hours of a week, over four of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from earful.insights.owed import BY_HOUR, OF_ONE, PERIOD, ask
from earful.insights.week import Place, lengths, staffed
from earful.kit import clock
from earful.queues.sharing import shifts
from earful.staff import queries as staff
from earful.staff.models import Workspace


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
        (day, hour): (arrived, due, ignored) for day, hour, arrived, due, ignored in ask(BY_HOUR, workspace, now)
    }
    agents = {agent.pk: agent for agent in staff.colleagues(workspace.pk)}
    times = {pk: told for pk, told in shifts.of_everybody(workspace.pk).items() if pk in agents}
    times = {pk: told for pk, told in times.items() if shifts.is_set(told, now)}
    worked, there = staffed(times, agents, since, now, zone), lengths(since, now, zone)
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
    return [(pk, ignored) for pk, ignored in ask(OF_ONE, workspace, clock.now(), day=day, hour=hour, most=most)]


def _average(worked: Mapping[Place, timedelta], there: Mapping[Place, timedelta], place: Place) -> float:
    length = there.get(place)
    return worked.get(place, timedelta()) / length if length else 0.0

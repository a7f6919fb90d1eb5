"""When each person works: told from a moment on, as business hours are, so that no change is retroactive."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from earful.kit import clock
from earful.kit.ready import Ready
from earful.kit.transaction import alone, one_transaction
from earful.queues.promises import hours
from earful.queues.promises.calendars import timetable
from earful.queues.promises.opening import CannotOpen, Open, checked
from earful.queues.sharing.models import Shift
from earful.staff.models import Agent

__all__ = ["CannotOpen", "Open", "at_any_time", "is_set", "now_of", "of_everybody", "of_rows", "on_shift", "tell"]
MOMENT = timedelta(microseconds=1)
NOTHING = ("",) * 7

_all = Ready(lambda workspace: Shift.objects.filter(workspace=workspace).order_by("since", "id"))


def now_of(agent: Agent, at: datetime | None = None) -> Shift | None:
    """What somebody's shifts are now, or were then; None for no set times."""
    rows = Shift.objects.filter(workspace=agent.workspace_id, agent=agent, since__lte=at or clock.now())
    found = rows.order_by("-since", "-id").first()
    return found if found is not None and found.is_set else None


def of_everybody(workspace_id: int) -> dict[int, hours.Hours]:
    """The shifts of each who has, or had, any, in one question."""
    found: dict[int, list[Shift]] = {}
    for row in _all(workspace_id):
        found.setdefault(row.agent_id, []).append(row)
    return {agent: of_rows(rows) for agent, rows in found.items()}


def of_rows(rows: Iterable[Shift]) -> hours.Hours:
    """Shifts as the rules see them; stretches without set times are left empty."""
    return hours.Hours(tuple((row.since, timetable(row)) for row in rows))


def on_shift(times: hours.Hours | None, now: datetime) -> bool:
    """Whether somebody works now; who has no set times may always."""
    if times is None or not is_set(times, now):
        return True
    return next(hours.open_between(times, now, now + MOMENT), None) is not None


def is_set(times: hours.Hours | None, now: datetime) -> bool:
    """Whether times were set that hold now; before the first are told, they are taken to have been so."""
    if times is None:
        return False
    told = [found for since, found in times.versions if since <= now] or [times.versions[0][1]]
    return any(told[-1].week) or bool(told[-1].special)


@one_transaction
def tell(agent: Agent, told: Open, by: Agent) -> None:
    """Other shifts from now on. Raises CannotOpen."""
    plain = checked(told)
    alone("shifts", agent.pk)
    before = now_of(agent)
    same = before is not None and plain == Open(before.time_zone, before.week, before.country, before.region, before.special)  # fmt: skip
    if not same:
        _write(agent, plain, by)


@one_transaction
def at_any_time(agent: Agent, by: Agent) -> None:
    """No set times any more, from now on."""
    alone("shifts", agent.pk)
    if now_of(agent) is not None:
        _write(agent, Open("UTC", NOTHING), by)


def _write(agent: Agent, told: Open, by: Agent) -> None:
    Shift.objects.create(
        workspace_id=agent.workspace_id,
        agent=agent,
        since=clock.now(),
        time_zone=told.time_zone,
        week=list(told.week),
        country=told.country,
        region=told.region,
        special=dict(told.special),
        by=by,
    )

"""The board: how it stands this minute, and behind every number the conversations it counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Min, Q

from earful.conversations.models import Conversation
from earful.conversations.queries import due
from earful.intake import queries as ledger
from earful.kit import clock
from earful.outbox import queries as outbox
from earful.queues import queries as queues
from earful.queues.models import Queued
from earful.queues.promises.hours import Hours
from earful.queues.sharing import shifts
from earful.staff import queries as staff
from earful.staff.models import Agent


@dataclass(frozen=True, slots=True)
class Load:
    """What somebody has, or nobody: open conversations, how many of them are late or due within the hour, the longest wait."""

    agent: Agent | None
    on_duty: bool
    open: int = 0
    awake: int = 0  # of the open ones, those that are not put away
    late: int = 0
    hour: int = 0
    since: datetime | None = None
    capacity: int | None = None  # how many open ones they can have at once; None for no limit
    on_shift: bool | None = None  # None: they have no set times


@dataclass(frozen=True, slots=True)
class Board:
    """Everything on it. `open`: those that are not put away; `away`: open conversations of people who are not here."""

    open: int
    late: int
    hour: int
    loads: Sequence[Load]
    nobody: Load
    away: int
    unsent: int
    unreadable: int
    why: Sequence[tuple[str, int]] = ()  # where the desk hands out: why matters lie with nobody, and how many


def board(workspace_id: int) -> Board:
    """In seven queries, whatever there is."""
    here = Conversation.objects.filter(workspace_id=workspace_id, status="open", merged_into=None)
    counted = here.values("assignee").annotate(
        open=Count("pk"),
        awake=Count("pk", filter=Q(snoozed_until=None)),
        late=Count("pk", filter=due("late")),
        hour=Count("pk", filter=due("hour")),
        since=Min("waiting_since"),
    )
    told = {row.pop("assignee"): row for row in counted.order_by("assignee")}
    on_duty = {agent.pk: agent for agent in queues.company(workspace_id).on_duty}
    people = {agent.pk: agent for agent in staff.everybody(workspace_id)[0]} | on_duty
    people |= Agent.objects.in_bulk([pk for pk in told if pk is not None and pk not in people])
    times = shifts.of_everybody(workspace_id)
    loads = [
        _load(agent, times.get(pk), told.get(pk, {}), on_duty=pk in on_duty)
        for pk, agent in people.items()
        if pk in told or pk in on_duty
    ]
    return Board(
        open=sum(row["awake"] for row in told.values()),
        late=sum(row["late"] for row in told.values()),
        hour=sum(row["hour"] for row in told.values()),
        loads=sorted(
            loads, key=lambda load: (-load.late, -load.open, load.agent.name.casefold() if load.agent else "")
        ),
        nobody=Load(None, on_duty=False, **told.get(None, {})),
        away=sum(load.open for load in loads if not load.on_duty),
        unsent=outbox.unsettled(workspace_id).count(),
        unreadable=ledger.unreadable(workspace_id).count(),
        why=list(
            Queued.objects.filter(workspace=workspace_id)
            .values_list("why")
            .annotate(n=Count("pk"))
            .order_by("-n", "why")
        ),
    )


def _load(agent: Agent, times: Hours | None, told: dict[str, Any], *, on_duty: bool) -> Load:
    now = clock.now()
    on_shift = shifts.on_shift(times, now) if shifts.is_set(times, now) else None
    return Load(agent, on_duty, capacity=agent.capacity, on_shift=on_shift, **told)

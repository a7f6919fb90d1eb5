"""The board: how it stands this minute, and behind every number the conversations it counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, Q

from earful.conversations.models import Conversation
from earful.conversations.queries import due
from earful.intake import queries as ledger
from earful.outbox import queries as outbox
from earful.queues import queries as queues
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


def board(workspace_id: int) -> Board:
    """In five queries, whatever there is."""
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
    loads = [
        Load(agent, pk in on_duty, **told.get(pk, {})) for pk, agent in people.items() if pk in told or pk in on_duty
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
    )

"""Nobody's absence hides a customer: what lies with somebody who is gone goes to their substitute, or back to the queue."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import islice

from django.db import connection
from django.db.models import Max, Q

from earful.conversations.history import What
from earful.conversations.models import Conversation, Event
from earful.kit import clock
from earful.kit.transaction import one_transaction
from earful.queues import rules
from earful.queues.actions import give
from earful.queues.models import Claim, Presence
from earful.staff import queries as staff
from earful.staff.models import Agent, Workspace

MOST = 500  # looked at in one go
SEEN = """
update staff_agent a set seen_at = p.beat_at
from (select agent_id, max(beat_at) as beat_at from queues_presence group by agent_id) p
where p.agent_id = a.id and (a.seen_at is null or a.seen_at < p.beat_at - interval '1 minute')
"""


@one_transaction
def note_seen() -> None:
    """Who had a page open lately: pages that fell silent are forgotten, and this stays."""
    with connection.cursor() as cursor:
        cursor.execute(SEEN)


def take_back(workspace: Workspace, most: int = MOST) -> int:
    """What in a workspace lies with somebody who is gone, so much at most; how much went to somebody else, or to nobody."""
    now = clock.now()
    minutes = workspace.take_back_after_minutes
    others = len([one for one in staff.colleagues(workspace.pk) if not one.is_away(now)]) > 1
    after = timedelta(minutes=minutes) if minutes and others else None  # a single person keeps what is theirs
    back = (pk for pk in _to_look_at(workspace.pk, after, now) if _back(pk, after, now))
    return sum(1 for _ in islice(back, most))


def _to_look_at(workspace_id: int, after: timedelta | None, now: datetime) -> Sequence[int]:
    absent = Q(assignee__is_active=False) | Q(assignee__role="viewer")
    absent |= Q(assignee__away_from__lte=now) & (Q(assignee__away_until=None) | Q(assignee__away_until__gt=now))
    if after is not None:
        gone = Q(assignee__seen_at=None) | Q(assignee__seen_at__lte=now - after) | Q(due_at__lte=now - after)
        absent |= gone & Q(waiting_since__lte=now - after, snoozed_until=None)
    rows = Conversation.objects.filter(
        absent, workspace_id=workspace_id, status="open", merged_into=None, assignee__isnull=False
    )
    return list(rows.order_by("waiting_since", "id").values_list("pk", flat=True)[:MOST])


@one_transaction
def _back(conversation_id: int, after: timedelta | None, now: datetime) -> bool:
    held = (
        Conversation.objects.select_for_update(of=("self",))
        .select_related("assignee__substitute")
        .get(pk=conversation_id)
    )
    holder = held.assignee
    if holder is None or held.status != Conversation.Status.OPEN or held.waiting_since is None:
        return False
    given = Event.objects.filter(conversation=held, what=What.ASSIGNED).aggregate(at=Max("at"))["at"]
    there = Presence.objects.filter(agent=holder, conversation=held, beat_at__gt=now - rules.PRESENT).exists()
    why = rules.taken_back(
        holder, rules.Held(given or held.created_at, held.waiting_since, held.due_at, holder.seen_at, there), after, now
    )
    if why is None:
        return False
    Claim.objects.filter(conversation=held).delete()
    give(held, _instead(holder, now) if why is rules.Absent.AWAY else None, None, why=why)
    return True


def _instead(holder: Agent, now: datetime) -> Agent | None:
    instead = holder.substitute
    return instead if instead is not None and rules.answers(instead, now) else None

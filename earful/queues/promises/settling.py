"""Setting the clocks of conversations whenever something changed in them; joins the transaction that changed it.

What each clock should say follows from its turn, the policies and the timetables; only what says something else is
written. So it may run again at any time, and after anything.
"""

from collections.abc import Iterable, Sequence

from django.db import connection

from earful.conversations.models import Conversation
from earful.customers import queries as customers
from earful.kit import clock
from earful.kit.announce import announce_all
from earful.kit.transaction import one_transaction
from earful.queues.promises import calendars
from earful.queues.promises.changed import Changed, changed_in
from earful.queues.promises.clocks import Clock, ClockSign
from earful.queues.promises.telling import gone, stood, told

PART = 500  # conversations
NEAREST = """
update conversations_conversation c set stirred = false, due_at = n.due_at, warn_at = n.warn_at
from unnest(%(ids)s::bigint[]) as given(id) left join lateral (
    select q.due_at, q.warn_at from queues_clock q
    where q.conversation_id = given.id and q.state = 'running' order by q.due_at, q.id limit 1
) n on true where c.id = given.id
    and (c.stirred or c.due_at is distinct from n.due_at or c.warn_at is distinct from n.warn_at)
"""


def settle(conversations: Iterable[Conversation]) -> None:
    """Set the clocks of these conversations, whose rows the caller's transaction holds."""
    by_workspace: dict[int, list[int]] = {}
    for one in conversations:
        by_workspace.setdefault(one.workspace_id, []).append(one.pk)
    for workspace_id, ids in by_workspace.items():
        _set(workspace_id, ids)


def _set(workspace_id: int, ids: Sequence[int]) -> None:
    if changed := changed_in(ids):
        _write(workspace_id, changed)
    with connection.cursor() as cursor:
        cursor.execute(NEAREST, {"ids": list(ids)})


def _write(workspace_id: int, changed: Sequence[Changed]) -> None:
    now, known = clock.now(), calendars.promised(workspace_id)
    groups = customers.groups_of([row.author_id for row in changed]) if known.by_group else {}
    known_clocks = [row.clock for row in changed if row.clock is not None]
    kept = {one.turn_id: one for one in Clock.objects.filter(pk__in=known_clocks)} if known_clocks else {}
    fresh, other, signs, struck = [], [], [], []
    for row in changed:
        before = kept.get(row.id)
        found = told(workspace_id, row, known, groups.get(row.author_id or 0, frozenset()), before, now)
        if found is None:
            continue
        mine, happened = found
        if before is None:
            fresh.append(mine)
        else:
            mine.pk = before.pk
            struck += [(before.pk, what) for what in gone(before, happened)]
            happened = {what: at for what, at in happened.items() if stood(before, what) != at}
            other.append(mine)
        signs.append((mine, happened))
    Clock.objects.bulk_create(fresh)
    if other:
        Clock.objects.bulk_update(other, CHANGES)
    for pk, what in struck:
        ClockSign.objects.filter(clock=pk, what=what, struck_at=None).update(struck_at=now)
    ClockSign.objects.bulk_create(
        ClockSign(workspace_id=workspace_id, clock=mine, what=what, at=at, noted_at=now)
        for mine, happened in signs
        for what, at in happened.items()
    )


CHANGES = [
    "conversation", "what", "policy", "started_at", "warn_at", "due_at", "warned_at", "breached_at", "ended_at", "state",
    "basis",
]  # fmt: skip


@one_transaction
def settle_stirred(workspace_id: int | None = None, most: int = PART) -> int:
    """Set the clocks of what changed since they were set, by whomever; how many conversations. What others hold is left."""
    rows = Conversation.objects.filter(stirred=True)
    if workspace_id is not None:
        rows = rows.filter(workspace_id=workspace_id)
    found = list(rows.select_for_update(skip_locked=True, of=("self",)).order_by("id")[:most])
    if found:
        settle(found)
        for workspace in {one.workspace_id for one in found}:
            told = [(one.pk, one.version) for one in found if one.workspace_id == workspace]
            announce_all(workspace, "conversation", told)
    return len(found)

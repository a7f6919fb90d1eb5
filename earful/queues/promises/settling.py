"""Setting the clocks of conversations whenever something changed in them; joins the transaction that changed it.

What each clock should say follows from its turn, the policies and the timetables; only what says something else is
written. So it may run again at any time, and after anything.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db import connection
from django.db.models import Exists, OuterRef

from earful.conversations.models import Conversation
from earful.customers import queries as customers
from earful.kit import clock
from earful.kit.announce import announce_all
from earful.kit.transaction import one_transaction
from earful.queues.promises import calendars
from earful.queues.promises.changed import Changed, changed_in
from earful.queues.promises.clocks import Clock, ClockSign
from earful.queues.promises.rules import What
from earful.queues.promises.telling import Told, gone, key, stood, told
from earful.queues.promises.whole import of_whole

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
    by_workspace: dict[int, list[Conversation]] = {}
    for one in conversations:
        by_workspace.setdefault(one.workspace_id, []).append(one)
    for workspace_id, some in by_workspace.items():
        _set(workspace_id, some)


def _set(workspace_id: int, some: Sequence[Conversation]) -> None:
    ids = [one.pk for one in some]
    changed = changed_in(ids)
    holding = {row.conversation_id for row in changed if row.holds} | {one.pk for one in some if one.holds_until}
    if changed or holding or any(one.solved_at for one in some):
        _write(workspace_id, ids, changed, holding)
    with connection.cursor() as cursor:
        cursor.execute(NEAREST, {"ids": ids})


def _write(workspace_id: int, ids: Sequence[int], changed: Sequence[Changed], holding: Iterable[int]) -> None:
    now, known = clock.now(), calendars.promised(workspace_id)
    groups = customers.groups_of([row.author_id for row in changed]) if known.by_group else {}
    kept = _kept(changed)
    found = []
    for row in changed:
        before = kept.get(("word", row.id))
        mine = told(workspace_id, row, known, groups.get(row.author_id or 0, frozenset()), before, now)
        if mine is not None:
            found.append(mine)
    if whole := ids if known.by_solution else list(holding):
        stand = Clock.objects.filter(conversation__in=whole, what__in=[What.SOLVED, What.HELD])
        before_all = {key(one): one for one in stand}
        all_told = {mine.key: mine for mine in of_whole(workspace_id, whole, known, now)}
        found += [mine for one, mine in all_told.items() if _differs(mine, before_all.get(one))]
        kept |= before_all
        moved = [one.pk for place, one in before_all.items() if one.what == What.SOLVED and place not in all_told]
        Clock.objects.filter(pk__in=moved).delete()  # its matter went into another conversation, which has one
    _store(workspace_id, found, kept, now)


def _kept(changed: Sequence[Changed]) -> dict[tuple[str, int], Clock]:
    ids = [row.clock for row in changed if row.clock is not None]
    return {key(one): one for one in Clock.objects.filter(pk__in=ids)} if ids else {}


def _differs(mine: Told, before: Clock | None) -> bool:
    return before is None or (before.basis, before.conversation_id) != (mine.clock.basis, mine.clock.conversation_id)


def _store(workspace_id: int, found: Sequence[Told], kept: Mapping[tuple[str, int], Clock], now: datetime) -> None:
    """Write what differs from what stands: clocks, signs that happened, and signs that turn out not to have."""
    fresh, other, signs, struck = [], [], [], []
    for mine in found:
        before, happened = kept.get(mine.key), mine.happened
        if before is None:
            fresh.append(mine.clock)
        else:
            mine.clock.pk = before.pk
            struck += [(before.pk, what) for what in gone(before, happened)]
            happened = {what: at for what, at in happened.items() if stood(before, what) != at}
            other.append(mine.clock)
        signs.append((mine.clock, happened))
    Clock.objects.bulk_create(fresh)
    if other:
        Clock.objects.bulk_update(other, CHANGES)
    for pk, what in struck:
        ClockSign.objects.filter(clock=pk, what=what, struck_at=None).update(struck_at=now)
    ClockSign.objects.bulk_create(
        ClockSign(workspace_id=workspace_id, clock=clock, what=what, at=at, noted_at=now)
        for clock, happened in signs
        for what, at in happened.items()
    )


CHANGES = [
    "conversation", "turn", "what", "policy", "started_at", "warn_at", "due_at", "warned_at", "breached_at", "ended_at", "state",
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


@one_transaction
def settle_solved(now: datetime, most: int = PART) -> int:
    """What has become solved because nothing more was said; how many conversations."""
    paused = Clock.objects.filter(conversation=OuterRef("pk"), state=Clock.State.PAUSED)
    rows = Conversation.objects.filter(Exists(paused), solved_at__lte=now).order_by("solved_at", "id")
    found = list(rows.select_for_update(skip_locked=True, of=("self",))[:most])
    settle(found)
    return len(found)

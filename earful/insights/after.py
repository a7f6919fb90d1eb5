"""What became of matters after they were answered: solved, in how many touches and hands, and promises to come back."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Count, Q

from earful.queues.models import Clock

# care-metrics: one-touch is solved with exactly one human answer; a hand-off is a change of the answering person.
SOLVED = """
with solved as (
    select c.id from conversations_conversation c join accounts_account a on a.id = c.account_id and a.state <> 'archive'
    where c.workspace_id = %(workspace)s and c.merged_into_id is null and c.status <> 'open'
        and c.solved_at > %(since)s and c.solved_at <= %(now)s
), answers as (
    select t.conversation_id, t.agent_id,
        lag(t.agent_id) over (partition by t.conversation_id order by t.said_at, t.id) as before
    from conversations_turn t join solved on solved.id = t.conversation_id where t.ours and t.manner = ''
        and t.removed_at is null
), told as (
    select conversation_id, count(*) as answers, count(*) filter (where agent_id <> before) as handed
    from answers group by conversation_id
)
select count(*), count(*) filter (where told.answers = 1), coalesce(sum(told.handed), 0),
    count(*) filter (where told.answers is null)
from solved left join told on told.conversation_id = solved.id
"""


@dataclass(frozen=True, slots=True)
class After:
    """Of one period. `one_touch`: solved with one answer of ours; `by_others`: without any, by fellow customers.

    `hand_offs`: changes of the answering person in all solved ones; `held`: holding replies that were due, `kept` of them.
    """

    solved: int
    one_touch: int
    hand_offs: int
    by_others: int
    held: int
    kept: int


def after(workspace_id: int, since: datetime, now: datetime) -> After:
    """In two queries."""
    with connection.cursor() as cursor:
        cursor.execute(SOLVED, {"workspace": workspace_id, "since": since, "now": now})
        solved, one_touch, handed, by_others = cursor.fetchone()
    held = Clock.objects.filter(workspace_id=workspace_id, what="held", due_at__gt=since, due_at__lte=now)
    counted = held.exclude(state=Clock.State.DROPPED).aggregate(
        all=Count("pk"), kept=Count("pk", filter=Q(state=Clock.State.MET))
    )
    return After(solved, one_touch, int(handed), by_others, counted["all"], counted["kept"])

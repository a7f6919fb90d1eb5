"""Which turns have changed since their clocks were set."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from earful.kit import clock

LONG_AGO = timedelta(days=35)
# Of the turns that need an answer, or have a clock, those whose clock was told from something else than what stands now.
# Whether a turn is somebody's first word is seen from when they were first answered here; when a human answer stood is
# told by our words at that moment, or, where somebody ended the matter by hand, by our next words after the question.
# What ended long ago, before there were clocks, gets none.
CHANGED = """
with said as (
    select t.id, t.conversation_id, t.account_id, t.author_id, t.said_at, t.needs_answer, t.outcome, t.outcome_at,
        t.kind, t.urgency, t.language,
        coalesce(min(t.outcome_at) filter (where t.outcome in ('answered', 'thanked', 'peer'))
            over (partition by t.conversation_id, t.author_id) <= t.said_at, false) as later
    from conversations_turn t join accounts_account a on a.id = t.account_id and a.state <> 'archive'
    where t.conversation_id = any(%(ids)s) and not t.ours
), told as (
    select said.*, case
        when outcome = 'peer' then outcome_at
        when outcome not in ('answered', 'thanked') then null
        when exists (select from conversations_turn o where o.conversation_id = said.conversation_id and o.ours
            and o.manner = '' and o.said_at = said.outcome_at and o.removed_at is null) then outcome_at
        else (select min(o.said_at) from conversations_turn o where o.conversation_id = said.conversation_id and o.ours
            and o.manner = '' and o.said_at >= said.said_at and o.removed_at is null) end as answered_at
    from said
), based as (
    select told.*, concat_ws('|', conversation_id, needs_answer, outcome, extract(epoch from outcome_at), kind, urgency,
        language, later, extract(epoch from answered_at)) as basis
    from told
)
select b.id, b.conversation_id, b.account_id, b.author_id, b.said_at, b.needs_answer, b.outcome, b.outcome_at, b.kind,
    b.urgency, b.language, b.later, b.answered_at, b.basis, c.id, exists (select from conversations_turn h
        where h.conversation_id = b.conversation_id and h.holds_until is not null)
from based b left join queues_clock c on c.turn_id = b.id and c.what <> 'solved'
where (b.needs_answer or c.id is not null) and c.basis is distinct from b.basis
    and (c.id is not null or b.outcome = '' or b.said_at > %(since)s)
order by b.id
"""


@dataclass(frozen=True, slots=True)
class Changed:
    """A turn whose clock is to be told anew. `later`: its author was answered before; `basis`: what it is told from.

    `clock`: the one it has already; `holds`: whether a holding reply stands in its conversation.
    """

    id: int
    conversation_id: int
    account_id: int
    author_id: int | None
    said_at: datetime
    needs_answer: bool
    outcome: str
    outcome_at: datetime | None
    kind: str
    urgency: int
    language: str
    later: bool
    answered_at: datetime | None
    basis: str
    clock: int | None
    holds: bool


def changed_in(conversations: Sequence[int]) -> list[Changed]:
    """Those in some conversations."""
    with connection.cursor() as cursor:
        cursor.execute(CHANGED, {"ids": list(conversations), "since": clock.now() - LONG_AGO})
        return [Changed(*row) for row in cursor.fetchall()]

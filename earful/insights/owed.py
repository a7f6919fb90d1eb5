"""What was owed an answer, by the hour of the week in which it was said: asked of the database."""

from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from earful.queues.promises import policies
from earful.staff.models import Workspace

WEEKS = 4
PERIOD = timedelta(weeks=WEEKS)

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


def ask(statement: str, workspace: Workspace, now: datetime, **more: Any) -> list[tuple[Any, ...]]:
    """One of these, of the last four weeks."""
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

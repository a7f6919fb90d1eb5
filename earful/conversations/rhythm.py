"""How much customers said on an account, hour by hour, and the longest silences between."""

from datetime import datetime, timedelta

from django.db import connection

from earful.conversations.models import Turn

BEFORE = timedelta(days=3)  # so far back the word before the first one is looked for
BY_HOUR = """
with said as (
    select said_at, said_at - lag(said_at) over (order by said_at, id) as gap
    from conversations_turn
    where workspace_id = %(workspace)s and account_id = %(account)s and not ours
        and said_at >= %(before)s and said_at < %(until)s
)
select date_trunc('hour', said_at, 'UTC'), count(*), coalesce(max(gap), interval '0')
from said where said_at >= %(since)s group by 1 order by 1
"""


def by_hour(
    workspace_id: int, account_id: int, since: datetime, until: datetime
) -> list[tuple[datetime, int, timedelta]]:
    """Each hour in which something was said: when it began, how much, and the longest silence that ended in it."""
    asked: dict[str, int | datetime] = {
        "workspace": workspace_id,
        "account": account_id,
        "since": since,
        "before": since - BEFORE,
        "until": until,
    }
    with connection.cursor() as cursor:
        cursor.execute(BY_HOUR, asked)
        return list(cursor.fetchall())


def last_said(workspace_id: int, account_id: int) -> datetime | None:
    """When a customer spoke last on an account, as far as is known."""
    rows = Turn.objects.filter(workspace_id=workspace_id, account_id=account_id, ours=False).order_by("-said_at")
    return rows.values_list("said_at", flat=True).first()

"""Counts that are kept, not counted: triggers note each conversation's coming, going and moving as signed rows.

The rows are written in the transaction that moved the conversation, so a count is right at every moment that anybody
can see, whatever is rolled back or killed. They are only ever added, and folded into few by a job that may die too.
"""

from collections.abc import Mapping

from django.db import connection
from django.db.models import Q, Sum

from earful.conversations.models import Tally
from earful.kit.transaction import alone, one_transaction

SPARE = 500  # rows that may wait before they are folded
CELL = "workspace_id, account_id, team_id, assignee_id, status, snoozed, asked"
STANDS = """workspace_id, account_id, team_id, assignee_id, status, snoozed_until is not null as snoozed,
asker_id is not null as asked"""
FOLD = f"""
with gone as (delete from conversations_tally returning {CELL}, change)
insert into conversations_tally ({CELL}, change)
select {CELL}, sum(change) from gone group by {CELL} having sum(change) <> 0
"""  # noqa: S608 -- made of our own words
COUNT_AGAIN = f"""
with gone as (delete from conversations_tally)
insert into conversations_tally ({CELL}, change)
select {STANDS}, count(*) from conversations_conversation where merged_into_id is null group by 1, 2, 3, 4, 5, 6, 7
"""  # noqa: S608 -- likewise
WRONG = f"""
select coalesce(sum(abs(apart)), 0) from (
  select sum(change) as apart from (
    select {CELL}, change from conversations_tally
    union all
    select {STANDS}, -1 from conversations_conversation where merged_into_id is null
  ) both_ways group by {CELL}
) cells
"""  # noqa: S608 -- likewise
MANY = "select count(*), count(distinct (workspace_id, account_id, team_id, assignee_id, status, snoozed, asked)) from conversations_tally"


def of(wanted: Mapping[str, Q], workspace_id: int | None) -> dict[str, int]:
    """Sums over cells, each by its condition, in one query; of all workspaces for None."""
    rows = Tally.objects.all() if workspace_id is None else Tally.objects.filter(workspace_id=workspace_id)
    sums = rows.aggregate(**{name: Sum("change", filter=condition) for name, condition in wanted.items()})
    return {name: max(0, found or 0) for name, found in sums.items()}


@one_transaction
def fold(spare: int = SPARE) -> bool:
    """Sum up rows that stand alike, when there are many. Whoever reads meanwhile sees all of it or nothing."""
    _by_oneself()
    with connection.cursor() as cursor:
        cursor.execute(MANY)
        rows, cells = cursor.fetchone()
        if rows - cells <= spare:
            return False
        cursor.execute(FOLD)
    return True


@one_transaction
def count_again() -> None:
    """Count everything anew, beside the running desk: one statement sees one moment, and what comes later is added."""
    _by_oneself()
    with connection.cursor() as cursor:
        cursor.execute(COUNT_AGAIN)


def wrong_by() -> int:
    """How many conversations the kept counts differ from counted ones, at one moment. Reads every conversation."""
    with connection.cursor() as cursor:
        cursor.execute(WRONG)
        (apart,) = cursor.fetchone()
    return int(apart)


def _by_oneself() -> None:
    """Of folding and counting again, one at a time: each must see what the other left behind."""
    alone("conversations tally", 0)

"""Noting that a clock warned, or was breached: once, at its own time, also when nobody was there at that moment."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from earful.kit.transaction import one_transaction

PART = 1000
# The rows are taken by whoever comes first; the sign is written with the column that says so, in one statement.
RING = """
with due as (
    select id from queues_clock where state = 'running' and {column} is null and {moment} <= %(now)s
    order by {moment}, id limit %(most)s for update skip locked
), rung as (
    update queues_clock c set {column} = c.{moment} from due where c.id = due.id
    returning c.id, c.workspace_id, c.conversation_id, c.{moment} as at
), noted as (
    insert into queues_clocksign (workspace_id, clock_id, what, at, noted_at)
    select workspace_id, id, %(what)s, at, %(now)s from rung
)
select id, workspace_id, conversation_id, at from rung order by at, id
"""
WARN = RING.format(column="warned_at", moment="warn_at")
BREACH = RING.format(column="breached_at", moment="due_at")


@dataclass(frozen=True, slots=True)
class Rung:
    """A clock to which something has happened just now."""

    clock: int
    workspace: int
    conversation: int
    what: str
    at: datetime


@one_transaction
def ring(now: datetime, most: int = PART) -> list[Rung]:
    """What has come due by now and was not noted yet, earliest first of each sort; more than `most` of one wait for the next call."""
    found = []
    with connection.cursor() as cursor:
        for what, statement in (("warned", WARN), ("breached", BREACH)):
            cursor.execute(statement, {"now": now, "most": most, "what": what})
            found += [Rung(pk, workspace, talk, what, at) for pk, workspace, talk, at in cursor.fetchall()]
    return found

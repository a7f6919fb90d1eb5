"""Who is here: one row for each open page, brought up to date by its beat and worth nothing when it falls silent."""

from datetime import datetime

from django.db import connection

from earful.conversations.models import Conversation
from earful.kit import clock
from earful.kit.announce import announce
from earful.queues import rules
from earful.queues.models import Presence
from earful.queues.rules import Beat
from earful.staff.models import Agent

TOPIC = "presence"
BEATS = """
with before as (select conversation_id, beat_at, wrote_at from queues_presence where agent_id = %(agent)s and page = %(page)s)
insert into queues_presence as here (workspace_id, agent_id, page, conversation_id, beat_at, opened_at, wrote_at, writing_since)
values (%(workspace)s, %(agent)s, %(page)s, %(conversation)s, %(now)s, %(now)s, %(wrote)s, %(wrote)s)
on conflict (agent_id, page) do update set
    beat_at = excluded.beat_at,
    conversation_id = excluded.conversation_id,
    opened_at = case when here.conversation_id is not distinct from excluded.conversation_id and here.beat_at > %(silent)s
        then here.opened_at else excluded.opened_at end,
    wrote_at = case when here.conversation_id is not distinct from excluded.conversation_id
        then coalesce(excluded.wrote_at, here.wrote_at) else excluded.wrote_at end,
    writing_since = case when here.conversation_id is not distinct from excluded.conversation_id and here.wrote_at > %(idle)s
        then here.writing_since else excluded.writing_since end
returning (select conversation_id from before), (select beat_at from before), (select wrote_at from before)
"""


def beat(agent: Agent, page: str, conversation: Conversation | None, *, writing: bool = False) -> None:
    """An open page says that it is there. One statement, no history, no lock on the conversation; most tell nobody."""
    now = clock.now()
    said = Beat(conversation.pk if conversation else None, now, now if writing else None)
    given: dict[str, int | str | datetime | None] = {
        "workspace": agent.workspace_id,
        "agent": agent.pk,
        "page": page[:24],
        "conversation": said.conversation,
        "now": now,
        "wrote": said.wrote_at,
        "silent": now - rules.PRESENT,
        "idle": now - rules.WRITING,
    }
    with connection.cursor() as cursor:
        cursor.execute(BEATS, given)
        there, at, wrote = cursor.fetchone()
    before = Beat(there, at, wrote) if at else None
    _tell(agent, rules.news_to(before, said))


def leave(agent: Agent, page: str) -> None:
    """A page is closed, or shows no conversation any more. Its person is on duty for a while yet."""
    with connection.cursor() as cursor:
        cursor.execute(
            "with before as (select id, conversation_id from queues_presence where agent_id = %s and page = %s) "
            "update queues_presence set conversation_id = null, wrote_at = null, writing_since = null from before "
            "where queues_presence.id = before.id and before.conversation_id is not null "
            "returning before.conversation_id",
            [agent.pk, page[:24]],
        )
        left = cursor.fetchone()
    if left:
        _tell(agent, {left[0]})


def rest(conversation: Conversation, agent: Agent) -> None:
    """They no longer write here: it was sent, or thrown away."""
    writing = Presence.objects.filter(agent=agent, conversation=conversation, wrote_at__isnull=False)
    if writing.update(wrote_at=None, writing_since=None):
        _tell(agent, {conversation.pk})


def _tell(agent: Agent, conversations: set[int]) -> None:
    for pk in conversations:
        announce(agent.workspace_id or 0, TOPIC, pk)

"""The desk hands out what nobody has, in the order of the queue, and writes down why the rest stays.

Whoever hands out in a workspace, the desk or somebody who asks for the next one, does so alone, for a moment: so nobody
is ever handed more than they can have. Rows that somebody else is at just now are left for the next time.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import connection
from django.db.models import QuerySet

from earful.conversations import ordering
from earful.conversations.history import What, write_all
from earful.conversations.models import Conversation
from earful.kit import clock
from earful.kit.announce import announce_all
from earful.kit.transaction import alone, one_transaction
from earful.queues.sharing import needs
from earful.queues.sharing.models import Queued
from earful.queues.sharing.people import people
from earful.queues.sharing.rules import Need, Person, Stays, Why, chosen
from earful.staff.models import Agent, Workspace
from earful.staff.rules import HandOut

PAGE = 300  # matters in one transaction
HAND = """
update conversations_conversation c set assignee_id = v.agent, version = version + 1
from unnest(%s::bigint[], %s::bigint[]) as v(id, agent) where c.id = v.id returning c.id, c.version
"""
TOLD = "update staff_agent a set given_at = v.at from unnest(%s::bigint[], %s::timestamptz[]) as v(id, at) where a.id = v.id"
COLUMNS = ("workspace", "account", "kind", "language", "team", "asker", "urgency", "waiting_since")


@dataclass(slots=True)
class Shared:
    """To whom matters go, with why, and why the others stay."""

    to: dict[int, tuple[Person, str]] = field(default_factory=dict)
    stay: dict[int, Stays] = field(default_factory=dict)


def lying(workspace_id: int) -> QuerySet[Conversation]:
    """What somebody waits for and nobody has."""
    rows = Conversation.objects.filter(workspace_id=workspace_id, status="open", merged_into=None, assignee=None)
    return rows.filter(snoozed_until=None, asker__isnull=False, waiting_since__isnull=False)


def hand_out(workspace: Workspace) -> int:
    """All that can be handed out now; how much that was. Nothing where people take matters by hand."""
    if workspace.hand_out != HandOut.LEVEL:
        Queued.objects.filter(workspace=workspace).delete()
        return 0
    given, mark, more = 0, "", True
    while more:
        some, mark = _part(workspace.pk, mark)
        given, more = given + some, bool(mark)
    Queued.objects.filter(workspace=workspace).exclude(conversation__in=lying(workspace.pk)).delete()
    return given


@one_transaction
def _part(workspace_id: int, mark: str) -> tuple[int, str]:
    alone("hand out", workspace_id)
    page = ordering.BY_NEED.page(lying(workspace_id).only(*COLUMNS), mark, PAGE)
    if not page.rows:
        return 0, ""
    shared = shared_out(workspace_id, people(workspace_id), [needs.matter(row) for row in page.rows])
    given = give_all(workspace_id, shared.to)
    _note(workspace_id, [row.pk for row in page.rows], shared.stay)
    return given, page.next


def shared_out(workspace_id: int, team: Sequence[Person], matters: Sequence[needs.Matter]) -> Shared:
    """Who gets what, in order; who had to do with what is asked only of what somebody could have now."""
    known = needs.plain(workspace_id, matters)
    stays: dict[Need, Stays] = {}  # who is full stays full: what stays for one stays for all that take the same
    for need in set(known.values()):
        found = chosen(team, need)
        if isinstance(found, Stays):
            stays[need] = found
    could = [one for one in matters if known[one.id] not in stays]
    known |= needs.with_people(workspace_id, could, known)
    now, by_id, shared = clock.now(), {person.id: person for person in team}, Shared()
    for place, one in enumerate(matters):
        need = known[one.id]
        found = stays.get(need) or chosen(list(by_id.values()), need)
        if isinstance(found, Stays):
            shared.stay[one.id] = stays[need] = found
            continue
        shared.to[one.id] = found, "continuity" if found.id in need.before else "level"
        by_id[found.id] = found.given(now + timedelta(microseconds=place))
    return shared


def give_all(workspace_id: int, to: Mapping[int, tuple[Person, str]]) -> int:
    """Hand them over with a line of history each, unless somebody is at them just now; how many."""
    if not to:
        return 0
    free = lying(workspace_id).select_for_update(skip_locked=True, of=("self",)).filter(pk__in=to).order_by("pk")
    rows = {row.pk: row for row in free.only("workspace")}
    with connection.cursor() as cursor:
        cursor.execute(HAND, [list(rows), [to[pk][0].id for pk in rows]])
        versions = cursor.fetchall()
    names = {agent.pk: agent.name for agent in Agent.objects.filter(pk__in={to[pk][0].id for pk in rows})}
    about = [  # in the order in which they were handed out
        (rows[pk], {"to": person.id, "name": names[person.id], "before": None, "why": why})
        for pk, (person, why) in to.items()
        if pk in rows
    ]
    write_all(What.ASSIGNED, about)
    _tell([to[pk][0].id for pk in to if pk in rows])
    Queued.objects.filter(conversation__in=rows).delete()
    announce_all(workspace_id, "conversation", versions)
    return len(rows)


def _tell(agents: Sequence[int]) -> None:
    """When each was given something last, in the order in which they were."""
    now = clock.now()
    last = {agent: now + timedelta(microseconds=place) for place, agent in enumerate(agents)}
    with connection.cursor() as cursor:
        cursor.execute(TOLD, [list(last), list(last.values())])


def _note(workspace_id: int, looked_at: Sequence[int], stay: Mapping[int, Stays]) -> None:
    """Why they stay, where that is not what stands there already."""
    noted = {
        row.conversation_id: Stays(Why(row.why), row.until) for row in Queued.objects.filter(conversation__in=looked_at)
    }
    news = [
        Queued(workspace_id=workspace_id, conversation_id=pk, why=found.why, until=found.until)
        for pk, found in stay.items()
        if noted.get(pk) != found
    ]
    Queued.objects.bulk_create(
        news, update_conflicts=True, unique_fields=["conversation"], update_fields=["why", "until"]
    )

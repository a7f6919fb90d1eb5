"""One act on many conversations: in bounded parts, honest about what was left alone, and undone as a whole.

What is to be done stands in one row. Each part takes some of it, under that row's lock, so a request and a worker may
both be at it, and either may die: nothing is done twice or forgotten. Nothing here answers anybody.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction

from earful.conversations import actions as conversations
from earful.conversations.actions import CannotDo
from earful.conversations.history import within
from earful.conversations.models import Bulk, Conversation, Event, Outcome
from earful.kit import clock
from earful.kit.transaction import one_transaction
from earful.kit.words import gettext_noop
from earful.queues import actions as queues
from earful.queues.bulk_undo import take_back
from earful.queues.sharing import picking
from earful.staff import queries as staff
from earful.staff.models import Agent, Team

MOST = 1000  # conversations in one act
PART = 20  # in one transaction
ACTS = ("assign", "team", "tag", "untag", "snooze", "end")
KEPT_FOR = timedelta(days=30)  # how long the list of them shows one


@dataclass(frozen=True, slots=True)
class Chosen:
    """A conversation as it was when somebody chose it."""

    conversation_id: int
    version: int
    turns: int


@one_transaction
def begin(agent: Agent, what: str, given: Mapping[str, Any], chosen: Sequence[Chosen]) -> Bulk:
    """Write down what is to be done; `advance` does it. Raises CannotDo."""
    if what not in ACTS or not chosen:
        raise CannotDo(gettext_noop("Choose conversations, and what to do with them."))
    if len(chosen) > MOST:
        raise CannotDo(gettext_noop("These are too many at once."))
    _check(agent, what, given)
    rows = sorted({each.conversation_id: [each.conversation_id, each.version, each.turns] for each in chosen}.items())
    return Bulk.objects.create(
        workspace_id=agent.workspace_id,
        agent=agent,
        what=what,
        given=dict(given),
        rows=[row for _pk, row in rows],
        asked=len(rows),
        at=clock.now(),
    )


def _check(agent: Agent, what: str, given: Mapping[str, Any]) -> None:
    """Everything that would be refused for each of them is refused once, before anything is done."""
    reason = str(given.get("reason") or "").strip()
    if what in {"tag", "untag"} and not str(given.get("name") or "").strip():
        raise CannotDo(gettext_noop("Write a word for the tag."))
    if what == "snooze" and not reason:
        raise CannotDo(gettext_noop("Say in a few words why this is put away."))
    if what == "snooze" and (not given.get("until") or clock.parse(str(given["until"])) <= clock.now()):
        raise CannotDo(gettext_noop("Choose a time that is still to come."))
    if what == "end" and given.get("outcome") not in set(Outcome.values) - {Outcome.REMOVED}:
        raise CannotDo(gettext_noop("Choose how this ends."))
    if what == "end" and given["outcome"] != Outcome.SPAM and not reason:  # which is its own reason
        raise CannotDo(gettext_noop("Say why they end together, or to whom they were handed on."))
    if what == "assign" and given.get("to") and _colleague(agent, given) is None:
        raise CannotDo(gettext_noop("There is no such colleague to take it."))
    if what == "assign" and given.get("to") == agent.pk and not picking.may_pick(agent):
        raise CannotDo(picking.NO_PICKING)
    if what == "team" and given.get("to") and _team(agent, given) is None:
        raise CannotDo(gettext_noop("There is no such team."))


def advance(bulk: Bulk, most: int = MOST) -> Bulk:
    """Do, or undo, so many of what is left. Whoever calls it again goes on where it stands."""
    for _ in range(0, most, PART):
        bulk = _part(bulk.pk)
        if bulk.state in {Bulk.State.DONE, Bulk.State.UNDONE}:
            break
    return bulk


@one_transaction
def _part(bulk_id: int) -> Bulk:
    bulk = Bulk.objects.select_for_update().select_related("agent").get(pk=bulk_id)
    if bulk.state == Bulk.State.RUNNING:
        now, later = bulk.rows[:PART], bulk.rows[PART:]
        left = Counter(why for row in now if (why := _one(bulk, Chosen(*row))))
        bulk.left = dict(Counter(bulk.left) + left)
        bulk.done += len(now) - left.total()
        bulk.rows, bulk.state = later, Bulk.State.RUNNING if later else Bulk.State.DONE
    elif bulk.state == Bulk.State.UNDOING:
        now, later = bulk.rows[:PART], bulk.rows[PART:]
        restored = sum(_undo_one(bulk, event_id) for event_id in now)
        bulk.restored, bulk.kept = bulk.restored + restored, bulk.kept + len(now) - restored
        bulk.rows, bulk.state = later, Bulk.State.UNDOING if later else Bulk.State.UNDONE
    bulk.save()
    return bulk


def _one(bulk: Bulk, chosen: Chosen) -> str:
    """Do it to one; "" when it was done, else why it was left alone."""
    rows = Conversation.objects.select_for_update().filter(workspace_id=bulk.workspace_id, pk=chosen.conversation_id)
    conversation = rows.first()
    if conversation is None or conversation.merged_into_id is not None:
        return "gone"
    if conversation.turns_count != chosen.turns:
        return "said"
    if conversation.version != chosen.version:
        return "changed"
    if conversation.status == Conversation.Status.ENDED and bulk.what in {"snooze", "end"}:
        return "ended"
    try:
        with transaction.atomic(), within(bulk) as written:  # one that is refused leaves the others as they are
            _do(bulk, conversation)
    except CannotDo:
        return "refused"
    return "" if written else "already"


def _do(bulk: Bulk, conversation: Conversation) -> None:
    agent, given = bulk.agent, bulk.given
    match bulk.what:
        case "assign":
            queues.assign(conversation, _colleague(agent, given), agent)
        case "team":
            queues.set_team(conversation, _team(agent, given), agent)
        case "tag":
            conversations.tag(conversation, agent, str(given["name"]).lstrip("#"))
        case "untag":
            conversations.remove_tag(conversation, agent, str(given["name"]).lstrip("#").strip().lower())
        case "snooze":
            conversations.snooze(conversation, agent, clock.parse(given["until"]), str(given["reason"]))
        case "end":
            conversations.end(conversation, agent, Outcome(given["outcome"]), str(given.get("reason") or ""))


def _colleague(agent: Agent, given: Mapping[str, Any]) -> Agent | None:
    return staff.colleagues(agent.workspace_id or 0).filter(pk=int(given["to"])).first() if given.get("to") else None


def _team(agent: Agent, given: Mapping[str, Any]) -> Team | None:
    return staff.teams(agent.workspace_id or 0).filter(pk=int(given["to"])).first() if given.get("to") else None


@one_transaction
def begin_undo(bulk: Bulk, agent: Agent) -> Bulk:
    """Take the whole act back; `advance` does it. What has changed since is left alone. Raises CannotDo."""
    bulk = Bulk.objects.select_for_update().get(pk=bulk.pk)
    if bulk.agent_id != agent.pk:
        raise CannotDo(gettext_noop("Only whoever did this can undo it as a whole."))
    if bulk.state in {Bulk.State.UNDOING, Bulk.State.UNDONE}:
        raise CannotDo(gettext_noop("This was already undone."))
    # Whatever was still to be done is not begun any more.
    events = Event.objects.filter(bulk=bulk, undone_at=None).order_by("conversation_id", "-id")
    bulk.rows, bulk.state, bulk.undone_at = list(events.values_list("pk", flat=True)), Bulk.State.UNDOING, clock.now()
    bulk.save()
    return bulk


def _undo_one(bulk: Bulk, event_id: int) -> bool:
    """Take one line of it back; False when something has changed since."""
    event = Event.objects.select_related("conversation").get(pk=event_id)
    try:
        with transaction.atomic():
            return take_back(event, bulk.agent)
    except CannotDo:
        return False


def chosen(rows: Iterable[Conversation]) -> list[Chosen]:
    """Conversations as they are now, to be acted on."""
    return [Chosen(row.pk, row.version, row.turns_count) for row in rows]


def of(agent: Agent, bulk_id: int) -> Bulk | None:
    """One of this person's own acts."""
    return Bulk.objects.filter(agent=agent, workspace_id=agent.workspace_id, pk=bulk_id).first()


def lately(agent: Agent, most: int = 50) -> Sequence[Bulk]:
    """What this person did to many at once, latest first."""
    rows = Bulk.objects.filter(workspace_id=agent.workspace_id, agent=agent, at__gt=clock.now() - KEPT_FOR)
    return list(rows.defer("rows").order_by("-at")[:most])

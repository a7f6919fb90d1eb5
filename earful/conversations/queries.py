"""Reading conversations: the desk's views, their counts, search, and one conversation whole."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from earful.conversations import ordering, search, tally
from earful.conversations.models import Conversation, Event, Note, Tag, Turn
from earful.kit import paging
from earful.staff.models import Agent

PAGE = 50
VIEWS = ("needs", "mine", "unassigned", "waiting", "snoozed", "all")


def in_view(agent: Agent, view: str) -> Q:
    """The condition of a view for one person. Raises KeyError for a view nobody has."""
    here = Q(workspace_id=agent.workspace_id, merged_into=None)
    awake = Q(snoozed_until=None)
    wanted = {
        "needs": Q(status="open") & awake,
        "mine": Q(assignee=agent) & ~Q(status="ended") & awake,
        "unassigned": Q(status="open", assignee=None) & awake,
        "waiting": Q(status="waiting") & awake,
        "snoozed": Q(snoozed_until__isnull=False),
        "all": Q(asker__isnull=False),  # the brand's own posts are nobody's matter
    }
    return here & wanted[view]


def counts(agent: Agent) -> dict[str, int]:
    """How many conversations each view holds, in one query over kept counts."""
    awake = Q(snoozed=False)
    wanted = {
        "needs": Q(status="open") & awake,
        "mine": Q(assignee_id=agent.pk) & ~Q(status="ended") & awake,
        "unassigned": Q(status="open", assignee_id=None) & awake,
        "waiting": Q(status="waiting") & awake,
        "snoozed": Q(snoozed=True),
        "all": Q(asked=True),
    }
    return tally.of({view: wanted[view] for view in VIEWS}, agent.workspace_id or 0)


def page(agent: Agent, view: str, mark: str = "", words: str = "", size: int = PAGE) -> paging.Page[Conversation]:
    """One page of a view: open matters by urgency and wait, snoozed ones by their return, others latest first.

    What words find comes latest first in every view.
    """
    rows = Conversation.objects.filter(in_view(agent, view)).select_related("account", "asker", "assignee", "team")
    rows = rows.prefetch_related("tags")
    if words.strip():
        return search.find(rows, agent.workspace_id or 0, words, mark, size)
    order = {"needs": ordering.by_need, "unassigned": ordering.by_need, "snoozed": ordering.by_return}
    return order.get(view, ordering.by_last)(rows, mark, size)


@dataclass(frozen=True, slots=True)
class Whole:
    """A conversation with everything in it, in order."""

    conversation: Conversation
    turns: Sequence[Turn]
    notes: Sequence[Note]
    events: Sequence[Event]
    tags: Sequence[Tag]
    above: Sequence[Turn] = ()  # what the first turn answers, when that is not part of this matter: our own post
    people: dict[int, str] = field(default_factory=dict)  # handle id -> "asker" | "customer"


def one(workspace_id: int, conversation_id: int) -> Conversation | None:
    """A conversation; if it was merged, the one it went into."""
    rows = Conversation.objects.select_related("account", "asker", "assignee", "team", "merged_into")
    found = rows.filter(workspace_id=workspace_id, pk=conversation_id).first()
    while found is not None and found.merged_into_id is not None:
        found = rows.filter(pk=found.merged_into_id).first()
    return found


def whole(conversation: Conversation) -> Whole:
    """Everything in a conversation, in a fixed number of queries."""
    turns = list(_turns(conversation))
    people = {
        t.author_id: "asker" if t.author_id == conversation.asker_id else "customer" for t in turns if t.author_id
    }
    return Whole(
        conversation,
        turns,
        list(Note.objects.filter(conversation=conversation).select_related("agent").order_by("at")),
        list(Event.objects.filter(conversation=conversation).select_related("agent").order_by("at", "id")),
        list(conversation.tags.order_by("name")),
        earlier_turns(conversation.account_id, turns[0].parent_external_id, most=3) if turns else (),
        people,
    )


def _turns(conversation: Conversation) -> QuerySet[Turn]:
    rows = Turn.objects.filter(conversation=conversation).defer("search")
    return rows.select_related("author", "agent", "outcome_by", "judged_by").order_by("said_at", "order", "id")


def turn(workspace_id: int, turn_id: int) -> Turn | None:
    """One turn with its conversation and the ledger row it stands on."""
    rows = Turn.objects.select_related("conversation__account", "item", "author", "account")
    return rows.filter(workspace_id=workspace_id, pk=turn_id).first()


def answerable(conversation: Conversation) -> Turn | None:
    """The turn an answer goes to unless the agent picks another: the oldest waiting one, else the customer's last."""
    theirs = Turn.objects.filter(conversation=conversation, ours=False, removed_at=None).select_related(
        "item", "author"
    )
    waiting = theirs.filter(needs_answer=True, outcome="").order_by("said_at", "order", "id").first()
    return waiting or theirs.order_by("-said_at", "-order", "-id").first()


def watched(account_id: int, since: datetime, most: int) -> Sequence[str]:
    """External ids of turns in matters that are not ended, or were said lately: their edits and removals matter."""
    live = Turn.objects.filter(account_id=account_id, removed_at=None).exclude(external_id__startswith="unreadable:")
    live = live.filter(Q(conversation__status__in=["open", "waiting"]) | Q(said_at__gte=since))
    return list(live.order_by("-said_at").values_list("external_id", flat=True)[:most])


def events(conversation: Conversation, what: str) -> Sequence[Event]:
    """Events of one sort that can still be undone, newest first."""
    return list(Event.objects.filter(conversation=conversation, what=what, undone_at=None).order_by("-id"))


def of_customer(customer_id: int, most: int = 20) -> Sequence[Conversation]:
    """Earlier matters of one person, over all their handles, latest first."""
    spoke = Turn.objects.filter(conversation=OuterRef("pk"), author__customer_id=customer_id)
    rows = Conversation.objects.filter(Exists(spoke), merged_into=None).select_related("account", "asker", "assignee")
    return list(rows.prefetch_related(Prefetch("tags")).order_by("-last_at")[:most])


def earlier_turns(account_id: int, parent_external_id: str, most: int = 6) -> Sequence[Turn]:
    """The turns above one, oldest first, for judging it in context."""
    found: list[Turn] = []
    seen: set[str] = set()
    while parent_external_id and parent_external_id not in seen and len(found) < most:
        seen.add(parent_external_id)
        above = (
            Turn.objects.filter(account_id=account_id, external_id=parent_external_id).select_related("author").first()
        )
        if above is None:
            break
        found.append(above)
        parent_external_id = above.parent_external_id
    return found[::-1]


def lively(account_id: int, most: int) -> Sequence[str]:
    """External ids with which the matters begin that are open or waiting, latest first."""
    rows = Conversation.objects.filter(account_id=account_id, status__in=["open", "waiting"], merged_into=None)
    return list(rows.exclude(anchor__startswith="split:").order_by("-last_at").values_list("anchor", flat=True)[:most])


def items_below(turn: Turn, most: int = 200) -> Sequence[int]:
    """Ids of the items on which the customers' answers to a turn stand."""
    below = Turn.objects.filter(account_id=turn.account_id, parent_external_id=turn.external_id, ours=False)
    return list(below.filter(removed_at=None, judged_by=None).order_by("id").values_list("item_id", flat=True)[:most])

"""Reading conversations: the desk's views, their counts, search, and one conversation whole."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum

from earful.channels import ours
from earful.conversations import ordering, search, standing
from earful.conversations.listing import to_list, with_tags
from earful.conversations.models import Conversation, Event, Note, Tag, Tally, Turn
from earful.conversations.same import folding
from earful.kit import clock, paging
from earful.kit.ready import Ready, Slot
from earful.staff.models import Agent

PAGE = 50
MOVES = ("merged", "split", "undone")  # what a stop before a stale answer has to know, however long ago
LONG_AGO = datetime(1, 1, 2, tzinfo=UTC)
IN_ORDER = ("said_at", "order", "id")
VIEWS = ("needs", "mine", "unassigned", "waiting", "snoozed", "all")
DUE = ("late", "hour")  # what is past its promise, and what is due within the hour: where the board leads to
SOON = timedelta(hours=1)


def in_view(agent: Agent, view: str) -> Q:
    """The condition of a view for one person. Raises KeyError for a view nobody has."""
    return (
        Q(workspace_id=agent.workspace_id) & due(view) if view in DUE else _in_view(agent.workspace_id, agent.pk, view)
    )


def due(view: str) -> Q:
    """What is open and late, or due within the hour, whether it is put away or not."""
    now = clock.now()
    when = Q(due_at__lte=now) if view == "late" else Q(due_at__gt=now, due_at__lte=now + SOON)
    return Q(merged_into=None, status="open") & when


def _in_view(workspace: int | Slot | None, agent: int | Slot, view: str) -> Q:
    here = Q(workspace_id=workspace, merged_into=None)
    awake = Q(snoozed_until=None)
    wanted = {
        "needs": Q(status="open") & awake,
        "mine": Q(assignee_id=agent) & ~Q(status="ended") & awake,
        "unassigned": Q(status="open", assignee=None) & awake,
        "waiting": Q(status="waiting") & awake,
        "snoozed": Q(snoozed_until__isnull=False),
        "all": Q(asker__isnull=False),  # the brand's own posts are nobody's matter
    }
    return here & wanted[view]


def counts(agent: Agent) -> dict[str, int]:
    """How many conversations each view holds, in one query over kept counts."""
    (found,) = _counts(agent.workspace_id or 0, agent.pk) or ({},)
    return {view: max(0, found.get(view) or 0) for view in VIEWS}


def _counted(workspace: Slot, agent: Slot) -> QuerySet[Tally, dict[str, int | None]]:
    awake = Q(snoozed=False)
    wanted = {
        "needs": Q(status="open") & awake,
        "mine": Q(assignee_id=agent) & ~Q(status="ended") & awake,
        "unassigned": Q(status="open", assignee_id=None) & awake,
        "waiting": Q(status="waiting") & awake,
        "snoozed": Q(snoozed=True),
        "all": Q(asked=True),
    }
    rows = Tally.objects.filter(workspace_id=workspace).values("workspace_id")
    return rows.annotate(**{view: Sum("change", filter=wanted[view]) for view in VIEWS})


_counts = Ready(_counted)


def ahead(conversation: Conversation) -> tuple[int, int]:
    """How many matters that need an answer come before this one, and how many there are with it."""
    here = Conversation.objects.filter(_in_view(conversation.workspace_id, 0, "needs"))
    urgency, since = conversation.urgency, conversation.waiting_since
    sooner = Q(waiting_since__lt=since) | Q(waiting_since=since, pk__lt=conversation.pk)
    before = here.filter(Q(urgency__gt=urgency) | (Q(urgency=urgency) & sooner)).count()
    return before, here.count()


def page(
    agent: Agent, view: str, mark: str = "", words: str = "", size: int = PAGE, *, fold: bool = False, story: int = 0
) -> paging.Page[Conversation]:
    """One page of a view: open matters by urgency and wait, snoozed ones by their return, others latest first.

    What words find comes latest first in every view. `fold`: of what many passed on, one line. `story`: only its matters.
    """
    fold = fold and view in folding.FOLDED and not words.strip() and not story
    if not words.strip() and size == PAGE and view not in DUE and not story:
        return _page(agent, view, mark, fold=fold)
    wanted = in_view(agent, view)
    if fold:
        wanted &= folding.unfolded(view, lambda: in_view(agent, view))
    rows = to_list(wanted & folding.of_story(story) if story else wanted).prefetch_related("tags")
    if words.strip():
        return search.find(rows, agent.workspace_id or 0, words, mark, size)
    return _order(view).page(rows, mark, size)


def _order(view: str) -> ordering.Order:
    by_need = dict.fromkeys(("needs", "unassigned"), ordering.BY_NEED)
    order = {**by_need, "snoozed": ordering.BY_RETURN, **dict.fromkeys(DUE, ordering.BY_DUE)}
    return order.get(view, ordering.BY_LAST)


class _Pages:
    """The pages of a view as everybody opens them all the time."""

    def __init__(self, view: str, *, fold: bool = False) -> None:
        self.order = _order(view)

        def rows(workspace: Slot, agent: Slot) -> QuerySet[Conversation]:
            wanted = _in_view(workspace, agent, view)
            more = folding.unfolded(view, lambda: _in_view(workspace, agent, view)) if fold else Q()
            return to_list(wanted & more)

        self.first = Ready(lambda workspace, agent: self.order.first(rows(workspace, agent), PAGE))
        self.after = [
            Ready(lambda workspace, agent, *key, step=step: self.order.after(rows(workspace, agent), PAGE, step, *key))
            for step in range(len(self.order.steps))
        ]


_pages = {(view, fold): _Pages(view, fold=fold) for view in VIEWS for fold in (False, True)}


def _page(agent: Agent, view: str, mark: str, *, fold: bool) -> paging.Page[Conversation]:
    """One page in the usual size."""
    pages, who = _pages[view, fold], (agent.workspace_id or 0, agent.pk)
    key = pages.order.key_of(mark)
    found = pages.first(*who) if key is None else []
    for step in pages.after if key is not None else ():
        if len(found) <= PAGE:
            found += step(*who, *(key or ()))
    return pages.order.cut(with_tags(found[: PAGE + 1]), PAGE)


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
    earlier: Sequence[Turn] = ()  # what came before `turns` and is not shown: light rows, in order
    later: bool = False  # whether something came after `turns` that is not shown


def solved_so_far(whole: Whole) -> list[tuple[datetime, bool]]:
    """When it was solved, oldest first, and whether its customer said so; of a thread that is here in part, nothing."""
    return [] if whole.later or whole.earlier else standing.solved_at_times(whole.conversation, whole.turns)


_one = Ready(
    lambda workspace, pk: Conversation.objects.filter(workspace=workspace, pk=pk).select_related(
        "account", "asker", "assignee", "team"
    )
)


def one(workspace_id: int, conversation_id: int) -> Conversation | None:
    """A conversation; if it was merged, the one it went into."""
    found = _one.first(workspace_id, conversation_id)
    while found is not None and found.merged_into_id is not None:
        found = _one.first(workspace_id, found.merged_into_id)
    return found


_all_turns = Ready(lambda pk: _full(Turn.objects.filter(conversation=pk)).order_by(*IN_ORDER))
_notes = Ready(
    lambda pk, since: (
        Note.objects.filter(conversation=pk, at__gte=since).select_related("agent", "invitation").order_by("at", "id")
    )
)
_events = Ready(
    lambda pk, since: (
        Event.objects.filter(Q(at__gte=since) | Q(what__in=MOVES), conversation=pk)
        .select_related("agent")
        .order_by("at", "id")
    )
)
_tags = Ready(lambda pk: Tag.objects.filter(conversations=pk).order_by("name"))


def whole(conversation: Conversation, most: int = 0, until: int = 0) -> Whole:
    """Everything in a conversation, in a fixed number of queries.

    `most`: only so many turns, the latest, or those up to the turn `until`; notes and events with them.
    """
    long = bool(most) and conversation.turns_count > most
    light = list(_turns(conversation, light=True)) if long else []  # first, so that nothing counts as seen that is not
    around = _window(light, most, until)
    turns = list(_turns(conversation, [turn.pk for turn in around] if long and until else None, most if long else 0))
    shown = {turn.pk for turn in turns}
    earlier = light[: next((at for at, turn in enumerate(light) if turn.pk in shown), 0)]
    since = turns[0].said_at if earlier else LONG_AGO
    return Whole(
        conversation,
        turns,
        _notes(conversation.pk, since),
        _events(conversation.pk, since),
        _tags(conversation.pk),
        earlier_turns(conversation.account_id, turns[0].parent_external_id, most=3) if turns and not earlier else (),
        {t.author_id: "asker" if t.author_id == conversation.asker_id else "customer" for t in turns if t.author_id},
        earlier,
        later=bool(around) and bool(until) and around[-1].pk != light[-1].pk,
    )


def _window(turns: Sequence[Turn], most: int, until: int) -> Sequence[Turn]:
    end = next((at for at, turn in enumerate(turns) if turn.pk == until), len(turns) - 1) + 1
    return turns[max(0, end - most) : end]


def _turns(
    conversation: Conversation, wanted: Sequence[int] | None = None, latest: int = 0, *, light: bool = False
) -> Sequence[Turn]:
    """Its turns in order: all, those that are named, or the latest."""
    rows = Turn.objects.filter(conversation=conversation)
    if light:
        return list(
            rows.only("external_id", "text", "why", "removed_at", "pictures", "said_at", "order").order_by(*IN_ORDER)
        )
    if wanted is not None:
        return list(_full(rows).filter(pk__in=wanted).order_by(*IN_ORDER))
    if latest:
        return list(_full(rows).order_by(*(f"-{name}" for name in IN_ORDER))[:latest])[::-1]
    return _all_turns(conversation.pk)


def _full(rows: QuerySet[Turn]) -> QuerySet[Turn]:
    return rows.defer("search").select_related("author", "agent", "outcome_by", "judged_by", "kind_by", "urgency_by")


def turn(workspace_id: int, turn_id: int) -> Turn | None:
    """One turn with its conversation and the ledger row it stands on."""
    rows = Turn.objects.select_related("conversation__account", "item", "author", "account")
    return rows.filter(workspace_id=workspace_id, pk=turn_id).first()


def _theirs(conversation: Slot) -> QuerySet[Turn]:
    rows = Turn.objects.filter(conversation=conversation, ours=False, removed_at=None)
    return rows.defer("search").select_related("item", "author")


_first_waiting = Ready(lambda pk: _theirs(pk).filter(needs_answer=True, outcome="").order_by(*IN_ORDER)[:1])
_last_theirs = Ready(lambda pk: _theirs(pk).order_by(*(f"-{name}" for name in IN_ORDER))[:1])


_theirs_by_pk = Ready(
    lambda account, pk: Turn.objects.filter(account=account, pk=pk, ours=False).defer("search").select_related("item")
)


def theirs(account_id: int, turn_id: int) -> Turn | None:
    """Something a customer said to an account, in whichever conversation, with the ledger row it stands on."""
    return _theirs_by_pk.first(account_id, turn_id)


def answerable(conversation: Conversation) -> Turn | None:
    """The turn an answer goes to unless the agent picks another: the oldest waiting one, else the customer's last."""
    return _first_waiting.first(conversation.pk) or _last_theirs.first(conversation.pk)


def watched(account_id: int, since: datetime, most: int, oldest: datetime | None = None) -> Sequence[str]:
    """External ids of turns in matters that are not ended, or were said lately: their edits and removals matter.

    `oldest`: before it the network can tell nothing of single things.
    """
    live = Turn.objects.filter(account_id=account_id, removed_at=None).exclude(external_id__startswith="unreadable:")
    live = live.exclude(external_id__startswith=ours.PREFIX)  # no network knows of these
    live = live if oldest is None else live.filter(said_at__gte=oldest)
    live = live.filter(Q(conversation__status__in=["open", "waiting"]) | Q(said_at__gte=since))
    return list(live.order_by("-said_at").values_list("external_id", flat=True)[:most])


def events(conversation: Conversation, what: str) -> Sequence[Event]:
    """Events of one sort that can still be undone, newest first."""
    return list(Event.objects.filter(conversation=conversation, what=what, undone_at=None).order_by("-id"))


MOST_OF_CUSTOMER = 20
_of_customer = Ready(
    lambda customer: (
        Conversation.objects.filter(
            Exists(Turn.objects.filter(conversation=OuterRef("pk"), author__customer_id=customer)), merged_into=None
        )
        .select_related("account", "asker", "assignee")
        .order_by("-last_at")[:MOST_OF_CUSTOMER]
    )
)


def of_customer(customer_id: int, *, tags: bool = False) -> Sequence[Conversation]:
    """Earlier matters of one person, over all their handles, latest first. `tags`: have these at hand too."""
    found = _of_customer(customer_id)
    return with_tags(found) if tags else found


_by_name = Ready(
    lambda account, name: (
        Turn.objects.filter(account=account, external_id=name).defer("search").select_related("author")
    )
)


def earlier_turns(account_id: int, parent_external_id: str, most: int = 6) -> Sequence[Turn]:
    """The turns above one, oldest first, for judging it in context."""
    found: list[Turn] = []
    seen: set[str] = set()
    while parent_external_id and parent_external_id not in seen and len(found) < most:
        seen.add(parent_external_id)
        above = _by_name.first(account_id, parent_external_id)
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

"""Two matters that are possibly one: what people say of them, and how each shows the other. Nothing is joined by itself.

Of one account, joining merges them. Of two, each keeps its thread on its network, for an answer must go where the customer
spoke; both are shown together. All of it is written down and can be undone.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from earful.conversations.history import What, write
from earful.conversations.joining import CannotJoin, merge
from earful.conversations.models import Conversation, Event, Likeness, Turn
from earful.kit import clock
from earful.kit.announce import announce_all
from earful.kit.transaction import one_transaction
from earful.kit.words import gettext_noop
from earful.staff.models import Agent

State = Likeness.State
MOST, MOST_TURNS = 4, 6
GONE = gettext_noop("Somebody has said something about these two already. Open the conversation again.")


@dataclass(frozen=True, slots=True)
class Line:
    """One message of the other half."""

    by: str
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Half:
    """The other matter. `first`: the one that a key joins."""

    likeness: int
    pk: int
    name: str
    network: str
    status_words: str
    preview: str
    why_words: str
    state_words: str
    joined: bool
    first: bool = False
    turns: Sequence[Line] = field(default_factory=tuple)


def shown(conversation: Conversation) -> list[Half]:
    """Those that are possibly, or certainly, one with this; in three questions at most."""
    pair = Q(one=conversation) | Q(other=conversation)
    rows = Likeness.objects.filter(pair, workspace=conversation.workspace_id).exclude(state=State.APART).order_by("-pk")
    rows = rows.filter(one__merged_into=None, other__merged_into=None)
    rows = rows.select_related("one__asker", "one__account", "other__asker", "other__account")
    found = [(row, row.other if row.one_id == conversation.pk else row.one) for row in rows[:MOST]]
    found = [(row, there) for row, there in found if row.state == State.JOINED or _asks(conversation, there)]
    known = [(row, there, row.state == State.JOINED and not _one_account(row)) for row, there in found]
    said = _said([there.pk for _row, there, joined in known if joined])
    key = next((row.pk for row, _there, joined in known if not joined), 0)
    return [
        _half(row, there, said.get(there.pk, ()), joined=joined, first=row.pk == key) for row, there, joined in known
    ]


def _asks(here: Conversation, there: Conversation) -> bool:
    """Whether there is anything to join: what was removed by its author is no matter any more."""
    return there.status != "ended" and bool(here.preview and there.preview)


def _one_account(row: Likeness) -> bool:
    return row.one.account_id == row.other.account_id


def _half(row: Likeness, there: Conversation, turns: Sequence[Line], *, joined: bool, first: bool) -> Half:
    return Half(
        likeness=row.pk,
        pk=there.pk,
        name=there.asker.shown if there.asker else "",
        network=there.account.name or there.account.handle,
        status_words=there.get_status_display(),
        preview=there.preview,
        why_words=row.get_why_display(),
        state_words=_("One matter") if joined else _("Possibly one matter"),
        joined=joined,
        first=first,
        turns=turns,
    )


def _said(ids: Sequence[int]) -> dict[int, list[Line]]:
    """The last words of these matters, in order."""
    found: dict[int, list[Line]] = {}
    rows = Turn.objects.filter(conversation__in=ids).select_related("author", "agent", "account").defer("search")
    for turn in rows.order_by("-said_at", "-order", "-id")[: MOST_TURNS * len(ids)] if ids else ():
        by = turn.author.shown if turn.author else turn.agent.name if turn.agent else turn.account.name
        found.setdefault(turn.conversation_id, []).insert(0, Line(by, turn.said_at, turn.text))
    return found


@one_transaction
def join(conversation: Conversation, likeness_id: int, agent: Agent) -> Event:
    """A person says that both are one matter. Raises CannotJoin."""
    row, there = _held(conversation, likeness_id)
    if _one_account(row):
        event = merge(conversation, there, agent)
        _say(row, State.JOINED, agent)
        return event
    if row.state != State.LIKELY:
        raise CannotJoin(GONE)
    return _said_so(row, conversation, there, State.JOINED, What.JOINED, agent)


@one_transaction
def apart(conversation: Conversation, likeness_id: int, agent: Agent) -> Event:
    """A person says that they are two. Raises CannotJoin."""
    row, there = _held(conversation, likeness_id)
    if row.state == State.APART:
        raise CannotJoin(GONE)
    return _said_so(row, conversation, there, State.APART, What.APART, agent)


def _held(conversation: Conversation, likeness_id: int) -> tuple[Likeness, Conversation]:
    pair = Q(one=conversation) | Q(other=conversation)
    rows = Likeness.objects.select_for_update(of=("self",)).select_related("one", "other")
    row = rows.filter(pair, workspace=conversation.workspace_id, pk=likeness_id).first()
    if row is None:
        raise CannotJoin(GONE)
    return row, row.other if row.one_id == conversation.pk else row.one


def _say(row: Likeness, state: State, agent: Agent) -> None:
    Likeness.objects.filter(pk=row.pk).update(state=state, by=agent, at=clock.now())


def _said_so(row: Likeness, here: Conversation, there: Conversation, state: State, what: What, agent: Agent) -> Event:
    _say(row, state, agent)
    write(there, what, agent, other=here.pk, likeness=row.pk)
    announce_all(here.workspace_id, "conversation", [(here.pk, here.version), (there.pk, there.version)])
    return write(here, what, agent, other=there.pk, likeness=row.pk)


@one_transaction
def undo(event: Event, agent: Agent) -> None:
    """What was said of two is unsaid: they are possibly one again. Raises CannotJoin."""
    event = Event.objects.select_for_update().select_related("conversation").get(pk=event.pk)
    row = Likeness.objects.select_for_update().filter(pk=event.details.get("likeness")).first()
    if event.undone_at or event.what not in {What.JOINED, What.APART} or row is None or row.state != event.what:
        raise CannotJoin(gettext_noop("This was already undone."))
    _say(row, State.LIKELY, agent)
    pair = Event.objects.filter(conversation__in=[row.one_id, row.other_id], what=event.what, undone_at=None)
    pair.filter(details__likeness=row.pk).update(undone_at=clock.now())
    write(event.conversation, What.UNDONE, agent, event=event.pk)
    halves = Conversation.objects.filter(pk__in=[row.one_id, row.other_id])
    announce_all(row.workspace_id, "conversation", halves.values_list("pk", "version"))

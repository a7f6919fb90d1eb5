"""Rows as the API shows them, where that takes more than their own fields."""

from collections.abc import Iterable
from typing import Any, TypeVar

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from ninja import Schema

from earful.accounts import hindering
from earful.accounts import queries as accounts
from earful.accounts.models import Account
from earful.api import schemas_approvals as approvals
from earful.api import schemas_house as house
from earful.api import schemas_matters as matters
from earful.api import schemas_replies as writing
from earful.api import words
from earful.conversations import queries as conversations
from earful.conversations.history import What
from earful.conversations.models import Conversation, Event, Turn
from earful.listening import queries as listening
from earful.outbox import queries as outbox
from earful.outbox import sight
from earful.outbox.models import Approval, Dispatch
from earful.replies import actions as reviewing
from earful.replies import queries as replies
from earful.replies.models import Draft
from earful.staff.models import Agent
from earful.triage.models import Verdict
from earful.triage.topics import queries as topics

S = TypeVar("S", bound=Schema)
READERS = {"": "", "public": "everybody", "unlisted": "quietly", "limited": "followers", "private": "named"}
AUDIENCE = {readers: audience for audience, readers in READERS.items()}
UNDOABLE = {What.ENDED, What.MERGED, What.SPLIT, What.JOINED, What.APART, What.SNOOZED, What.CORRECTED}


def fields(schema: type[S], row: object, **more: Any) -> S:
    """A schema filled from a row's fields of the same names, and what has none."""
    return schema(**{name: getattr(row, name) for name in schema.model_fields if name not in more}, **more)


def whole(conversation: Conversation, agent: Agent) -> matters.Whole:
    """A conversation with everything in it, in a fixed number of queries, and the mark that it was shown."""
    found, dispatches = conversations.whole(conversation), outbox.shown(conversation)
    stands = sight.Scene(conversation, found.turns, dispatches, found.events)
    return fields(
        matters.Whole,
        conversation,
        tags=sorted(tag.name for tag in found.tags),
        above=list(found.above),
        turns=list(_turns(found)),
        notes=list(found.notes),
        events=[event(each) for each in found.events],
        dispatches=[dispatch(each) for each in dispatches],
        seen=stands.sight().mark(agent),
    )


def _turns(found: conversations.Whole) -> Iterable[matters.Turn]:
    items = [turn.item_id for turn in found.turns]
    verdicts = {verdict.item_id: verdict for verdict in _verdicts(items)}
    heard = listening.of_items(turn.item_id for turn in found.turns if not turn.ours)
    about = topics.of_items(items)
    for item, verdict in verdicts.items():
        vars(verdict)["topics"] = about.get(item, [])  # shown with it, though kept elsewhere
    places = {turn.external_id: turn.pk for turn in found.turns}
    for turn in found.turns:
        more: dict[str, Any] = {"answers": places.get(turn.parent_external_id), "verdict": verdicts.get(turn.item_id)}
        more["found_by"] = heard.get(turn.item_id, [])
        more["audience"] = AUDIENCE[turn.readers]
        yield fields(matters.Turn, turn, role=_role(turn, found.people), **more)


def _verdicts(items: list[int]) -> QuerySet[Verdict]:
    """Those on some items, the newest last, each with its second opinion."""
    given = Verdict.objects.filter(item__in=items).select_related("item__opinion").defer("item__raw")
    return given.order_by("made_at", "id")


def _role(turn: Turn, people: dict[int, str]) -> str:
    return "us" if turn.ours else people.get(turn.author_id or 0, "unknown")


def event(event: Event) -> matters.Event:
    """A line of history."""
    known = event.what in UNDOABLE or (event.what == What.NEEDS_ANSWER and "correction" in event.details)
    return fields(matters.Event, event, can_undo=event.undone_at is None and known)


def dispatch(dispatch: Dispatch) -> writing.Dispatch:
    """A reply on its way."""
    can_undo = dispatch.state == Dispatch.State.HELD and not dispatch.attempts
    return fields(writing.Dispatch, dispatch, can_undo=can_undo, audience=AUDIENCE[dispatch.readers])


def approval(found: Approval) -> approvals.Approval:
    """An answer that waits for a colleague, or did."""
    talk = found.conversation
    why = [approvals.ApprovalReason(kind=kind, id=pk) for kind, pk in found.why]
    return fields(approvals.Approval, found, why=why, conversation_id=talk.merged_into_id or talk.pk)


def draft(draft: Draft) -> writing.Draft:
    """What somebody is writing."""
    return fields(writing.Draft, draft, enclosures=list(replies.enclosures(draft)), audience=AUDIENCE[draft.readers])


def reviewed(found: reviewing.Reviewed) -> writing.Reviewed:
    """What the guard says."""
    return writing.Reviewed(
        text=found.text,
        length=fields(writing.Length, found.length),
        rulings=words.rulings(found.rulings),
        answers_id=found.answers.pk if found.answers else None,
        clear=found.clear(),
        news=words.came(found.news),
        seen=found.seen,
    )


def account(account: Account) -> house.Account:
    """One of the brand's accounts, with what the dot beside it says."""
    hindrances = [
        house.Hindrance(code=one.code, words=_(one.words), remedy=_(one.remedy)) for one in hindering.known(account)
    ]
    return fields(house.Account, account, health=accounts.health(account).value, hindrances=hindrances)

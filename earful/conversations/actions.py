"""What people do to conversations. Each is one transaction, is written into the history, and tells the open pages."""

from datetime import datetime

from earful.channels.contract import Inbound
from earful.conversations.away import restore, stored
from earful.conversations.correcting import correct, judge, take_back
from earful.conversations.history import What, write
from earful.conversations.joining import CannotJoin, merge, split, undo
from earful.conversations.models import Conversation, Event, Note, Outcome, Tag, Turn
from earful.conversations.refusing import CannotDo
from earful.conversations.snoozing import bring_back, snooze, unsnooze, wake_due
from earful.conversations.standing import refresh
from earful.conversations.turns import Placed, Saying, place, place_all
from earful.kit import clock
from earful.kit.announce import announce
from earful.kit.transaction import one_transaction
from earful.kit.words import gettext_noop
from earful.staff.models import Agent

__all__ = [
    "CannotDo", "CannotJoin", "Inbound", "Placed", "Saying", "bring_back", "correct", "credit", "end", "judge", "leave_note",
    "merge", "place", "place_all", "remove_tag", "reopen", "snooze", "split", "tag", "take_back", "undo", "unsnooze", "wake_due",
]  # fmt: skip


def _locked(conversation: Conversation) -> Conversation:
    return Conversation.objects.select_for_update().get(pk=conversation.pk)


def _tell(conversation: Conversation) -> None:
    refresh(conversation)
    announce(conversation.workspace_id, "conversation", conversation.pk, conversation.version)


@one_transaction
def leave_note(conversation: Conversation, agent: Agent, text: str) -> Note:
    """Words that only the team sees. Raises CannotDo when there are none."""
    text = text.strip()
    if not text:
        raise CannotDo(gettext_noop("The note is empty."))
    conversation = _locked(conversation)
    note = Note.objects.create(
        workspace_id=conversation.workspace_id,
        conversation=conversation,
        agent=agent,
        text=text[:20_000],
        at=clock.now(),
    )
    write(conversation, What.NOTED, agent, note=note.pk)
    _tell(conversation)
    return note


@one_transaction
def tag(conversation: Conversation, agent: Agent | None, name: str) -> Tag:
    """Put a word on a conversation. Raises CannotDo when there is none."""
    name = " ".join(name.split()).lower()[:60]
    if not name:
        raise CannotDo(gettext_noop("Write a word for the tag."))
    conversation = _locked(conversation)
    found, _ = Tag.objects.get_or_create(workspace_id=conversation.workspace_id, name=name)
    if not conversation.tags.filter(pk=found.pk).exists():
        conversation.tags.add(found)
        write(conversation, What.TAGGED, agent, tag=name)
        _tell(conversation)
    return found


@one_transaction
def remove_tag(conversation: Conversation, agent: Agent | None, name: str) -> None:
    """Take a word off a conversation."""
    conversation = _locked(conversation)
    found = conversation.tags.filter(name=name).first()
    if found:
        conversation.tags.remove(found)
        write(conversation, What.UNTAGGED, agent, tag=name)
        _tell(conversation)


@one_transaction
def end(conversation: Conversation, agent: Agent | None, outcome: Outcome, reason: str = "") -> Event:
    """Ends the matter: every turn still waiting gets this outcome. "No answer needed" wants a reason. None: a rule does."""
    if outcome == Outcome.NOT_NEEDED and not reason.strip():
        raise CannotDo(gettext_noop("Say why no answer is needed."))
    if outcome == Outcome.HANDED_ON and not reason.strip():
        raise CannotDo(gettext_noop("Say to whom it was handed on."))
    conversation = _locked(conversation)
    now = clock.now()
    open_turns = Turn.objects.filter(conversation=conversation, needs_answer=True, ours=False, outcome="")
    ids = list(open_turns.values_list("pk", flat=True))
    Turn.objects.filter(pk__in=ids).update(
        outcome=outcome, outcome_reason=reason.strip()[:300], outcome_by=agent, outcome_at=now
    )
    before = {
        "status": conversation.status,
        "ended_at": _iso(conversation.ended_at),
        "turns": ids,
        "snoozed": stored(conversation),
    }
    conversation.ended_at, conversation.ended_by = now, agent
    event = write(conversation, What.ENDED, agent, outcome=outcome, reason=reason.strip()[:300], before=before)
    _tell(conversation)
    return event


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


@one_transaction
def reopen(event: Event, agent: Agent) -> None:
    """Undo an ending: the turns it closed wait again, since they were said. Raises CannotDo if it was undone already."""
    event = Event.objects.select_for_update().get(pk=event.pk)
    if event.undone_at or event.what != What.ENDED:
        raise CannotDo(gettext_noop("This was already undone."))
    conversation = _locked(event.conversation)
    turns = Turn.objects.filter(pk__in=event.details["before"]["turns"], outcome_by=event.agent_id)
    turns.update(outcome="", outcome_reason="", outcome_by=None, outcome_at=None)
    conversation.ended_at, conversation.ended_by = None, None
    if conversation.snoozed_until is None:
        restore(conversation, event.details["before"].get("snoozed", {}))
    event.undone_at = clock.now()
    event.save(update_fields=["undone_at"])
    write(conversation, What.REOPENED, agent, event=event.pk)
    _tell(conversation)


@one_transaction
def credit(
    placed: Conversation, external_id: str, agent: Agent | None, manner: str = "", holds_until: datetime | None = None
) -> None:
    """These words of ours were written here, by this person, as an answer or in another manner."""
    conversation = _locked(placed)
    turn = Turn.objects.filter(account=conversation.account_id, external_id=external_id, ours=True).first()
    if turn is None:
        return
    Turn.objects.filter(pk=turn.pk).update(agent=agent, manner=manner, holds_until=holds_until)
    answered = Turn.objects.filter(conversation=conversation, outcome_by=None, outcome_at=turn.said_at)
    answered.filter(outcome__in=[Outcome.ANSWERED, Outcome.THANKED]).update(outcome_by=agent)
    _tell(conversation)
    for field in ("status", "holds_until", "solved_at"):  # whoever placed these words sets the clocks by them
        setattr(placed, field, getattr(conversation, field))

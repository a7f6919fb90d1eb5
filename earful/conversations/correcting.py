"""A person says what a message is. Triage does not overrule it; it is an example to learn from, and can be taken back."""

from typing import Any

from earful.conversations import levels
from earful.conversations.history import What, write
from earful.conversations.models import Conversation, Event, Outcome, Turn
from earful.conversations.refusing import CannotDo
from earful.conversations.standing import refresh
from earful.kit import clock
from earful.kit.announce import announce
from earful.kit.transaction import one_transaction
from earful.kit.words import gettext_noop
from earful.staff.models import Agent
from earful.triage import actions as triage

BY_HAND = "rule:by_hand"  # why no answer is needed, when a person said so and gave no reason
CHANGED = {  # what a person's word changes of a turn
    "needs": ("needs_answer", "judged_by_id", "outcome", "outcome_reason", "outcome_by_id", "outcome_at"),
    "kind": ("kind", "kind_by_id"),
    "urgency": ("urgency", "urgency_by_id"),
    "mood": (),
}
CHANGED["spam"] = CHANGED["needs"]


@one_transaction
def judge(turn: Turn, agent: Agent, *, needs_answer: bool, reason: str = "") -> Event:
    """A person says whether a turn needs an answer. "No" wants a reason."""
    if not needs_answer and not reason.strip():
        raise CannotDo(gettext_noop("Say why no answer is needed."))
    return correct(turn, agent, "needs", "yes" if needs_answer else "no", reason)


@one_transaction
def correct(turn: Turn, agent: Agent, question: str, answer: str, reason: str = "") -> Event:
    """A person answers one of triage's questions about a turn. Raises CannotDo."""
    conversation = Conversation.objects.select_for_update().get(pk=turn.conversation_id)
    turn = Turn.objects.select_for_update().defer("search").get(pk=turn.pk)
    if turn.ours:
        raise CannotDo(gettext_noop("These are our own words."))
    if turn.removed_at is not None or turn.emptied_at is not None:
        raise CannotDo(gettext_noop("Its words are gone, so nobody can say what it is."))
    try:
        made = triage.correct(turn.item, agent, question, answer)
    except triage.NoSuchAnswer as error:
        raise CannotDo(gettext_noop("Choose one of the answers.")) from error
    before = {field: _plain(getattr(turn, field)) for field in CHANGED[question]}
    _set(turn, agent, question, answer, reason.strip()[:300])
    turn.save(update_fields=_fields(question))
    said = {"needs_answer": answer == "yes", "reason": reason.strip()[:300]} if question == "needs" else {}
    what = What.NEEDS_ANSWER if question == "needs" else What.CORRECTED
    details = {"turn": turn.pk, "question": question, "answer": answer, "correction": made.pk, "before": before, **said}
    event = write(conversation, what, agent, **details)
    _tell(conversation)
    return event


def _set(turn: Turn, agent: Agent, question: str, answer: str, reason: str) -> None:
    match question:
        case "kind":
            turn.kind, turn.kind_by = answer, agent
        case "urgency":
            turn.urgency, turn.urgency_by = levels.said(int(answer)), agent
        case "needs" | "spam":
            needs = (answer == "yes") == (question == "needs")
            turn.needs_answer, turn.judged_by = needs, agent
            turn.outcome = "" if needs else Outcome.SPAM if question == "spam" else Outcome.NOT_NEEDED
            turn.outcome_reason = "" if needs else reason or BY_HAND
            turn.outcome_by = None if needs else agent
            turn.outcome_at = None if needs else clock.now()


def _fields(question: str) -> list[str]:
    return [field.removesuffix("_id") for field in CHANGED[question]]


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


@one_transaction
def take_back(event: Event, agent: Agent) -> None:
    """Undo a correction: the turn is as it was before. Raises CannotDo when something else was said about it since."""
    conversation = Conversation.objects.select_for_update().get(pk=event.conversation_id)
    event = Event.objects.select_for_update().get(pk=event.pk)
    made, before = event.details.get("correction"), event.details.get("before")
    if event.undone_at or made is None or before is None:
        raise CannotDo(gettext_noop("This was already undone."))
    turn = Turn.objects.select_for_update().defer("search").filter(pk=event.details["turn"]).first()
    if turn is None or turn.removed_at is not None or not triage.withdraw(made):
        raise CannotDo(gettext_noop("Somebody else has changed this since."))
    for field, value in before.items():
        setattr(turn, field, clock.parse(value) if field == "outcome_at" and value else value)
    turn.save(update_fields=_fields(event.details["question"]))
    event.undone_at = clock.now()
    event.save(update_fields=["undone_at"])
    if turn.conversation_id != conversation.pk:  # it was moved since
        conversation = Conversation.objects.select_for_update().get(pk=turn.conversation_id)
    write(conversation, What.UNDONE, agent, event=event.pk)
    _tell(conversation)


def _tell(conversation: Conversation) -> None:
    refresh(conversation)
    announce(conversation.workspace_id, "conversation", conversation.pk, conversation.version)

"""Whether it is solved: asked at most once, privately, after a colleague thought so; and what a colleague heard of it."""

import secrets

from django.db.models import Q

from earful.conversations.models import Conversation, Turn
from earful.conversations.refusing import CannotDo
from earful.conversations.standing import refresh
from earful.kit import clock
from earful.kit.transaction import one_transaction
from earful.kit.words import gettext_noop
from earful.outbox import actions as outbox
from earful.outbox.models import PublicClosing, SolvedQuestion
from earful.outbox.pages import opening, rules
from earful.staff.models import Agent

QUESTIONS = SolvedQuestion.objects.select_related(
    "workspace", "by", "below__author", "conversation__account", "conversation__merged_into__account"
)
ONCE = gettext_noop("They were asked already, and are asked once only.")
STILL_OPEN = gettext_noop("Somebody waits for an answer here. Answer first.")


@one_transaction
def ask(conversation: Conversation, below: Turn, agent: Agent) -> tuple[SolvedQuestion, str]:
    """The one question of a conversation, and the key of its link. Raises CannotDo."""
    conversation = outbox.hold(conversation)
    if conversation.status == Conversation.Status.OPEN:
        raise CannotDo(STILL_OPEN)
    if of_conversation(conversation) is not None:
        raise CannotDo(ONCE)
    key, now = secrets.token_urlsafe(24), clock.now()
    question = SolvedQuestion.objects.create(
        workspace_id=conversation.workspace_id,
        conversation=conversation,
        by=agent,
        below=below,
        sha256=rules.fingerprint(key),
        asked_at=now,
        expires_at=now + rules.STAYS,
    )
    opening.note(conversation, "asked", agent)
    return question, key


def of_key(key: str) -> SolvedQuestion | None:
    """The question whose link this is; looking at it answers nothing."""
    return QUESTIONS.filter(sha256=rules.fingerprint(key)).first() if key else None


def of_conversation(conversation: Conversation) -> SolvedQuestion | None:
    """Whether it was asked here, and what came of it."""
    here = Q(conversation=conversation) | Q(conversation__merged_into=conversation)
    return QUESTIONS.filter(here).order_by("pk").first()


def holds(question: SolvedQuestion) -> bool:
    """Whether it can still be answered: once, in its time, and not when nobody answers customers here any more."""
    return not question.answer and clock.now() < question.expires_at


@one_transaction
def answered(question: SolvedQuestion, answer: str) -> bool:
    """Write the answer down, the first one only; whether this was it."""
    fresh = SolvedQuestion.objects.filter(pk=question.pk, answer="", expires_at__gt=clock.now())
    if not fresh.update(answer=answer, answered_at=clock.now()):
        return False
    opening.note(question.conversation, "said_solved" if answer == "yes" else "said_not_yet")
    return True


@one_transaction
def confirm(conversation: Conversation, agent: Agent) -> None:
    """A colleague heard from the customer that it is solved. Raises CannotDo while somebody waits."""
    conversation = outbox.hold(conversation)
    if conversation.status == Conversation.Status.OPEN:
        raise CannotDo(STILL_OPEN)
    conversation.confirmed_at = clock.now()
    conversation.save(update_fields=["confirmed_at"])
    refresh(conversation)
    opening.note(conversation, "confirmed", agent)


@one_transaction
def close_publicly(conversation: Conversation, agent: Agent, reason: str = "") -> bool:
    """The proposal to close the loop in public is dealt with: taken up, or declined for a reason. False: it was before."""
    conversation = outbox.hold(conversation)
    known = {"workspace_id": conversation.workspace_id, "by": agent, "reason": reason.strip()[:300], "at": clock.now()}
    _row, fresh = PublicClosing.objects.get_or_create(conversation=conversation, defaults=known)
    if fresh and reason:
        opening.note(conversation, "not_closed", agent)
    return fresh


def dealt_with(conversation: Conversation) -> bool:
    """Whether somebody has decided about a public ending."""
    here = Q(conversation=conversation) | Q(conversation__merged_into=conversation)
    return PublicClosing.objects.filter(here).exists()

"""How a matter is put away, in its columns. All of these join the caller's transaction, which must hold its row."""

from typing import Any

from earful.conversations.history import What, write
from earful.conversations.models import Conversation
from earful.kit import clock
from earful.staff.models import Agent

COLUMNS = ("snoozed_until", "snoozed_at", "snoozed_by", "snoozed_why")


def lift(conversation: Conversation, why: str, agent: Agent | None = None) -> bool:
    """Take it out, unless it is not away.

    The reason stays until the matter is answered or ended, so that whoever has it again sees why it was away.
    """
    if conversation.snoozed_until is None:
        return False
    conversation.snoozed_until = None
    conversation.save(update_fields=["snoozed_until"])
    write(conversation, What.RETURNED, agent, why=why, reason=conversation.snoozed_why)
    return True


def stored(conversation: Conversation) -> dict[str, Any]:
    """How it is put away, as the history keeps it; nothing if it is not."""
    until, at = conversation.snoozed_until, conversation.snoozed_at
    if until is None or at is None:
        return {}
    by, why = conversation.snoozed_by_id, conversation.snoozed_why
    return {"until": until.isoformat(), "at": at.isoformat(), "by": by, "why": why}


def restore(conversation: Conversation, before: dict[str, Any]) -> None:
    """Set as it was put away before, if that time is still to come; `refresh` stores it."""
    until = clock.parse(before["until"]) if before else None
    away = until is not None and until > clock.now()
    conversation.snoozed_until = until if away else None
    conversation.snoozed_at = clock.parse(before["at"]) if away else None
    conversation.snoozed_by_id, conversation.snoozed_why = (before["by"], before["why"]) if away else (None, "")


def settle(conversation: Conversation) -> None:
    """What has ended is not away; what is answered no longer needs the reason for which it was. Stores nothing."""
    ended = conversation.status == Conversation.Status.ENDED
    answered = conversation.status == Conversation.Status.WAITING and conversation.snoozed_until is None
    if (ended or answered) and (conversation.snoozed_why or conversation.snoozed_until):
        restore(conversation, {})

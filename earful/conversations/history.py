"""The history of a conversation: who did what, and what it takes to undo it."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from enum import StrEnum
from typing import Any

from earful.conversations.models import Bulk, Conversation, Event
from earful.kit import clock
from earful.staff.models import Agent


class What(StrEnum):
    """Everything that is written into a conversation's history."""

    OPENED = "opened"
    REOPENED = "reopened"
    ASSIGNED = "assigned"
    TEAM = "team"
    TAGGED = "tagged"
    UNTAGGED = "untagged"
    NOTED = "noted"
    ENDED = "ended"
    OUTCOME = "outcome"
    NEEDS_ANSWER = "needs_answer"
    CORRECTED = "corrected"
    MERGED = "merged"
    SPLIT = "split"
    JOINED = "joined"  # with a matter elsewhere, which keeps its own thread
    APART = "apart"
    SENT = "sent"
    NOT_SENT = "not_sent"
    UNDONE = "undone"
    ANSWERED_NATIVELY = "answered_natively"
    REMOVED = "removed"
    EDITED = "edited"
    NOT_CHANGED = "not_changed"  # an answer that somebody wanted changed or gone
    SNOOZED = "snoozed"
    RETURNED = "returned"
    TOPIC = "topic"
    EXPERT = "expert"
    URGENCY = "urgency"
    APPROVAL = "approval"  # asked for, given, or sent back; `did` says which
    PRIVATE = "private"  # a private page: opened, came, let in, shut out, closed; "Solved?": asked, confirmed
    LET_IN = "let_in"  # what its site held back: let through there, or taken for spam; `verdict` says which
    TOLD = "told"  # a rule's words to the team, or to one of them


_rule: ContextVar[tuple[dict[str, Any], list[Event]] | None] = ContextVar("rule", default=None)
_bulk: ContextVar[tuple[Bulk, list[Event]] | None] = ContextVar("bulk", default=None)


@contextmanager
def within(bulk: Bulk) -> Iterator[list[Event]]:
    """What is written in here belongs to one act on many; the lines are collected."""
    written: list[Event] = []
    token = _bulk.set((bulk, written))
    try:
        yield written
    finally:
        _bulk.reset(token)


@contextmanager
def by_rule(rule_id: int, name: str) -> Iterator[list[Event]]:
    """What is written in here was done by a rule of the house, and says so; the lines are collected."""
    written: list[Event] = []
    token = _rule.set(({"rule": rule_id, "rule_name": name}, written))
    try:
        yield written
    finally:
        _rule.reset(token)


def write(conversation: Conversation, what: What, agent: Agent | None = None, **details: Any) -> Event:
    """Add a line of history; joins the caller's transaction."""
    bulk, written = _bulk.get() or (None, [])
    cause, caused = _rule.get() or ({}, [])
    event = Event.objects.create(
        workspace_id=conversation.workspace_id,
        conversation=conversation,
        what=what,
        agent=agent,
        details={**details, **cause},
        at=clock.now(),
        bulk=bulk,
    )
    written.append(event)
    caused.append(event)
    return event


def write_all(what: What, about: Iterable[tuple[Conversation, dict[str, Any]]]) -> None:
    """The same line of history for several conversations, by a rule; joins the caller's transaction."""
    now = clock.now()
    Event.objects.bulk_create(
        Event(workspace_id=conversation.workspace_id, conversation=conversation, what=what, details=details, at=now)
        for conversation, details in about
    )

"""What a placement changes, gathered in memory and written down together: few statements, however many turns."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection

from earful.conversations import away, newest, rules
from earful.conversations.around import Around
from earful.conversations.history import What
from earful.conversations.models import Conversation, Event, Turn
from earful.conversations.standing import NEEDED, outcome_of, stand
from earful.kit import clock

# One statement for any number of rows; Django's own bulk_update builds a condition for every row and column.
STANDING = """
update conversations_conversation as c set
    status = n.status, ended_at = n.ended_at, ended_by_id = n.ended_by_id, waiting_since = n.waiting_since,
    last_at = n.last_at, asker_id = n.asker_id, urgency = n.urgency, kind = n.kind, language = n.language,
    preview = n.preview, turns_count = n.turns_count, version = n.version,
    holds_until = n.holds_until, solved_at = n.solved_at, solved_by_word = n.solved_by_word
from jsonb_to_recordset(%s::jsonb) as n(
    id bigint, status text, ended_at timestamptz, ended_by_id bigint, waiting_since timestamptz, last_at timestamptz,
    asker_id bigint, urgency smallint, kind text, language text, preview text, turns_count int, version int,
    holds_until timestamptz, solved_at timestamptz, solved_by_word boolean
) where c.id = n.id
"""
OUTCOMES = """
update conversations_turn as t set
    outcome = n.outcome, outcome_reason = n.outcome_reason, outcome_by_id = n.outcome_by_id, outcome_at = n.outcome_at
from jsonb_to_recordset(%s::jsonb) as n(
    id bigint, outcome text, outcome_reason text, outcome_by_id bigint, outcome_at timestamptz
) where t.id = n.id
"""
_STANDING = (
    "status", "ended_at", "ended_by_id", "waiting_since", "last_at", "asker_id", "urgency", "kind", "language",
    "preview", "turns_count", "version", "holds_until", "solved_at", "solved_by_word",
)  # fmt: skip


class Pages:
    """What is still to be written down about the conversations around some things."""

    def __init__(self, around: Around) -> None:
        self._around = around
        self._opened: dict[int, Conversation] = {}
        self._added: dict[int, Turn] = {}
        self._changed: dict[int, Turn] = {}
        self._touched: dict[int, Conversation] = {}
        self._events: list[Event] = []
        self._new: set[int] = set()
        self._bereft: set[int] = set()  # conversations that lost words of ours

    def is_new(self, turn: Turn) -> bool:
        """Whether it came with this placement."""
        return turn.pk in self._new

    def note(self, conversation: Conversation, what: What, by: int | None = None, **details: Any) -> None:
        """A line of history."""
        here, now = conversation.workspace_id, clock.now()
        about = {"conversation": conversation, "what": what, "agent_id": by, "details": details}
        self._events.append(Event(workspace_id=here, at=now, **about))

    def open(self, conversation: Conversation) -> None:
        """A matter begins."""
        self._opened[conversation.pk] = conversation
        self.note(conversation, What.OPENED)

    def add(self, turn: Turn) -> None:
        """A turn begins to stand."""
        self._new.add(turn.pk)
        self._added[turn.pk] = turn
        self._around.add(turn)
        self._touch(turn)

    def change(self, turn: Turn) -> None:
        """A turn stands differently."""
        if turn.pk not in self._added:
            self._changed[turn.pk] = turn
        self._touch(turn)

    def remove(self, turn: Turn) -> None:
        """A turn lost its words. Where nothing else of ours answers its customer, they wait again and see nobody at it."""
        if turn.ours:
            self._bereft.add(turn.conversation_id)
        self.change(turn)

    def _touch(self, turn: Turn) -> None:
        self._touched[turn.conversation_id] = turn.conversation
        if turn.conversation.ended_by_id is not None:  # what a person ended stands as each thing after it leaves it
            self.settle()

    def settle(self) -> None:
        """Write everything down, with what follows from it for each conversation."""
        for turn in self._changed.values():
            turn.save()
        put_away = [conversation for conversation in self._touched.values() if conversation.snoozed_why]
        waited = {conversation.pk: conversation.waiting_since for conversation in put_away}
        outcomes = self._stood()
        for conversation in put_away:
            if conversation.pk in self._bereft and rules.waits_longer(
                waited[conversation.pk], conversation.waiting_since
            ):
                away.lift(conversation, "deleted")
        opened = [self._opened[pk] for pk in self._opened if pk in self._touched]
        Conversation.objects.bulk_create(opened)
        Turn.objects.bulk_create(self._added.values())
        Event.objects.bulk_create(self._events)
        _send(STANDING, [_row(c, _STANDING) for c in self._touched.values() if c.pk not in self._opened])
        _send(OUTCOMES, [{"id": turn.pk, **outcome_of(turn)} for turn in outcomes.values()])
        for conversation in put_away:  # few; `stand` knows what becomes of it
            conversation.save(update_fields=away.COLUMNS)
        self._forget()

    def _stood(self) -> dict[int, Turn]:
        """How every conversation stands in which something was said or changed; the stored turns whose outcome changed."""
        here: dict[int, list[Turn]] = {pk: [] for pk in self._touched}
        for turn in self._added.values():
            here[turn.conversation_id].append(turn)
        moved = {turn.conversation_id for turn in self._changed.values()} | self._opened.keys()
        changed: list[Turn] = []
        for pk, conversation in self._touched.items():
            followed = None if pk in moved else newest.follow(self._around, conversation, here[pk])
            if followed is not None:
                changed += followed
                del here[pk]
        if stored := here.keys() - self._opened.keys():
            for turn in Turn.objects.filter(conversation__in=stored).only(*NEEDED):
                here[turn.conversation_id].append(turn)
        for pk, turns in here.items():
            changed += stand(self._touched[pk], turns)[1]
        for conversation in self._touched.values():
            conversation.version += 1
        return {turn.pk: turn for turn in changed if turn.pk not in self._added}

    def _forget(self) -> None:
        for kept in (self._opened, self._added, self._changed, self._touched):
            kept.clear()
        self._bereft.clear()
        self._events = []


def _row(conversation: Conversation, fields: Iterable[str]) -> dict[str, Any]:
    return {"id": conversation.pk, **{field: getattr(conversation, field) for field in fields}}


def _send(statement: str, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(statement, [json.dumps(rows, default=lambda moment: moment.isoformat())])

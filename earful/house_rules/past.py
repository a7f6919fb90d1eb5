"""What happened over a time, the latest first, in parts: what a dry run looks at."""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice

from django.db.models import Q

from earful.conversations.models import Event, Turn
from earful.house_rules import lines
from earful.house_rules.occasions import SPOKEN, Occasion
from earful.house_rules.rules import When
from earful.queues.models import ClockSign

PART = 500
LOOKED_AT = (
    "text", "warning", "kind", "language", "urgency", "needs_answer", "item", "said_at", "author__name",
    "author__handle", "conversation__private", "conversation__assignee", "conversation__team", "conversation__status",
    "conversation__account__network",
)  # fmt: skip
WALK = 20_000  # lines of history that are looked through for those that count


def parts(workspace_id: int, when: str, since: datetime) -> Iterator[list[Occasion]]:
    """The latest first, each thing once, as the rule at work would be asked about it."""
    if when == When.ARRIVED:
        return _said(workspace_id, since)
    if when in lines.SIGNS.values():
        return _signs(workspace_id, when, since)
    return _events(workspace_id, when, since)


def _said(workspace_id: int, since: datetime) -> Iterator[list[Occasion]]:
    rows = Turn.objects.filter(SPOKEN, workspace_id=workspace_id, said_at__gt=since).only(*LOOKED_AT)
    rows = rows.select_related("conversation__account", "author").order_by("-said_at", "-pk")
    part = list(rows[:PART])
    while part:
        yield [_word(turn) for turn in part]
        last = part[-1]
        part = list(rows.filter(Q(said_at__lt=last.said_at) | Q(said_at=last.said_at, pk__lt=last.pk))[:PART])


def _word(turn: Turn) -> Occasion:
    return Occasion(f"turn:{turn.pk}", When.ARRIVED, turn.conversation, turn, turn.said_at, turn.said_at)


def _signs(workspace_id: int, when: str, since: datetime) -> Iterator[list[Occasion]]:
    what = next(sign for sign, occasion in lines.SIGNS.items() if occasion == when)
    rows = ClockSign.objects.filter(workspace_id=workspace_id, what=what, struck_at=None, at__gt=since)
    rows = rows.select_related("clock").order_by("-at", "-pk")
    begin = 0
    while part := list(rows[begin : begin + PART]):
        yield lines.occasions([], part)[::-1]
        begin += PART


def _events(workspace_id: int, when: str, since: datetime) -> Iterator[list[Occasion]]:
    what = next(event for event, occasion in lines.EVENTS.items() if occasion == when)
    latest = Event.objects.filter(workspace_id=workspace_id).order_by("-pk")
    walked = latest.values_list("pk", "at", "what")[:WALK]
    wanted = (pk for pk, at, done in walked.iterator(chunk_size=PART) if at > since and done == what)
    while part := list(islice(wanted, PART)):
        found = Event.objects.filter(lines.DONE, pk__in=part, what=what)
        yield lines.occasions(list(found), [])[::-1]

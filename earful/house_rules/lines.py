"""Lines of history and signs of clocks, as rules look at them."""

from collections.abc import Sequence

from django.db.models import OuterRef, Q, Subquery

from earful.conversations.history import What
from earful.conversations.models import Conversation, Event, Turn
from earful.house_rules.occasions import SPOKEN, Occasion
from earful.house_rules.rules import When
from earful.queues.models import ClockSign

EVENTS = {What.ASSIGNED: When.HANDED, What.ENDED: When.ENDED, What.REOPENED: When.REOPENED}
SIGNS = {"warned": When.WARNED, "breached": When.BREACHED}
# What a rule did is no occasion; neither is laying something back, or taking one's own word back.
DONE = Q(what__in=list(EVENTS)) & ~Q(details__has_key="rule") & ~Q(what=What.ASSIGNED, details__to=None)


def occasions(events: Sequence[Event], signs: Sequence[ClockSign], *, hold: bool = False) -> list[Occasion]:
    """As rules look at them, in the order in which they happened. `hold`: their conversations' rows are held from now on."""
    turns = _turns(events) | {("sign", sign.pk): sign.clock.turn_id for sign in signs}
    said = Turn.objects.filter(SPOKEN, pk__in=turns.values()).select_related("author").defer("search").in_bulk()
    talks = _talks({turn.conversation_id for turn in said.values()}, hold=hold)
    found = []
    rows: list[Event | ClockSign] = [*events, *signs]
    for row in rows:
        turn = said.get(turns.get((_sort(row), row.pk)) or 0)
        if turn is not None and turn.conversation_id in talks:
            turn.conversation = talks[turn.conversation_id]
            found.append(_occasion(row, turn))
    return sorted(found, key=lambda one: (one.moment, one.key))


def _sort(row: Event | ClockSign) -> str:
    return "event" if isinstance(row, Event) else "sign"


def _occasion(row: Event | ClockSign, turn: Turn) -> Occasion:
    if isinstance(row, Event):
        when = EVENTS[What(row.what)]
        return Occasion(f"event:{row.pk}", when, turn.conversation, turn, moment=row.at, came_at=row.at)
    key = f"{row.what}:{turn.pk}"
    return Occasion(key, SIGNS[row.what], turn.conversation, turn, moment=row.at, came_at=row.noted_at)


def _turns(events: Sequence[Event]) -> dict[tuple[str, int], int]:
    """What a customer had said last when each of these happened."""
    then = Turn.objects.filter(SPOKEN, conversation=OuterRef("conversation"), said_at__lte=OuterRef("at"))
    rows = Event.objects.filter(pk__in=[event.pk for event in events]).annotate(
        last=Subquery(then.order_by("-said_at", "-order", "-id").values("pk")[:1])
    )
    return {("event", pk): last for pk, last in rows.values_list("pk", "last") if last is not None}


def _talks(ids: set[int], *, hold: bool) -> dict[int, Conversation]:
    rows = Conversation.objects.filter(pk__in=ids, merged_into=None).select_related("account").order_by("pk")
    return {talk.pk: talk for talk in (rows.select_for_update(of=("self",)) if hold else rows)}

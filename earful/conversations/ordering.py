"""The orders of a list, each read page by page from a key: the thousandth page costs what the first does."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from earful.conversations.models import Conversation
from earful.kit import clock, paging

Rows = QuerySet[Conversation]
Page = paging.Page[Conversation]


@dataclass(frozen=True, slots=True)
class Order:
    """One order: by which fields, the key of a row in it, and how to go on from a key."""

    fields: tuple[str, ...]
    key: Callable[[Conversation], tuple[str | int, ...]]
    after: Callable[[Rows, str, int], Sequence[Conversation]]

    def first(self, rows: Rows, size: int) -> Rows:
        """What `cut` makes a first page of: one row more than a page has."""
        return rows.order_by(*self.fields)[: size + 1]

    def page(self, rows: Rows, mark: str, size: int) -> Page:
        """From a mark; without one, or with one that is none of this order, from the beginning."""
        return self.cut(self.after(rows.order_by(*self.fields), mark, size + 1), size)

    def cut(self, found: Sequence[Conversation], size: int) -> Page:
        """A page of one row more than it has."""
        return paging.cut(found, size, lambda row: paging.write_mark(*self.key(row), row.pk))


def _by_need(rows: Rows, mark: str, count: int) -> Sequence[Conversation]:
    """A place in it is found in two steps, each of which an index can begin at."""
    key = paging.read_mark(mark)
    found: list[Conversation] = []
    if key and len(key) == 3 and isinstance(key[1], str):
        urgency, since, last = key[0], clock.parse(key[1]), key[2]
        alike = rows.filter(urgency=urgency, waiting_since__gte=since)
        found = list(alike.filter(Q(waiting_since__gt=since) | Q(id__gt=last))[:count])
        rows = rows.filter(urgency__lt=urgency)
    return [*found, *rows[: count - len(found)]] if len(found) < count else found


def _by_return(rows: Rows, mark: str, count: int) -> Sequence[Conversation]:
    if key := _moment(mark):
        rows = rows.filter(snoozed_until__gte=key[0]).filter(Q(snoozed_until__gt=key[0]) | Q(id__gt=key[1]))
    return list(rows[:count])


def _by_last(rows: Rows, mark: str, count: int) -> Sequence[Conversation]:
    if key := _moment(mark):
        rows = rows.filter(last_at__lte=key[0]).filter(Q(last_at__lt=key[0]) | Q(id__lt=key[1]))
    return list(rows[:count])


def _moment(mark: str) -> tuple[datetime, str | int] | None:
    key = paging.read_mark(mark)
    return (clock.parse(key[0]), key[1]) if key and len(key) == 2 and isinstance(key[0], str) else None


def _iso(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""


BY_NEED = Order(("-urgency", "waiting_since", "id"), lambda c: (c.urgency, _iso(c.waiting_since)), _by_need)
BY_RETURN = Order(("snoozed_until", "id"), lambda c: (_iso(c.snoozed_until),), _by_return)
BY_LAST = Order(("-last_at", "-id"), lambda c: (_iso(c.last_at),), _by_last)

"""The orders of a list, each read page by page from a key: the thousandth page costs what the first does."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from earful.conversations.models import Conversation
from earful.kit import clock, paging

Rows = QuerySet[Conversation]
Page = paging.Page[Conversation]


Step = Callable[..., Rows]  # what comes after a key, in the order; gets its parts behind the rows


@dataclass(frozen=True, slots=True)
class Order:
    """One order: by which fields, the key of a row in it, and what comes after a key, in one step or in several."""

    fields: tuple[str, ...]
    key: Callable[[Conversation], tuple[str | int, ...]]
    read: Callable[[list[str | int]], tuple[Any, ...] | None]
    steps: tuple[Step, ...]

    def first(self, rows: Rows, size: int) -> Rows:
        """What `cut` makes a first page of: one row more than a page has."""
        return rows.order_by(*self.fields)[: size + 1]

    def after(self, rows: Rows, size: int, step: int, *key: Any) -> Rows:
        """The same, after a key, of one of the steps; what the steps before found comes before it."""
        return self.first(self.steps[step](rows, *key), size)

    def key_of(self, mark: str) -> tuple[Any, ...] | None:
        """The key in a mark; None without one, or for one that is none of this order."""
        found = paging.read_mark(mark)
        return self.read(found) if found else None

    def page(self, rows: Rows, mark: str, size: int) -> Page:
        """From a mark; without one, or with one that is none of this order, from the beginning."""
        key = self.key_of(mark)
        if key is None:
            return self.cut(list(self.first(rows, size)), size)
        found: list[Conversation] = []
        for step in range(len(self.steps)):
            if len(found) <= size:
                found += self.after(rows, size, step, *key)
        return self.cut(found, size)

    def cut(self, found: Sequence[Conversation], size: int) -> Page:
        """A page of at least one row more than it has."""
        return paging.cut(found, size, lambda row: paging.write_mark(*self.key(row), row.pk))


def _alike(rows: Rows, urgency: Any, since: Any, last: Any) -> Rows:
    alike = rows.filter(urgency=urgency, waiting_since__gte=since)
    return alike.filter(Q(waiting_since__gt=since) | Q(id__gt=last))


def _less_urgent(rows: Rows, urgency: Any, _since: Any, _last: Any) -> Rows:
    return rows.filter(urgency__lt=urgency)


def _later_back(rows: Rows, moment: Any, last: Any) -> Rows:
    return rows.filter(snoozed_until__gte=moment).filter(Q(snoozed_until__gt=moment) | Q(id__gt=last))


def _later_due(rows: Rows, moment: Any, last: Any) -> Rows:
    return rows.filter(due_at__gte=moment).filter(Q(due_at__gt=moment) | Q(id__gt=last))


def _earlier(rows: Rows, moment: Any, last: Any) -> Rows:
    return rows.filter(last_at__lte=moment).filter(Q(last_at__lt=moment) | Q(id__lt=last))


def _need(key: list[str | int]) -> tuple[int, datetime, int] | None:
    right = len(key) == 3 and isinstance(key[1], str)
    return (int(key[0]), clock.parse(str(key[1])), int(key[2])) if right else None


def _moment(key: list[str | int]) -> tuple[datetime, int] | None:
    return (clock.parse(key[0]), int(key[1])) if len(key) == 2 and isinstance(key[0], str) else None


def _iso(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""


# A place among the most urgent is found in two steps, each of which an index can begin at.
BY_NEED = Order(
    ("-urgency", "waiting_since", "id"),
    lambda c: (c.urgency, _iso(c.waiting_since)),
    _need,
    (_alike, _less_urgent),
)
BY_RETURN = Order(("snoozed_until", "id"), lambda c: (_iso(c.snoozed_until),), _moment, (_later_back,))
BY_DUE = Order(("due_at", "id"), lambda c: (_iso(c.due_at),), _moment, (_later_due,))
BY_LAST = Order(("-last_at", "-id"), lambda c: (_iso(c.last_at),), _moment, (_earlier,))

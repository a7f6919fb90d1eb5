"""The orders of a list, each read page by page from a key: the thousandth page costs what the first does."""

from collections.abc import Callable, Iterable
from datetime import datetime

from django.db.models import Q, QuerySet

from earful.conversations.models import Conversation
from earful.kit import clock, paging

Rows = QuerySet[Conversation]
Page = paging.Page[Conversation]


def by_need(rows: Rows, mark: str, size: int) -> Page:
    """Most urgent first, then longest waiting. A place in it is found in two steps, each of which an index can begin at."""
    key = paging.read_mark(mark)
    ordered = rows.order_by("-urgency", "waiting_since", "id")
    found: list[Conversation] = []
    if key and len(key) == 3 and isinstance(key[1], str):
        urgency, since, last = key[0], clock.parse(key[1]), key[2]
        alike = ordered.filter(urgency=urgency, waiting_since__gte=since)
        found = list(alike.filter(Q(waiting_since__gt=since) | Q(id__gt=last))[: size + 1])
        ordered = ordered.filter(urgency__lt=urgency)
    if len(found) <= size:
        found += ordered[: size + 1 - len(found)]
    return _cut(found, size, lambda c: (c.urgency, _iso(c.waiting_since)))


def by_return(rows: Rows, mark: str, size: int) -> Page:
    """Whatever comes back first."""
    if key := _moment(mark):
        rows = rows.filter(snoozed_until__gte=key[0]).filter(Q(snoozed_until__gt=key[0]) | Q(id__gt=key[1]))
    return _cut(rows.order_by("snoozed_until", "id")[: size + 1], size, lambda c: (_iso(c.snoozed_until),))


def by_last(rows: Rows, mark: str, size: int) -> Page:
    """Latest first."""
    if key := _moment(mark):
        rows = rows.filter(last_at__lte=key[0]).filter(Q(last_at__lt=key[0]) | Q(id__lt=key[1]))
    return _cut(rows.order_by("-last_at", "-id")[: size + 1], size, lambda c: (_iso(c.last_at),))


def _moment(mark: str) -> tuple[datetime, str | int] | None:
    key = paging.read_mark(mark)
    return (clock.parse(key[0]), key[1]) if key and len(key) == 2 and isinstance(key[0], str) else None


def _iso(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""


def _cut(rows: Iterable[Conversation], size: int, key: Callable[[Conversation], tuple[str | int, ...]]) -> Page:
    return paging.cut(list(rows), size, lambda row: paging.write_mark(*key(row), row.pk))

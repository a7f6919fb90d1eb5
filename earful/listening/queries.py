"""Reading listening queries."""

import threading
from collections import OrderedDict
from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Max, Q, QuerySet

from earful.listening.matching import Matcher
from earful.listening.models import Found, Query, Source
from earful.listening.rules import parse


def all_of(workspace_id: int) -> QuerySet[Query]:
    """Those of a workspace, by name."""
    return Query.objects.filter(workspace=workspace_id).select_related("made_by", "changed_by").order_by("name", "pk")


def one(workspace_id: int, query_id: int) -> Query | None:
    """One of them, if it is theirs."""
    return all_of(workspace_id).filter(pk=query_id).first()


def compiled(workspace_id: int) -> Matcher:
    """All that are switched on, as one."""
    rows = Query.objects.filter(workspace=workspace_id, on=True).values_list("pk", "text")
    return Matcher((pk, parse(text)) for pk, text in rows)


KEPT = 50  # workspaces whose matcher a thread keeps
_here = threading.local()


def compiled_now(workspace_id: int) -> Matcher | None:
    """The same, kept until a query changes; None where nothing is listened for. For this thread alone."""
    on = Query.objects.filter(workspace=workspace_id, on=True)
    mark: dict[str, Any] = on.aggregate(count=Count("pk"), last=Max("changed_at"), newest=Max("pk"))
    if not mark["count"]:
        return None
    kept: OrderedDict[int, tuple[dict[str, Any], Matcher]] = _here.__dict__.setdefault("kept", OrderedDict())
    if workspace_id not in kept or kept[workspace_id][0] != mark:
        kept[workspace_id] = mark, compiled(workspace_id)
    kept.move_to_end(workspace_id)
    while len(kept) > KEPT:
        kept.popitem(last=False)
    return kept[workspace_id][1]


def of_items(item_ids: Iterable[int]) -> dict[int, list[Found]]:
    """Which queries fit each item, by name; those that a person said it is not about are told as such."""
    found: dict[int, list[Found]] = {}
    rows = Found.objects.filter(item__in=list(item_ids)).select_related("query", "refused_by")
    for row in rows.order_by("query__name", "pk"):
        found.setdefault(row.item_id, []).append(row)
    return found


def counted(workspace_id: int) -> QuerySet[Query]:
    """All queries, each with how much it has found and how much of that was not about us."""
    refused = Count("found", filter=Q(found__refused_at__isnull=False))
    return all_of(workspace_id).annotate(found_count=Count("found"), refused_count=refused)


def sources(workspace_id: int) -> QuerySet[Source]:
    """How the networks are searched."""
    rows = Source.objects.filter(workspace=workspace_id).select_related("account", "switched_by")
    return rows.order_by("account__network", "account__handle", "way", "pk")

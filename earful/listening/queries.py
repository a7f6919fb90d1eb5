"""Reading listening queries."""

from django.db.models import QuerySet

from earful.listening.matching import Matcher
from earful.listening.models import Query
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

"""Endings of many conversations at once: who did that, how many, and why. An ending answers nobody."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet, Sum

from earful.conversations.models import Bulk

MOST = 200


def _ended(workspace_id: int, since: datetime) -> QuerySet[Bulk]:
    return Bulk.objects.filter(workspace_id=workspace_id, what="end", at__gt=since, done__gt=0)


def ended(workspace_id: int, since: datetime) -> int:
    """How many conversations were ended so since a moment, but for those that were taken back."""
    found = _ended(workspace_id, since).aggregate(done=Sum("done"), back=Sum("restored"))
    return int((found["done"] or 0) - (found["back"] or 0))


def acts(workspace_id: int, since: datetime) -> Sequence[Bulk]:
    """The acts themselves, latest first."""
    return list(_ended(workspace_id, since).select_related("agent").order_by("-at", "-id")[:MOST])

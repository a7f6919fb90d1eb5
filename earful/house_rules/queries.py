"""Reading rules: all of them in order, how they go, and what they did."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, F, Max, Q

from earful.house_rules import referents
from earful.house_rules.models import Edition, Firing, Rule
from earful.house_rules.rules import Terms
from earful.house_rules.terms import of_row
from earful.kit import clock

LATELY = timedelta(days=30)
PAGE = 50


@dataclass(frozen=True, slots=True)
class Told:
    """A rule with what it says, how it went in the last 30 days, and why it cannot work, if it cannot."""

    rule: Rule
    edition: Edition
    terms: Terms
    known: referents.Known
    gone: Sequence[str]
    fired: int = 0
    stumbled: int = 0
    trouble: str = ""
    last_at: datetime | None = None


def all_of(workspace_id: int) -> list[Told]:
    """All rules that were not removed, in the order in which they are asked."""
    rows = Edition.objects.filter(workspace_id=workspace_id, number=F("rule__number"), rule__retired_at=None)
    return _told(workspace_id, list(rows.select_related("rule__on_by", "by").order_by("rule__place", "rule_id")))


def one(workspace_id: int, rule_id: int) -> Told | None:
    """One of them, also one that was removed."""
    rows = Edition.objects.filter(workspace_id=workspace_id, number=F("rule__number"), rule=rule_id)
    return next(iter(_told(workspace_id, list(rows.select_related("rule__on_by", "by")))), None)


def _told(workspace_id: int, rows: Sequence[Edition]) -> list[Told]:
    terms = [of_row(row.occasion, row.conditions, row.acts) for row in rows]
    known = referents.known(workspace_id, terms)
    counted = _counted([row.rule_id for row in rows])
    return [
        Told(row.rule, row, said, known, known.gone(said), **counted.get(row.rule_id, {}))
        for row, said in zip(rows, terms, strict=True)
    ]


def _counted(rules: Sequence[int]) -> dict[int, dict[str, Any]]:
    lately = Firing.objects.filter(rule__in=rules, at__gt=clock.now() - LATELY)
    rows = lately.values("rule").annotate(
        fired=Count("pk", filter=Q(trouble="")),
        stumbled=Count("pk", filter=~Q(trouble="")),
        trouble=Max("trouble"),
        last_at=Max("at"),
    )
    return {row.pop("rule"): row for row in rows.order_by("rule")}


def firings(rule: Rule, before: int = 0, most: int = PAGE) -> Sequence[Firing]:
    """What a rule did, the latest first; `before`: older than that one."""
    rows = Firing.objects.filter(rule=rule).select_related("conversation__asker", "turn", "edition", "undone_by")
    rows = rows.defer("turn__search", "turn__text")
    return list((rows.filter(pk__lt=before) if before else rows).order_by("-pk")[:most])


def firing(workspace_id: int, firing_id: int) -> Firing | None:
    """One of them."""
    return Firing.objects.filter(workspace_id=workspace_id, pk=firing_id).select_related("rule").first()

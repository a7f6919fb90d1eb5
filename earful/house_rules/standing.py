"""The rules that are on."""

from dataclasses import dataclass

from django.db.models import F

from earful.house_rules.models import Edition
from earful.house_rules.rules import Terms
from earful.house_rules.terms import of_row
from earful.kit.ready import Ready

_on = Ready(
    lambda workspace: (
        Edition.objects.filter(
            workspace=workspace, number=F("rule__number"), rule__on_since__isnull=False, rule__retired_at=None
        )
        .select_related("rule")
        .order_by("rule__place", "rule_id")
    )
)


@dataclass(frozen=True, slots=True)
class Standing:
    """A rule that is on, as it stands."""

    edition: Edition
    terms: Terms


def on(workspace_id: int) -> list[Standing]:
    """All rules that are on, in their order: one short question, whether there are any or not."""
    return [Standing(row, of_row(row.occasion, row.conditions, row.acts)) for row in _on(workspace_id)]

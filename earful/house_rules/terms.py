"""What a rule says, as a row keeps it."""

from collections.abc import Mapping, Sequence
from typing import Any

from earful.house_rules.rules import Act, Condition, Terms


def of_row(occasion: str, conditions: Sequence[Mapping[str, Any]], acts: Sequence[Mapping[str, Any]]) -> Terms:
    """As they are stored."""
    return Terms(
        occasion,
        tuple(Condition(one["what"], one["value"], one.get("negated", False)) for one in conditions),
        tuple(Act(one["what"], one["value"], one.get("words", "")) for one in acts),
    )


def stored(terms: Terms) -> dict[str, Any]:
    """As a row keeps them."""
    return {
        "occasion": str(terms.when),
        "conditions": [{"what": c.what, "value": _kept(c.value), "negated": c.negated} for c in terms.conditions],
        "acts": [{"what": a.what, "value": a.value, "words": a.words} for a in terms.acts],
    }


def _kept(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value

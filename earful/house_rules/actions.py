"""What leads do with rules, and where rules are asked to look."""

from typing import Any

from earful.house_rules import hearing
from earful.house_rules.arriving import arrived
from earful.house_rules.checking import CannotRule
from earful.house_rules.hearing import hear, listening
from earful.house_rules.making import change, held, make
from earful.house_rules.models import Edition, Rule
from earful.house_rules.rules import When
from earful.house_rules.undoing import undo
from earful.kit import clock
from earful.kit.transaction import alone, one_transaction
from earful.kit.words import gettext_noop
from earful.staff.models import Agent

__all__ = [
    "CannotRule",
    "arrived",
    "change",
    "hear",
    "listening",
    "make",
    "move",
    "retire",
    "switch_off",
    "switch_on",
    "undo",
]


@one_transaction
def switch_on(rule: Rule, number: int, tried: dict[str, Any], by: Agent) -> None:
    """The edition of this number, whose trial somebody has just seen, works from now on. Raises CannotRule."""
    rule = held(rule)
    if rule.number != number:
        raise CannotRule(gettext_noop("This rule was changed meanwhile. See what it would do now, then switch it on."))
    if rule.on_since is not None:
        return
    edition = Edition.objects.get(rule=rule, number=number)
    edition.tried = tried
    edition.save(update_fields=["tried"])
    if edition.occasion != When.ARRIVED:
        hearing.begin(rule.workspace_id)
    rule.on_since, rule.on_by = clock.now(), by
    rule.save(update_fields=["on_since", "on_by"])


@one_transaction
def switch_off(rule: Rule) -> None:
    """It does nothing from now on. What it did stays."""
    rule = held(rule)
    rule.on_since, rule.on_by = None, None
    rule.save(update_fields=["on_since", "on_by"])


@one_transaction
def retire(rule: Rule) -> None:
    """It is gone from the list, and does nothing. What it did, and its log, stay."""
    rule = held(rule)
    rule.on_since, rule.on_by, rule.retired_at = None, None, clock.now()
    rule.save(update_fields=["on_since", "on_by", "retired_at"])


@one_transaction
def move(rule: Rule, *, up: bool) -> None:
    """It is asked before, or after, its neighbour."""
    alone("rules", rule.workspace_id)
    rows = list(Rule.objects.filter(workspace_id=rule.workspace_id, retired_at=None).order_by("place", "id"))
    at = next((place for place, row in enumerate(rows) if row.pk == rule.pk), None)
    if at is None or not 0 <= at + (-1 if up else 1) < len(rows):
        return
    rows.insert(at + (-1 if up else 1), rows.pop(at))
    for place, row in enumerate(rows):
        Rule.objects.filter(pk=row.pk).exclude(place=place).update(place=place)

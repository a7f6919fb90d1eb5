"""Rules of the house, made shortly: `a_rule(lea, [("words", ["refund"])], [("tag", "money")])`."""

from collections.abc import Sequence
from typing import Any

from earful.house_rules import actions
from earful.house_rules.models import Firing, Rule
from earful.house_rules.rules import Act, Condition, Terms, When
from earful.staff.models import Agent


def terms(conditions: Sequence[tuple[Any, ...]], acts: Sequence[tuple[Any, ...]], when: str = When.ARRIVED) -> Terms:
    """What a rule says. A condition with a third element that is true must not hold."""
    return Terms(when, tuple(Condition(*one) for one in conditions), tuple(Act(*one) for one in acts))


def a_rule(
    lead: Agent,
    conditions: Sequence[tuple[Any, ...]],
    acts: Sequence[tuple[Any, ...]],
    when: str = When.ARRIVED,
    name: str = "Refunds",
    *,
    on: bool = True,
) -> Rule:
    """A rule of their desk, at work."""
    rule = actions.make(lead.workspace_id, name, terms(conditions, acts, when), lead)
    if on:
        actions.switch_on(rule, rule.number, {}, lead)
    return rule


def did(rule: Rule) -> list[tuple[str, list[list[str]], str]]:
    """What it did, oldest first."""
    return [(row.key, row.did, row.trouble) for row in Firing.objects.filter(rule=rule).order_by("pk")]


def tags(turn: Any) -> set[str]:
    """On the conversation of a turn."""
    return {tag.name for tag in turn.conversation.tags.all()}

"""Whether a rule holds, and how things stand after it. Pure."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any, Protocol, TypeVar

from earful.conversations import levels
from earful.house_rules import wording
from earful.house_rules.rules import Act, Facts, Terms

_HOLDS: dict[str, Callable[[Facts, Any], bool]] = {
    "account": lambda facts, value: facts.account == value,
    "network": lambda facts, value: facts.network == value,
    "where": lambda facts, value: facts.private == (value == "private"),
    "kind": lambda facts, value: facts.kind == value,
    "language": lambda facts, value: facts.language == value,
    "urgency": lambda facts, value: facts.urgency >= value,
    "words": lambda facts, value: any(wording.contains(facts.said, phrase) for phrase in value),
    "group": lambda facts, value: value in facts.groups,
    "tag": lambda facts, value: value in facts.tags,
    "topic": lambda facts, value: value in facts.topics,
    "waits": lambda facts, value: facts.waited > timedelta(minutes=value),
    "hours": lambda facts, value: value in facts.open,
    "nobody": lambda facts, _value: facts.holder is None,
    "needs": lambda facts, _value: facts.needs,
}


def fits(terms: Terms, facts: Facts) -> bool:
    """Whether this happened and everything that is asked for holds."""
    return terms.when == facts.when and all(_HOLDS[c.what](facts, c.value) != c.negated for c in terms.conditions)


def after(acts: Iterable[Act], facts: Facts) -> Facts:
    """How it stands when these were done."""
    for act in acts:
        match act.what:
            case "tag":
                facts = replace(facts, tags=facts.tags | {act.value})
            case "untag":
                facts = replace(facts, tags=facts.tags - {act.value})
            case "give":
                facts = replace(facts, holder=act.value)
            case "team":
                facts = replace(facts, team=act.value)
            case "urgency":
                facts = replace(facts, urgency=levels.said(act.value))
            case "end":
                facts = replace(facts, over=True)
    return facts


def changes(terms: Terms, facts: Facts) -> bool:
    """Whether anything would be different after it; a note or a notice always is."""
    return any(act.what in {"note", "tell"} for act in terms.acts) or after(terms.acts, facts) != facts


class Ruled(Protocol):
    """Something that has terms."""

    @property
    def terms(self) -> Terms:
        """What it asks for and does."""


R = TypeVar("R", bound=Ruled)


def in_turn(rules: Sequence[R], facts: Facts, does: Callable[[R, Facts], Facts]) -> Facts:
    """Each rule once, in order; a later one sees what the earlier ones did. `does` says how it stands after a rule.

    What was done is no occasion: nothing here begins again, so there are at most as many firings as rules.
    """
    for rule in rules:
        if fits(rule.terms, facts):
            facts = does(rule, facts)
    return facts

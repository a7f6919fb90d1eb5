"""A rule as its form says it, both ways."""

from collections.abc import Iterator, Mapping
from typing import Any

from earful.house_rules import wording
from earful.house_rules.rules import Act, Condition, Terms
from earful.web.house.rule_fields import ASKED, WRITTEN

NUMBERS = {"account", "group", "topic", "hours", "urgency", "give", "tell", "team", "urgent"}


def terms(given: Mapping[str, Any]) -> Terms:
    """What was written."""
    return Terms(given["when"], tuple(_conditions(given)), tuple(_acts(given)))


def _conditions(given: Mapping[str, Any]) -> Iterator[Condition]:
    for name in (*ASKED, *WRITTEN):
        value: Any = given.get(name)
        if value in {"", None}:
            continue
        negated = given.get(f"{name}_not") == "1"
        if name in {"nobody", "needs"}:
            value, negated = True, value == "no"
        if name == "words":
            value = wording.phrases(value)
        yield Condition(name, int(value) if name in NUMBERS else value, negated)


def _acts(given: Mapping[str, Any]) -> Iterator[Act]:
    for what in ("tag", "untag"):
        yield from (Act(what, one) for one in wording.phrases(given.get(f"do_{what}", "")))
    for what, field in (("give", "give"), ("team", "team"), ("urgency", "urgent"), ("note", "note"), ("tell", "tell"), ("end", "end")):  # fmt: skip
        value: Any = given.get(field, "")
        if value != "":
            yield Act(what, int(value) if field in NUMBERS else value, given.get(f"{field}_words", ""))


def initial(said: Terms) -> dict[str, Any]:
    """What stands in the form of a rule that says this."""
    found: dict[str, Any] = {"when": said.when}
    for one in said.conditions:
        value = one.value
        if one.what in {"nobody", "needs"}:
            value = "no" if one.negated else "yes"
        found[one.what] = ", ".join(value) if one.what == "words" else value
        found[f"{one.what}_not"] = "1" if one.negated else ""
    for act in said.acts:
        if act.what in {"tag", "untag"}:
            found[f"do_{act.what}"] = ", ".join(filter(None, (found.get(f"do_{act.what}"), act.value)))
        else:
            found["urgent" if act.what == "urgency" else act.what] = act.value
            found[f"{act.what}_words"] = act.words
    return found

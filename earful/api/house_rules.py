"""Rules of the house."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router, Status

from earful.api import finding
from earful.api import schemas_rules as schemas
from earful.api.permission import No, allow
from earful.api.schemas import Id, answers
from earful.house_rules import actions, queries
from earful.house_rules.actions import CannotRule
from earful.house_rules.queries import Told
from earful.house_rules.rules import Act, Condition, Terms
from earful.house_rules.terms import stored
from earful.staff import rules as staff
from earful.staff.models import Agent

Found = TypeVar("Found")
router = Router(tags=["rules"])


@router.get("/rules", response=answers(list[schemas.HouseRule]), summary="What Earful does by itself")
def rules(request: HttpRequest) -> list[dict[str, Any]]:
    """In the order in which they are asked; a later one sees what an earlier one did."""
    agent = allow(request, staff.Act.READ)
    return [shown(told) for told in queries.all_of(finding.workspace(agent).pk)]


@router.post("/rules", response=answers(schemas.HouseRule, 201), summary="Write a rule")
def make(request: HttpRequest, what: schemas.RuleSays) -> Status[dict[str, Any]]:
    """After all others, and off until its trial was seen."""
    agent = allow(request, staff.Act.RULES)
    rule = do(lambda: actions.make(finding.workspace(agent).pk, what.name, _terms(what), agent))
    return Status(201, shown(found(agent, rule.pk)))


@router.get("/rules/{rule_id}", response=answers(schemas.HouseRule), summary="One rule")
def one(request: HttpRequest, rule_id: Id) -> dict[str, Any]:
    """As it stands."""
    return shown(found(allow(request, staff.Act.READ), rule_id))


@router.put("/rules/{rule_id}", response=answers(schemas.HouseRule), summary="Change a rule")
def change(request: HttpRequest, rule_id: Id, what: schemas.RuleSays) -> dict[str, Any]:
    """When it says something else, it is off until that was tried."""
    agent = allow(request, staff.Act.RULES)
    told = found(agent, rule_id)
    do(lambda: actions.change(told.rule, what.name, _terms(what), agent))
    return shown(found(agent, rule_id))


@router.delete("/rules/{rule_id}", response=answers(list[schemas.HouseRule]), summary="Remove a rule")
def retire(request: HttpRequest, rule_id: Id) -> list[dict[str, Any]]:
    """What it did stays, and so does its log."""
    agent = allow(request, staff.Act.RULES)
    told = found(agent, rule_id)
    do(lambda: actions.retire(told.rule))
    return [shown(one) for one in queries.all_of(told.rule.workspace_id)]


def do(act: Callable[[], Found]) -> Found:
    """An act of the house, or why not. Raises No."""
    try:
        return act()
    except CannotRule as no:
        raise No(422, _(str(no))) from no


def found(agent: Agent, rule_id: int) -> Told:
    """A rule of one's own desk that was not removed. Raises No."""
    told = finding.there(queries.one(finding.workspace(agent).pk, rule_id))
    return finding.there(told if told.rule.retired_at is None else None)


def _terms(what: schemas.RuleSays) -> Terms:
    return Terms(
        what.when.value,
        tuple(Condition(one.what, one.value, one.negated) for one in what.conditions),
        tuple(Act(one.what, one.value, one.words) for one in what.acts),
    )


def shown(told: Told) -> dict[str, Any]:
    """A rule as the API tells it."""
    kept = stored(told.terms)
    return {
        "id": told.rule.pk,
        "name": told.rule.name,
        "number": told.rule.number,
        "when": kept["occasion"],
        "conditions": kept["conditions"],
        "acts": kept["acts"],
        "on_since": told.rule.on_since,
        "broken": [_(sentence) for sentence in told.gone],
        "fired": told.fired,
        "stumbled": told.stumbled,
        "trouble": told.trouble,
    }

"""Trying rules of the house, and switching them on and off."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router

from earful.api import schemas_rules as schemas
from earful.api.house_rules import do, found, shown
from earful.api.permission import No, allow
from earful.api.schemas import Id, answers
from earful.house_rules import actions, trying
from earful.staff import rules as staff

router = Router(tags=["rules"])


@router.post("/rules/{rule_id}/try", response=answers(schemas.RuleTrial), summary="What it would have done")
def trial(request: HttpRequest, rule_id: Id) -> dict[str, Any]:
    """Over the last 30 days, or the last 5,000 times. Changes nothing; `conversations` are the latest twenty."""
    agent = allow(request, staff.Act.RULES)
    told = found(agent, rule_id)
    tried = trying.dry_run(told.rule.workspace_id, told.terms)
    latest = list(dict.fromkeys(one.conversation.pk for one in tried.samples))
    seen = trying.seen(told.edition, tried.told(), agent)
    return {**tried.told(), "cut": tried.cut, "since": tried.since, "conversations": latest, "seen": seen}


@router.post("/rules/{rule_id}/on", response=answers(schemas.HouseRule), summary="Switch a rule on")
def switch_on(request: HttpRequest, rule_id: Id, what: schemas.RuleSeen) -> dict[str, Any]:
    """Upon whatever comes from now on; only with what its trial gave."""
    agent = allow(request, staff.Act.RULES)
    told = found(agent, rule_id)
    tried = trying.read(what.seen, told.edition, agent)
    if tried is None:
        raise No(409, _("See first what it would have done, as it is now. Then switch it on from there."))
    do(lambda: actions.switch_on(told.rule, told.edition.number, tried, agent))
    return shown(found(agent, rule_id))


@router.post("/rules/{rule_id}/off", response=answers(schemas.HouseRule), summary="Switch a rule off")
def switch_off(request: HttpRequest, rule_id: Id) -> dict[str, Any]:
    """What it did stays."""
    agent = allow(request, staff.Act.RULES)
    told = found(agent, rule_id)
    do(lambda: actions.switch_off(told.rule))
    return shown(found(agent, rule_id))

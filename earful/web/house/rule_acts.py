"""Switching rules on and off, their order, and taking back what one did."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from earful.conversations.actions import CannotDo
from earful.house_rules import actions, queries, trying
from earful.house_rules.actions import CannotRule
from earful.house_rules.models import Rule
from earful.staff.models import Agent
from earful.staff.rules import Act
from earful.web.house.house_rules import found
from earful.web.house.who import workspace_of
from earful.web.permission import may


def _do(request: HttpRequest, rule: Rule, act: Callable[[], None], said: str = "", to: str = "house_rule") -> HttpResponse:  # fmt: skip
    try:
        act()
    except CannotRule as no:
        messages.error(request, _(str(no)))
    else:
        if said:
            messages.success(request, said)
    return redirect(to, *([] if to == "house_rules" else [rule.pk]))


@require_POST
@may(Act.RULES)
def on(request: HttpRequest, agent: Agent, rule_id: int) -> HttpResponse:
    """Let it work, having seen what this very edition would have done."""
    told = found(agent, rule_id)
    tried = trying.read(request.POST.get("seen", ""), told.edition, agent)
    if tried is None:
        messages.error(request, _("See first what it would have done, as it is now. Then switch it on from there."))
        return redirect("house_rule_try", rule_id)
    said = _("It works from now on, upon whatever comes.")
    return _do(request, told.rule, lambda: actions.switch_on(told.rule, told.edition.number, tried, agent), said)


@require_POST
@may(Act.RULES)
def off(request: HttpRequest, agent: Agent, rule_id: int) -> HttpResponse:
    """It does nothing from now on."""
    rule = found(agent, rule_id).rule
    return _do(request, rule, lambda: actions.switch_off(rule), _("It is off. What it did stays as it is."))


@require_POST
@may(Act.RULES)
def move(request: HttpRequest, agent: Agent, rule_id: int) -> HttpResponse:
    """One place up or down."""
    rule = found(agent, rule_id).rule
    return _do(request, rule, lambda: actions.move(rule, up="up" in request.POST), to="house_rules")


@require_POST
@may(Act.RULES)
def retire(request: HttpRequest, agent: Agent, rule_id: int) -> HttpResponse:
    """It is gone from the list; its log stays."""
    rule = found(agent, rule_id).rule
    said = _("“%(name)s” is removed. What it did stays in the history.") % {"name": rule.name}
    return _do(request, rule, lambda: actions.retire(rule), said, "house_rules")


@require_POST
@may(Act.RULES)
def undo(request: HttpRequest, agent: Agent, firing_id: int) -> HttpResponse:
    """Take back what it did one time."""
    firing = queries.firing(workspace_of(agent).pk, firing_id)
    if firing is None:
        raise Http404
    try:
        back, stays = actions.undo(firing, agent)
    except CannotDo as no:
        messages.error(request, _(str(no)))
    else:
        said = ngettext("%(n)s thing was taken back.", "%(n)s things were taken back.", back) % {"n": back}
        left = _("What was changed since stays as it is.") if stays else ""
        messages.success(request, f"{said} {left}".strip())
    return redirect("house_rule", firing.rule_id)

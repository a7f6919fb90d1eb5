"""Writing rules, changing them, and seeing what they would have done."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from earful.house_rules import actions, trying
from earful.house_rules.actions import CannotRule
from earful.staff.models import Agent
from earful.staff.rules import Act
from earful.web.house.house_rules import found, line
from earful.web.house.rule_form import Rule
from earful.web.house.who import workspace_of
from earful.web.permission import may


@may(Act.RULES)
def new(request: HttpRequest, agent: Agent) -> HttpResponse:
    """Write one. It is off until somebody saw what it would do."""
    workspace = workspace_of(agent)
    form = Rule(workspace.pk, None, data=request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            rule = actions.make(workspace.pk, form.cleaned_data["name"], form.terms(), agent)
        except CannotRule as no:
            form.add_error(None, _(str(no)))
        else:
            return redirect("house_rule_try", rule.pk)
    return render(request, "web/house/rule_form.html", {"form": form}, status=422 if form.is_bound else 200)


@may(Act.RULES)
def change(request: HttpRequest, agent: Agent, rule_id: int) -> HttpResponse:
    """Let it say something else. It is off then until somebody saw what it would do."""
    told = found(agent, rule_id)
    data = request.POST if request.method == "POST" else None
    form = Rule(workspace_of(agent).pk, told.terms, told.rule.name, data)
    if form.is_valid():
        try:
            rule = actions.change(told.rule, form.cleaned_data["name"], form.terms(), agent)
        except CannotRule as no:
            form.add_error(None, _(str(no)))
        else:
            messages.success(request, _("Saved."))
            return redirect("house_rule" if rule.number == told.rule.number else "house_rule_try", rule.pk)
    known = {"form": form, "line": line(told), "rule": told.rule}
    return render(request, "web/house/rule_form.html", known, status=422 if form.is_bound else 200)


@require_safe
@may(Act.RULES)
def trial(request: HttpRequest, agent: Agent, rule_id: int) -> HttpResponse:
    """What it would have done over the last 30 days; from here it is switched on."""
    told = found(agent, rule_id)
    tried = trying.dry_run(workspace_of(agent).pk, told.terms)
    mark = trying.seen(told.edition, tried.told(), agent)
    known = {"line": line(told), "rule": told.rule, "tried": tried, "mark": mark, "most": trying.MOST}
    return render(request, "web/house/rule_try.html", known)

"""Rules of the house: all of them, one with its log, and what it would have done."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from earful.house_rules import actions, queries, trying
from earful.house_rules.actions import CannotRule
from earful.house_rules.queries import Told
from earful.staff.models import Agent
from earful.staff.rules import Act
from earful.web.desk.talk import number
from earful.web.house import rule_words
from earful.web.house.rule_form import Rule
from earful.web.house.who import workspace_of
from earful.web.permission import may


@dataclass(frozen=True, slots=True)
class Line:
    """One rule in words."""

    told: Told
    when: str
    ifs: Sequence[str]
    thens: Sequence[str]
    gone: Sequence[str]


def line(told: Told) -> Line:
    """A rule as it is read."""
    gone = [_(sentence) for sentence in told.gone]
    return Line(told, rule_words.when(told.terms.when), rule_words.ifs(told), rule_words.thens(told), gone)


def found(agent: Agent, rule_id: int, *, also_gone: bool = False) -> Told:
    """A rule of one's own house. Raises Http404."""
    told = queries.one(workspace_of(agent).pk, rule_id)
    if told is None or (told.rule.retired_at is not None and not also_gone):
        raise Http404
    return told


@require_safe
@may(Act.READ)
def rules(request: HttpRequest, agent: Agent) -> HttpResponse:
    """All of them, in the order in which they are asked."""
    lines = [line(told) for told in queries.all_of(workspace_of(agent).pk)]
    return render(request, "web/house/rules.html", {"lines": lines, "may_change": agent.may(Act.RULES)})


@require_safe
@may(Act.READ)
def one(request: HttpRequest, agent: Agent, rule_id: int) -> HttpResponse:
    """What it says, whether it works, and what it did."""
    told = found(agent, rule_id, also_gone=True)
    rows = queries.firings(told.rule, number(request.GET.get("before", "")) or 0, queries.PAGE + 1)
    known = {
        "line": line(told),
        "rule": told.rule,
        "log": [(row, rule_words.done(row)) for row in rows[: queries.PAGE]],
        "older": rows[queries.PAGE - 1].pk if len(rows) > queries.PAGE else None,
        "may_change": agent.may(Act.RULES) and told.rule.retired_at is None,
        "may_undo": agent.may(Act.RULES),
    }
    return render(request, "web/house/rule.html", known)


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

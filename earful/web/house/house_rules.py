"""Rules of the house: all of them, and one with its log."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from earful.house_rules import queries
from earful.house_rules.queries import Told
from earful.staff.models import Agent
from earful.staff.rules import Act
from earful.web.desk.talk import number
from earful.web.house import rule_words
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

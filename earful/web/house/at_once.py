"""Endings of many conversations at once, as leads see them: who, how many, how, and why."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from earful.conversations.models import Bulk, Outcome
from earful.insights import at_once as insights
from earful.insights.rules import PERIOD
from earful.kit import clock
from earful.staff.models import Agent
from earful.staff.rules import Act
from earful.web.house.who import workspace_of
from earful.web.permission import may


@dataclass(frozen=True, slots=True)
class Line:
    """One act, ready to be shown."""

    name: str
    words: str
    reason: str
    back: str
    at: datetime


@require_safe
@may(Act.READ)
def at_once(request: HttpRequest, agent: Agent) -> HttpResponse:
    """Of the last seven days, latest first."""
    acts = insights.acts(workspace_of(agent).pk, clock.now() - PERIOD)
    known = {"lines": [_line(act) for act in acts], "most": insights.MOST}
    return render(request, "web/house/at_once.html", known)


def _line(act: Bulk) -> Line:
    outcome = str(Outcome(act.given["outcome"]).label)
    many = ngettext("%(n)s conversation: %(outcome)s", "%(n)s conversations: %(outcome)s", act.done)
    back = _("%(n)s of them were taken back.") % {"n": act.restored} if act.restored else ""
    reason = str(act.given.get("reason") or "")
    return Line(act.agent.name, many % {"n": act.done, "outcome": outcome}, reason, back, act.at)

"""Who needs approval: rules about people, teams and topics, and the switch for a crisis."""

from datetime import datetime, time
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from earful.conversations.refusing import CannotDo
from earful.kit import clock
from earful.outbox.approval import actions, queries
from earful.outbox.approval.models import ApprovalRule
from earful.staff import queries as staff
from earful.staff.models import Agent, Team
from earful.staff.rules import Act
from earful.triage.models import Topic
from earful.triage.topics import queries as topics
from earful.web import approval_words
from earful.web.house.who import workspace_of
from earful.web.permission import may

MOST = 1000


@require_safe
@may(Act.READ)
def rules(request: HttpRequest, agent: Agent) -> HttpResponse:
    """Everybody may read them; leads and owners change them."""
    pk = workspace_of(agent).pk
    people, teams = staff.everybody(pk)
    known = {
        "lines": approval_words.rules(pk, clock.now()),
        "crisis": queries.crisis(pk),
        "crises": [one for one in queries.crises(pk) if one.ended_at],
        "may_change": agent.may(Act.RULES),
        "people": people,
        "teams": teams,
        "topics": topics.in_use(pk),
        "approvers": [one for one in people if one.may(Act.APPROVE)],
    }
    return render(request, "web/house/approval_rules.html", known)


@require_POST
@may(Act.RULES)
def make(request: HttpRequest, agent: Agent) -> HttpResponse:
    """Another rule."""
    try:
        about = _about(request, agent)
        until, answers = _until(request), _answers(request)
        actions.make(agent, about, until, answers, request.POST.get("why", ""))
    except CannotDo as no:
        messages.error(request, _(str(no)))
    else:
        messages.success(request, _("Saved. It holds for what is written from now on."))
    return redirect("house_approval_rules")


def _about(request: HttpRequest, agent: Agent) -> Agent | Team | Topic | None:
    """Chosen as "agent:3", "team:1" or "topic:7"."""
    kind, _sep, number = request.POST.get("about", "").partition(":")
    models: dict[str, Any] = {"agent": Agent, "team": Team, "topic": Topic}
    if kind not in models or not number.isascii() or not number.isdigit() or len(number) > 15:
        return None
    found = models[kind].objects.filter(workspace=workspace_of(agent), pk=int(number)).first()
    return found if isinstance(found, Agent | Team | Topic) else None


def _until(request: HttpRequest) -> datetime | None:
    """The end of a day."""
    try:
        day = parse_date(request.POST.get("until", ""))
    except ValueError:
        day = None
    return datetime.combine(day, time(23, 59), timezone.get_current_timezone()) if day else None


def _answers(request: HttpRequest) -> int | None:
    number = request.POST.get("answers", "").strip()
    return min(int(number), MOST) if number.isascii() and number.isdigit() and len(number) < 6 and int(number) else None


@require_POST
@may(Act.RULES)
def withdraw(request: HttpRequest, agent: Agent, rule_id: int) -> HttpResponse:
    """It counts no more."""
    actions.retire(get_object_or_404(ApprovalRule, workspace=workspace_of(agent), pk=rule_id), agent)
    messages.success(request, _("Withdrawn. What waits already goes on waiting."))
    return redirect("house_approval_rules")


@require_POST
@may(Act.RULES)
def crisis(request: HttpRequest, agent: Agent) -> HttpResponse:
    """On with a reason, or off."""
    if "end" in request.POST:
        actions.end_crisis(agent)
        messages.success(request, _("Crisis mode is off. What waits already goes on waiting."))
        return redirect("house_approval_rules")
    try:
        actions.begin_crisis(agent, request.POST.get("why", ""))
    except CannotDo as no:
        messages.error(request, _(str(no)))
    else:
        messages.success(request, _("Crisis mode is on. Nothing leaves that a colleague has not read."))
    return redirect("house_approval_rules")

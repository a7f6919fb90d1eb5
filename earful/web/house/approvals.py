"""Answers that wait for a second pair of eyes: the list, reading one, approving it, sending it back, taking it back."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from earful import approving
from earful.conversations import queries as conversations
from earful.conversations.refusing import CannotDo
from earful.kit import clock
from earful.outbox.actions import TooLate
from earful.outbox.approval import deciding, queries
from earful.outbox.approval.changes import changes
from earful.outbox.approval.models import Approval
from earful.replies.actions import Insisting, Reviewed
from earful.replies.models import Draft
from earful.staff.models import Agent
from earful.staff.rules import Act
from earful.web import approval_words
from earful.web.desk.composer import rulings
from earful.web.desk.said import said
from earful.web.house.who import workspace_of
from earful.web.permission import may

MOST, ABOVE = 50, 4


@require_safe
@may(Act.ANSWER)
def all_approvals(request: HttpRequest, agent: Agent) -> HttpResponse:
    """Those who may decide see all that waits; others see their own, and what became of it."""
    workspace = workspace_of(agent)
    decides = agent.may(Act.APPROVE)
    waiting = queries.waiting(workspace.pk) if decides else queries.waiting(workspace.pk).filter(agent=agent)
    known = {
        "waiting": approval_words.lines(waiting[:MOST]),
        "decided": approval_words.lines(queries.decided(workspace.pk, None if decides else agent)),
        "decides": decides,
        "crisis": queries.crisis(workspace.pk),
        "rules": [line for line in approval_words.rules(workspace.pk, clock.now()) if not line.over],
        "me": agent,
    }
    return render(request, "web/house/approvals.html", known)


@require_safe
@may(Act.ANSWER)
def one(request: HttpRequest, agent: Agent, approval_id: int) -> HttpResponse:
    """One answer with what it answers, what the guard says, and what came since it was written."""
    return _page(request, agent, _found(agent, approval_id))


def _page(
    request: HttpRequest, agent: Agent, approval: Approval, reviewed: Reviewed | None = None, status: int = 200
) -> HttpResponse:
    waits = approval.state == Approval.State.WAITING
    decides = waits and agent.may(Act.APPROVE) and approval.agent_id != agent.pk
    text = _text(request, approval) if decides else approval.text or approval.written
    told: dict[str, Any] = {}
    if decides:
        found = reviewed or approving.review(approval, agent, text)
        told = rulings(_draft(approval, text), found) | {"reason": request.POST.get("reason", "")}
        told |= {"mark": request.POST.get("confirmed", ""), "insist": told["insist"] if reviewed else ""}
    known = {
        "line": approval_words.lines([approval])[0],
        "decides": decides,
        "mine": approval.agent_id == agent.pk,
        "waits": waits,
        "text": text,
        "comment": request.POST.get("comment", ""),
        "rulings": told,
        "signed": reviewed.text if reviewed else "",
        "changed": changes(approval.written, text) if decides and text != approval.written else (),
        "thread": _thread(approval),
        "next": _next(agent, approval) if decides else None,
    }
    return render(request, "web/house/approval.html", known, status=status)


def _draft(approval: Approval, text: str) -> Draft:
    return deciding.as_draft(approval, approval.conversation.merged_into or approval.conversation, text)


def _thread(approval: Approval) -> list[dict[str, Any]]:
    """What was said last, so that one need not go and look."""
    whole = conversations.whole(approval.conversation.merged_into or approval.conversation, ABOVE, 0)
    brand = approval.conversation.account.name or approval.conversation.account.handle
    return [
        {
            "pk": turn.pk,
            "name": brand if turn.ours else turn.author.shown if turn.author else _("Someone"),
            "said": said(turn.text, turn.links),
            "at": turn.said_at,
            "answered": turn.pk == approval.answers_id,
        }
        for turn in whole.turns
        if turn.removed_at is None
    ]


def _next(agent: Agent, approval: Approval) -> Approval | None:
    """The one that waits longest beside this one, and is not theirs."""
    rows = queries.waiting(workspace_of(agent).pk).exclude(pk=approval.pk).exclude(agent=agent)
    return rows.first()


def _text(request: HttpRequest, approval: Approval) -> str:
    return request.POST.get("text", approval.written).replace("\r\n", "\n")


@require_POST
@may(Act.APPROVE)
def approve(request: HttpRequest, agent: Agent, approval_id: int) -> HttpResponse:
    """It leaves, if nothing is in the way; or, for `look`, the change is only shown."""
    approval = _found(agent, approval_id)
    if "look" in request.POST:
        return _page(request, agent, approval)
    insisting = Insisting(frozenset(request.POST.get("insist", "").split()), request.POST.get("reason", ""))
    try:
        reviewed, dispatch = approving.approve(
            approval, agent, _text(request, approval), request.POST.get("confirmed", ""), insisting
        )
    except (TooLate, CannotDo) as no:
        messages.error(request, _(str(no)))
        return redirect("house_approval", approval.pk)
    if dispatch is None:
        return _page(request, agent, approval, reviewed, status=422)
    messages.success(request, _("Approved. It leaves in ten seconds under the name of %(name)s.") % {"name": approval.agent.name})  # fmt: skip
    return redirect("house_approvals")


@require_POST
@may(Act.APPROVE)
def send_back(request: HttpRequest, agent: Agent, approval_id: int) -> HttpResponse:
    """Its writer reads why, and changes it."""
    approval = _found(agent, approval_id)
    try:
        deciding.send_back(approval, agent, request.POST.get("comment", ""))
    except TooLate as no:
        messages.error(request, _(str(no)))
        return redirect("house_approval", approval.pk)
    except CannotDo as no:
        messages.error(request, _(str(no)))
        return _page(request, agent, approval, status=422)
    messages.success(request, _("Sent back. %(name)s is told.") % {"name": approval.agent.name})
    return redirect("house_approvals")


@require_POST
@may(Act.ANSWER)
def withdraw(request: HttpRequest, agent: Agent, approval_id: int) -> HttpResponse:
    """It is its writer's draft again."""
    approval = _found(agent, approval_id)
    try:
        deciding.withdraw(approval, agent)
    except (TooLate, CannotDo) as no:
        messages.error(request, _(str(no)))
    return redirect("desk_one", "all", approval.conversation_id)


def _found(agent: Agent, approval_id: int) -> Approval:
    """One they may see: all for those who decide, their own for others."""
    found = queries.one(workspace_of(agent).pk, approval_id)
    if found is None or not (agent.may(Act.APPROVE) or found.agent_id == agent.pk):
        raise Http404
    return found

"""The pages on which an answer that left is edited or deleted, with what that means for those who have read it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from earful import amending as after
from earful.conversations.models import Turn
from earful.conversations.standing import without
from earful.outbox import amended, amending, sight
from earful.outbox.actions import TooLate
from earful.outbox.models import Amendment, Dispatch
from earful.replies.actions import Insisting, Reviewed
from earful.staff.models import Agent
from earful.staff.rules import Act
from earful.web import shown
from earful.web.desk.came import came
from earful.web.desk.composer import count_words, findings
from earful.web.desk.said import said
from earful.web.desk.talk import place, view_of
from earful.web.permission import may

What = Amendment.What
LATER = 20  # things said since, on the page of an edit


def _answer(agent: Agent, dispatch_id: int) -> Dispatch:
    rows = Dispatch.objects.select_related("conversation", "account", "agent", "answers__item", "answers__author")
    return get_object_or_404(rows, workspace_id=agent.workspace_id, pk=dispatch_id)


def _back(request: HttpRequest, dispatch: Dispatch, trouble: str = "") -> HttpResponse:
    if trouble:
        messages.error(request, _(trouble))
    return redirect(reverse("desk_one", args=[view_of(request), dispatch.conversation_id]) + place(request))


@may(Act.ANSWER)
def edit(request: HttpRequest, agent: Agent, dispatch_id: int) -> HttpResponse:
    """Other words for an answer; the guard rules on them as on new ones."""
    dispatch = _answer(agent, dispatch_id)
    try:
        standing = amending.changeable(dispatch, agent, What.EDIT)
        if request.method != "POST":
            return render(request, "web/desk/answer_edit.html", _editing(request, agent, standing))
        reviewed, made = _asked(request, agent, standing)
    except TooLate as late:
        return _back(request, dispatch, str(late))
    if made is not None:
        return _back(request, dispatch)
    return render(request, "web/desk/answer_edit.html", _editing(request, agent, standing, reviewed), status=422)


def _asked(request: HttpRequest, agent: Agent, standing: amending.Stands) -> tuple[Reviewed, Amendment | None]:
    given = request.POST
    return after.edit(
        standing.dispatch,
        agent,
        given.get("text", "").replace("\r\n", "\n"),
        alts=[given.get(f"alt-{number}", alt).strip()[:2000] for number, alt in enumerate(standing.alts)],
        why=given.get("why", ""),
        seen=given.get("confirmed") or given.get("seen", ""),
        before=given.get("before", "").replace("\r\n", "\n"),
        insisting=Insisting(frozenset(given.get("insist", "").split()), given.get("reason", "")),
    )


def _editing(
    request: HttpRequest, agent: Agent, standing: amending.Stands, reviewed: Reviewed | None = None
) -> dict[str, Any]:
    given = request.POST
    now = sight.scene(standing.turn.conversation)
    can = amending.can(standing.dispatch.account)
    alts = [given.get(f"alt-{number}", alt) for number, alt in enumerate(standing.alts)]
    return {
        **_about(request, agent, standing),
        "text": given.get("text", standing.written),
        "before": given.get("before", standing.written),
        "alts": list(enumerate(alts)) if "alts" in can.edits else [],
        "why": given.get("why", ""),
        "reason": given.get("reason", ""),
        "seen": reviewed.seen if reviewed else now.sight().mark(agent),
        "later": [one for one in now.turns if one.said_at > standing.turn.said_at and not one.removed_at][:LATER],
        "length": count_words(reviewed.length) if reviewed else "",
        "findings": findings(reviewed.rulings, sending=True) if reviewed else [],
        "came": came(reviewed.news) if reviewed else [],
        "insist": _insist(reviewed) if reviewed else "",
        "no_delete": _(amending.impossible(What.DELETE, can)),
    }


def _insist(reviewed: Reviewed) -> str:
    asked = [one.code for one in reviewed.rulings if one.strength == "confirm" and not one.code.startswith("newer_")]
    return "" if reviewed.refused() or reviewed.news else " ".join(asked)


def _about(request: HttpRequest, agent: Agent, standing: amending.Stands) -> dict[str, Any]:
    """What both pages say of an answer."""
    dispatch = standing.dispatch
    question: Turn = dispatch.answers
    return {
        "conversation": standing.turn.conversation,
        "view": view_of(request),
        "place": place(request),
        "dispatch": dispatch,
        "network": shown.network(dispatch.account.network),
        "stands": said(standing.text, ()),
        "question": said(question.text, ()) if not question.removed_at else None,
        "customer": question.author.shown if question.author else _("The customer"),
        "others": dispatch.agent.name if dispatch.agent_id != agent.pk else "",
        "pictures": bool(standing.turn.pictures),
        "private": standing.turn.conversation.private or standing.turn.readers == "named",
    }


@may(Act.ANSWER)
def delete(request: HttpRequest, agent: Agent, dispatch_id: int) -> HttpResponse:
    """An answer is to be gone; the page says what that means before it is."""
    dispatch = _answer(agent, dispatch_id)
    try:
        standing = amending.changeable(dispatch, agent, What.DELETE)
        if request.method == "POST":
            after.delete(dispatch, agent, request.POST.get("why", ""))
            return _back(request, dispatch)
    except TooLate as late:
        return _back(request, dispatch, str(late))
    context = _about(request, agent, standing)
    waits = without(standing.turn).waiting_since
    context["waits"] = waits if waits != standing.turn.conversation.waiting_since else None
    context["no_edit"] = _(amending.impossible(What.EDIT, amending.can(dispatch.account)))
    return render(request, "web/desk/answer_delete.html", context)


@require_POST
@may(Act.ANSWER)
def call_off(request: HttpRequest, agent: Agent, dispatch_id: int, amendment_id: int) -> HttpResponse:
    """Somebody thinks better of it while nothing has happened."""
    dispatch = _answer(agent, dispatch_id)
    wanted = get_object_or_404(Amendment, workspace_id=agent.workspace_id, dispatch=dispatch, pk=amendment_id)
    try:
        amending.call_off(amended.get(wanted.pk), agent)
    except TooLate as late:
        return _back(request, dispatch, str(late))
    return _back(request, dispatch)

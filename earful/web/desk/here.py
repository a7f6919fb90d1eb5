"""Who is here: the beat of an open page, and what it is told of its colleagues."""

import re
from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from earful.conversations import queries as conversations
from earful.conversations.models import Conversation
from earful.queues import actions as queues
from earful.queues import queries as presence
from earful.queues.queries import Here
from earful.replies import queries as drafts
from earful.staff.models import Agent
from earful.staff.rules import Act
from earful.web.permission import may

PAGE = re.compile(r"[a-z0-9]{8,24}")


@require_safe
@may(Act.READ)
def here(request: HttpRequest, agent: Agent) -> HttpResponse:
    """Who is here now."""
    return _told(request, agent, _number(request.GET.get("at", "")))


@require_POST
@may(Act.READ)
def beat(request: HttpRequest, agent: Agent) -> HttpResponse:
    """A page says that it is open, what it shows, and whether somebody writes there; it is told who else is here."""
    page, at = request.POST.get("page", ""), _number(request.POST.get("at", ""))
    if not PAGE.fullmatch(page):
        return HttpResponse(status=400)
    writing = request.POST.get("writing") == "1" and agent.may(Act.ANSWER)
    queues.beat(agent, page, _shown(agent, at), writing=writing)
    _let_go(agent, _number(request.POST.get("left", "")))
    return _told(request, agent, at)


@require_POST
@may(Act.READ)
def leave(request: HttpRequest, agent: Agent) -> HttpResponse:
    """A page is closed."""
    queues.leave(agent, request.POST.get("page", ""))
    _let_go(agent, _number(request.POST.get("at", "")))
    return HttpResponse(status=204)


def _let_go(agent: Agent, left: int) -> None:
    """What somebody only began, and left without a word and without another page on it, is nobody's again."""
    conversation = _shown(agent, left)
    if conversation is None or conversation.assignee_id != agent.pk:
        return
    draft = drafts.draft(conversation, agent)
    there = any(
        one.agent == agent for one in presence.company(agent.workspace_id or 0).here if one.conversation == left
    )
    if not there and not (draft and draft.text.strip()):
        queues.let_go(conversation, agent)


def _shown(agent: Agent, pk: int) -> Conversation | None:
    return conversations.one(agent.workspace_id or 0, pk) if pk else None


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def _told(request: HttpRequest, agent: Agent, at: int) -> HttpResponse:
    company = presence.company(agent.workspace_id or 0)
    others = company.at(at, agent)
    more = {"writing": company.writing(agent), "duty": company.on_duty, "me": agent}
    response = render(request, "web/desk/here.html", {"company": _company(others), **more})
    response["Cache-Control"] = "private, no-store"
    return response


def around(agent: Agent, conversation: Conversation) -> dict[str, Any]:
    """What a conversation's page says of colleagues who are at it."""
    return _company(presence.company(agent.workspace_id or 0).at(conversation.pk, agent))


def _company(others: Sequence[Here]) -> dict[str, Any]:
    return {"others": others, "words": words(others)}


def words(others: Sequence[Here]) -> str:
    """Who else is at a conversation, in a sentence or two; empty when nobody is."""
    writing = [one.agent.name for one in others if one.writing_since is not None]
    reading = [one.agent.name for one in others if one.writing_since is None]
    said = []
    if writing:
        one, many = _("%(names)s is writing."), _("%(names)s are writing.")
        said.append((one if len(writing) == 1 else many) % {"names": _list(writing)})
    if reading:
        one, many = _("%(names)s is reading."), _("%(names)s are reading.")
        said.append((one if len(reading) == 1 else many) % {"names": _list(reading)})
    return " ".join(said)


def _list(names: Sequence[str]) -> str:
    if len(names) == 1:
        return names[0]
    return _("%(names)s and %(last)s") % {"names": ", ".join(names[:-1]), "last": names[-1]}

"""The desk's pages. A page is whole, or one of its parts when htmx or our scripts ask for that part by its id."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from earful.conversations.models import Conversation
from earful.kit.transaction import one_moment
from earful.staff.models import Agent
from earful.staff.rules import Act
from earful.web.desk import rows
from earful.web.desk.talk import found, talk
from earful.web.permission import may

PARTS = {
    "main": "web/desk/desk.html",
    "list": "web/desk/list.html",
    "more": "web/desk/row_list.html",
    "talk": "web/desk/talk.html",
}


def wanted_part(request: HttpRequest) -> str:
    """Which part of the page was asked for; "" for the whole."""
    if "HX-Request" not in request.headers or "HX-History-Restore-Request" in request.headers:
        return ""
    return request.headers.get("HX-Target", "")


def part(request: HttpRequest, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """The page, or the part of it that was asked for."""
    template = PARTS.get(wanted_part(request), "web/desk/page.html")
    response = render(request, template, context, status=status)
    response["Vary"] = "HX-Request, HX-Target, Cookie"
    response["Cache-Control"] = "private, no-store"
    return response


@require_safe
@may(Act.READ)
def matters(request: HttpRequest, agent: Agent, view: str) -> HttpResponse:
    """A view: its list, and room for a conversation."""
    return part(request, rows.listed(request, agent, view))


@require_safe
@may(Act.READ)
def matter(request: HttpRequest, agent: Agent, view: str, pk: int) -> HttpResponse:
    """One conversation beside its list; one that was merged leads to where it went."""
    with one_moment():
        conversation = found(agent, pk)
        if conversation.pk != pk and not wanted_part(request):
            words = request.GET.get("q", "")
            query = f"?{urlencode({'q': words})}" if words else ""
            return redirect(reverse("desk_one", args=[view, conversation.pk]) + query)
        return part(request, whole(request, agent, view, conversation))


def whole(request: HttpRequest, agent: Agent, view: str, conversation: Conversation) -> dict[str, Any]:
    """What the page or its part shows; a part is spared the work for the others."""
    wanted = wanted_part(request)
    shown: dict[str, Any] = {}
    if wanted != "talk":
        shown |= rows.listed(request, agent, view, selected=conversation.pk)
    if wanted not in {"list", "more"}:
        shown["talk"] = talk(request, agent, conversation)
    return shown

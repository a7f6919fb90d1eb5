"""The desk's pages. A page is whole, or one of its parts when htmx or our scripts ask for that part by its id."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from earful.staff.models import Agent
from earful.staff.rules import Act
from earful.web.desk import rows
from earful.web.permission import may

PARTS = {"main": "web/desk/desk.html", "list": "web/desk/list.html", "talk": "web/desk/talk.html"}


def part(request: HttpRequest, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """The page, or the part of it that was asked for."""
    wanted = request.headers.get("HX-Target", "") if "HX-Request" in request.headers else ""
    if "HX-History-Restore-Request" in request.headers:
        wanted = ""
    response = render(request, PARTS.get(wanted, "web/desk/page.html"), context, status=status)
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
    """One conversation beside its list."""
    return part(request, rows.listed(request, agent, view, selected=pk))

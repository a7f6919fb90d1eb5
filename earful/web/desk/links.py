"""Beside a message: what is behind its links, when somebody asks. A worker looks; no browser of ours opens anything."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from earful import behind_links
from earful.conversations.links import asks, showing
from earful.conversations.links.showing import Line
from earful.conversations.links.words import CannotLook
from earful.conversations.models import Turn
from earful.staff.models import Agent
from earful.staff.rules import Act
from earful.web.permission import may


@require_safe
@may(Act.ANSWER)
def of_turn(request: HttpRequest, agent: Agent, turn_id: int) -> HttpResponse:
    """All links of a message, with what is known of them."""
    return _all(request, _turn(agent, turn_id))


@require_safe
@may(Act.ANSWER)
def one(request: HttpRequest, agent: Agent, turn_id: int, number: int) -> HttpResponse:
    """One of them; nothing new while somebody looks."""
    turn = _turn(agent, turn_id)
    line = _line(turn, number)
    if "HX-Request" not in request.headers:
        return _all(request, turn)
    return HttpResponse(status=204) if line.state == "waiting" else _one(request, turn, line)


@require_POST
@may(Act.ANSWER)
def look(request: HttpRequest, agent: Agent, turn_id: int, number: int) -> HttpResponse:
    """Ask what is behind one of them."""
    turn = _turn(agent, turn_id)
    trouble = ""
    try:
        behind_links.want(turn.workspace_id, _line(turn, number).address)
    except CannotLook as no:
        trouble = str(no)
    if "HX-Request" in request.headers:
        return _one(request, turn, _line(turn, number), trouble)
    return _all(request, turn, trouble) if trouble else redirect("desk_links", turn.pk)


def _turn(agent: Agent, turn_id: int) -> Turn:
    rows = Turn.objects.filter(ours=False).select_related("conversation").defer("search")
    return get_object_or_404(rows, workspace_id=agent.workspace_id, pk=turn_id)


def _line(turn: Turn, number: int) -> Line:
    line = showing.line(turn, number)
    if line is None:
        raise Http404
    return line


def _one(request: HttpRequest, turn: Turn, line: Line, trouble: str = "") -> HttpResponse:
    return _kept(render(request, "web/desk/look.html", {"turn": turn, "line": line, "trouble": trouble, "asked": True}))


def _all(request: HttpRequest, turn: Turn, trouble: str = "") -> HttpResponse:
    lines = showing.lines(turn)
    template = "web/desk/links.html" if "HX-Request" in request.headers else "web/desk/links_page.html"
    known = {"turn": turn, "lines": lines, "all_trouble": trouble, "on": asks.of(turn.workspace_id).on}
    response = _kept(render(request, template, known))
    if any(line.state == "waiting" for line in lines):
        response["Refresh"] = "2"  # only a page of its own heeds it
    return response


def _kept(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "private, no-store"
    return response

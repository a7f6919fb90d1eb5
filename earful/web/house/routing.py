"""Who gets what: how matters are handed out, which team has what, and what people can do."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from earful.conversations.refusing import CannotDo
from earful.queues.models import Route
from earful.queues.sharing import leading
from earful.staff import abilities
from earful.staff.models import Agent
from earful.staff.rules import Act, HandOut
from earful.web.house import people_words, routing_words
from earful.web.house.route_form import RouteForm
from earful.web.house.who import workspace_of
from earful.web.permission import may


@require_safe
@may(Act.READ)
def routing(request: HttpRequest, agent: Agent) -> HttpResponse:
    """All of it."""
    workspace = workspace_of(agent)
    known = {
        "lines": routing_words.lines(leading.routes(workspace.pk)),
        "people": people_words.people(workspace.pk),
        "skills": abilities.skills(workspace.pk),
        "may_change": agent.may(Act.ROUTING),
        "level": workspace.hand_out == HandOut.LEVEL,
    }
    return render(request, "web/house/routing.html", known)


@require_POST
@may(Act.ROUTING)
def sharing(request: HttpRequest, agent: Agent) -> HttpResponse:
    """Who gives matters that nobody has to somebody."""
    hand_out = HandOut.LEVEL if request.POST.get("hand_out") == HandOut.LEVEL else HandOut.BY_HAND
    abilities.set_sharing(workspace_of(agent), hand_out, no_picking="no_picking" in request.POST)
    messages.success(request, _("Saved. What nobody has is handed out within a minute.") if hand_out is HandOut.LEVEL else _("Saved."))  # fmt: skip
    return redirect("house_routing")


@may(Act.ROUTING)
def new(request: HttpRequest, agent: Agent) -> HttpResponse:
    """Another route."""
    pk = workspace_of(agent).pk
    return _form(request, RouteForm(pk, None, _data(request)), None, lambda terms: leading.add(pk, terms))


@may(Act.ROUTING)
def one(request: HttpRequest, agent: Agent, route_id: int) -> HttpResponse:
    """Change one."""
    route = _found(agent, route_id)
    form = RouteForm(route.workspace_id, route, _data(request))
    return _form(request, form, route, lambda terms: leading.change(route, terms))


def _data(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _form(
    request: HttpRequest, form: RouteForm, route: Route | None, keep: Callable[[leading.Terms], object]
) -> HttpResponse:
    if form.is_valid():
        try:
            keep(form.terms())
        except CannotDo as no:
            form.add_error(None, _(str(no)))
        else:
            messages.success(request, _("Saved. It holds for what comes from now on."))
            return redirect("house_routing")
    known = {"form": form, "route": route}
    return render(request, "web/house/route.html", known, status=422 if form.is_bound else 200)


@require_POST
@may(Act.ROUTING)
def move(request: HttpRequest, agent: Agent, route_id: int) -> HttpResponse:
    """One place up or down."""
    leading.move(_found(agent, route_id), up="up" in request.POST)
    return redirect("house_routing")


@require_POST
@may(Act.ROUTING)
def remove(request: HttpRequest, agent: Agent, route_id: int) -> HttpResponse:
    """It leads nothing any more."""
    leading.remove(_found(agent, route_id))
    messages.success(request, _("Removed. What it led stays where it is."))
    return redirect("house_routing")


def _found(agent: Agent, route_id: int) -> Route:
    return get_object_or_404(Route, workspace=workspace_of(agent), pk=route_id)

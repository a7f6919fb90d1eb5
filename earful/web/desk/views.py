"""The pages of saved views: which there are, making one, changing, moving and removing it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from earful.conversations import filters, views
from earful.conversations.actions import CannotDo
from earful.conversations.models import SavedView
from earful.staff.models import Agent
from earful.staff.rules import Act
from earful.web.desk.view_form import ViewForm, filled
from earful.web.permission import may


@require_safe
@may(Act.READ)
def kept(request: HttpRequest, agent: Agent) -> HttpResponse:
    """All the views this person sees, in the order of the rail."""
    rows = [
        {
            "view": view,
            "name": f"{views.PREFIX}{view.pk}",
            "mine": view.owner_id == agent.pk,
            "may_change": agent.may(Act.ANSWER) and views.may_change(view, agent),
            "missing": [_(words) for words in views.missing(view)],
        }
        for view in views.seen_by(agent)
    ]
    return render(request, "web/desk/views.html", {"rows": rows, "may_save": agent.may(Act.ANSWER)})


@never_cache
@may(Act.ANSWER)
def new(request: HttpRequest, agent: Agent) -> HttpResponse:
    """Save a view. What the address says is filled in: so a list can be saved as it is."""
    begin = filled(filters.read(request.GET.dict()))
    return _form(request, agent, ViewForm(agent, request.POST or None, initial=begin), None)


@never_cache
@may(Act.ANSWER)
def change(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """Change its name, its filters, or who sees it."""
    view = _found(agent, pk)
    if not views.may_change(view, agent):
        messages.error(request, _("Only its owner or a lead may change this view."))
        return redirect("desk_views")
    begin = filled(filters.read(view.filters), view)
    return _form(request, agent, ViewForm(agent, request.POST or None, initial=begin), view)


def _form(request: HttpRequest, agent: Agent, form: ViewForm, view: SavedView | None) -> HttpResponse:
    if form.is_valid():
        wanted = filters.read(form.cleaned_data)
        how = {"shared": form.shared_as(), "team": form.team_shared_with(agent), "view": view}
        try:
            saved = views.keep(agent, form.cleaned_data["name"], wanted, **how)  # type: ignore[arg-type]  # -- each as keep wants it
        except CannotDo as refusal:
            form.add_error(None, _(str(refusal)))
        else:
            return redirect("desk_list", f"{views.PREFIX}{saved.pk}")
    missing = [_(words) for words in views.missing(view)] if view else []
    context = {"form": form, "saved": view, "missing": missing}
    return render(request, "web/desk/view_form.html", context, status=422 if form.is_bound else 200)


@require_POST
@may(Act.ANSWER)
def move(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """Up or down in the rail."""
    try:
        views.move(_found(agent, pk), agent, -1 if request.POST.get("to") == "up" else 1)
    except CannotDo as refusal:
        messages.error(request, _(str(refusal)))
    return redirect("desk_views")


@require_POST
@may(Act.ANSWER)
def remove(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """The view goes; what is in it stays where it is."""
    view = _found(agent, pk)
    try:
        views.remove(view, agent)
    except CannotDo as refusal:
        messages.error(request, _(str(refusal)))
    else:
        messages.success(
            request, _("“%(name)s” is removed. The conversations in it are as they were.") % {"name": view.name}
        )
    return redirect("desk_views")


def _found(agent: Agent, pk: int) -> SavedView:
    view = views.one(agent, pk)
    if view is None:
        raise Http404
    return view

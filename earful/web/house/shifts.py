"""When one person works."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from earful.queues.sharing import shifts as told_shifts
from earful.queues.sharing.shifts import CannotOpen
from earful.staff.models import Agent
from earful.staff.rules import Act
from earful.web.house.abilities import colleague
from earful.web.house.hours_form import Hours
from earful.web.house.who import workspace_of
from earful.web.permission import may


class Shifts(Hours):
    """The same as business hours, for one person; so it needs no name."""

    name = None  # type: ignore[assignment]  # -- Django's way to leave a field out


@may(Act.ROUTING)
def shifts(request: HttpRequest, agent: Agent, agent_id: int) -> HttpResponse:
    """Say when, from now on."""
    person = colleague(agent, agent_id)
    told = told_shifts.now_of(person)
    form = Shifts(workspace_of(agent), told, "", request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            told_shifts.tell(person, form.told(), agent)
        except CannotOpen as no:
            form.add_error(None, _(no.words) % no.named)
        else:
            messages.success(request, _("Saved. It holds from now on."))
            return redirect("house_abilities", person.pk)
    known = {"form": form, "person": person, "told": told}
    return render(request, "web/house/shifts.html", known, status=422 if form.is_bound else 200)


@require_POST
@may(Act.ROUTING)
def none(request: HttpRequest, agent: Agent, agent_id: int) -> HttpResponse:
    """No set times any more."""
    person = colleague(agent, agent_id)
    told_shifts.at_any_time(person, agent)
    said = _("%(name)s has no set times any more: they are there whenever a page of theirs is open.")
    messages.success(request, said % {"name": person.name})
    return redirect("house_abilities", person.pk)

"""Business hours: when a team is there."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from earful.kit import clock
from earful.queues.models import Calendar, Timetable
from earful.queues.promises import days_off, timetables
from earful.queues.promises.timetables import CannotOpen
from earful.staff.models import Agent
from earful.staff.rules import Act
from earful.web.house.hours_form import Hours
from earful.web.house.who import workspace_of
from earful.web.permission import may

AHEAD = 366  # days in which days off are looked up, to be shown
SHOWN = 12


@may(Act.PROMISES)
def new(request: HttpRequest, agent: Agent) -> HttpResponse:
    """Name business hours."""
    return _hours(request, agent, None)


@may(Act.PROMISES)
def one(request: HttpRequest, agent: Agent, calendar_id: int) -> HttpResponse:
    """Change them, from now on."""
    return _hours(request, agent, _found(agent, calendar_id))


def _hours(request: HttpRequest, agent: Agent, calendar: Calendar | None) -> HttpResponse:
    workspace = workspace_of(agent)
    told = timetables.says(calendar) if calendar else None
    data = request.POST if request.method == "POST" else None
    form = Hours(workspace, told, calendar.name if calendar else "", data)
    if form.is_valid():
        try:
            if calendar is None:
                timetables.name(workspace.pk, form.cleaned_data["name"], form.told(), agent)
            else:
                timetables.tell(calendar, form.cleaned_data["name"], form.told(), agent)
        except CannotOpen as no:
            form.add_error(None, _(no.words) % no.named)
        else:
            messages.success(request, _("Saved. What was due by the old hours until now stays so."))
            return redirect("house_promises")
    known = {"form": form, "calendar": calendar, "days_off": _days_off(told) if told else []}
    return render(request, "web/house/hours.html", known, status=422 if form.is_bound else 200)


def _days_off(told: Timetable) -> list[tuple[date, str]]:
    """The next public holidays, so that one sees that they are the right ones."""
    today = clock.now().astimezone(ZoneInfo(told.time_zone)).date()
    names = days_off.holiday_names(told.country, told.region, {today.year, today.year + 1})
    return [(day, name) for day, name in sorted(names.items()) if today <= day < today + timedelta(days=AHEAD)][:SHOWN]


@require_POST
@may(Act.PROMISES)
def retire(request: HttpRequest, agent: Agent, calendar_id: int) -> HttpResponse:
    """Nobody can choose them any more."""
    try:
        timetables.retire(_found(agent, calendar_id))
    except CannotOpen as no:
        messages.error(request, _(no.words) % no.named)
    else:
        messages.success(request, _("These hours are gone."))
    return redirect("house_promises")


def _found(agent: Agent, calendar_id: int) -> Calendar:
    found = Calendar.objects.filter(workspace_id=agent.workspace_id, pk=calendar_id, retired_at=None).first()
    if found is None:
        raise Http404
    return found

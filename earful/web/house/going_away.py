"""When somebody is away, and who answers for them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from earful.kit import clock
from earful.staff import changes
from earful.staff.models import Agent
from earful.staff.rules import Act
from earful.web.house.away_form import Away
from earful.web.permission import may


@may(Act.READ)
def away(request: HttpRequest, agent: Agent) -> HttpResponse:
    """Say it for oneself."""
    form = Away(agent, request.POST if request.method == "POST" else None)
    if form.is_valid():
        found = form.cleaned_data
        changes.go_away(agent, found["begins"], found["ends"], form.people.get(found["substitute"]))
        gone = agent.is_away(clock.now())
        messages.success(
            request, _("You are away. What waits for you is handed on within minutes.") if gone else _("Saved.")
        )
        return redirect("house_me")
    return render(request, "web/house/away.html", {"form": form}, status=422 if form.is_bound else 200)

"""Whether the desk looks behind customers' links, and how often: an owner decides."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from earful.conversations.links import asks
from earful.conversations.links.models import LinkLooking
from earful.staff.models import Agent
from earful.staff.rules import Act
from earful.web.house.forms import Plain
from earful.web.house.who import workspace_of
from earful.web.permission import may


class Looking(Plain):
    """On or off, and how often."""

    on = forms.BooleanField(label=gettext_lazy("Let people ask what is behind a link"), required=False)
    hourly = forms.IntegerField(
        label=gettext_lazy("How often the whole desk may look in an hour"),
        min_value=1,
        max_value=asks.MOST_HOURLY,
        error_messages={
            "required": gettext_lazy("Say how often the desk may look."),
            "invalid": gettext_lazy("Write a whole number, for example 60."),
            "min_value": gettext_lazy("Once is the least. To stop it, switch it off."),
            "max_value": gettext_lazy("A thousand is the most."),
        },
    )

    def __init__(self, known: LinkLooking, entered: Mapping[str, Any] | None = None) -> None:
        super().__init__(entered, initial={"on": known.on, "hourly": known.hourly})


@may(Act.STAFF)
def links(request: HttpRequest, agent: Agent) -> HttpResponse:
    """Decide, and read what leaves the house."""
    workspace = workspace_of(agent)
    form = Looking(asks.of(workspace.pk), request.POST if request.method == "POST" else None)
    if form.is_valid():
        asks.decide(workspace, on=form.cleaned_data["on"], hourly=form.cleaned_data["hourly"])
        messages.success(request, _("Saved."))
        return redirect("house_links")
    return render(request, "web/house/links.html", {"form": form}, status=422 if form.is_bound else 200)

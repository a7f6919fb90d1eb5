"""For how long things are kept: what an owner decides, what would go now, and what went last."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from earful.conversations import clearing
from earful.conversations.models import Keeping
from earful.staff.models import Agent
from earful.staff.rules import Act
from earful.web.house.forms import Plain
from earful.web.house.who import workspace_of
from earful.web.permission import may

LOOK = 20_000  # matters that are counted for the page; beyond that it says "at least"
WORDS = {
    Keeping.What.PAYLOADS: gettext_lazy(
        "Each message exactly as its network sent it. Without it a message can be read here, but no longer answered."
    ),
    Keeping.What.PICTURES: gettext_lazy("Pictures that went with our answers. They stay on the network."),
    Keeping.What.SPAM: gettext_lazy("What was put aside as spam."),
    Keeping.What.TEXTS: gettext_lazy(
        "What customers and we said, notes, and which experts were asked. Who wrote when, and how it ended, stays."
    ),
}


class Months(Plain):
    """A number of months for each sort of thing, or none."""

    def __init__(self, kept: Sequence[Keeping], data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial={row.what: row.months for row in kept})
        for row in kept:
            self.fields[row.what] = forms.IntegerField(
                label=row.get_what_display(),
                help_text=WORDS[Keeping.What(row.what)],
                min_value=1,
                max_value=clearing.MOST,
                required=False,
                error_messages={
                    "invalid": _("Write a whole number of months, or nothing."),
                    "min_value": _("It must be at least one month. Write nothing to keep it for ever."),
                    "max_value": _("Ten years, 120 months, is the most. Write nothing to keep it for ever."),
                },
            )


@dataclass(frozen=True, slots=True)
class Sort:
    """One sort of thing: its field, what would go now, and what went last."""

    field: forms.BoundField
    row: Keeping
    due: clearing.Due


@may(Act.STAFF)
def keeping(request: HttpRequest, agent: Agent) -> HttpResponse:
    """Decide, and see what it means."""
    workspace = workspace_of(agent)
    kept = clearing.kept(workspace.pk)
    form = Months(kept, request.POST if request.method == "POST" else None)
    if form.is_valid():
        for row in kept:
            if row.months != form.cleaned_data[row.what]:
                clearing.keep(workspace.pk, row.what, form.cleaned_data[row.what])
        messages.success(request, _("Saved. Nothing goes before tonight."))
        return redirect("house_keeping")
    sorts = [Sort(form[row.what], row, clearing.due(row, LOOK)) for row in kept]
    return render(
        request, "web/house/keeping.html", {"form": form, "sorts": sorts}, status=422 if form.is_bound else 200
    )

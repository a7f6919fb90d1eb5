"""The form in which somebody says when they are away."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from earful.kit import clock
from earful.staff import queries
from earful.staff.models import Agent
from earful.web.house.forms import Plain
from earful.web.house.who import workspace_of

MOMENT = "%Y-%m-%dT%H:%M"


def _moment(label: Any, words: Any) -> forms.DateTimeField:
    control = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT)
    wrong = {"invalid": gettext_lazy("Choose a day and a time.")}
    return forms.DateTimeField(label=label, required=False, widget=control, help_text=words, error_messages=wrong)


class Away(Plain):
    """From when to when, and who answers meanwhile."""

    begins = _moment(gettext_lazy("Away from"), gettext_lazy("Nothing: you are here."))
    ends = _moment(gettext_lazy("Until"), gettext_lazy("Nothing: until you say otherwise."))
    substitute = forms.TypedChoiceField(
        label=gettext_lazy("Who answers for you"),
        required=False,
        coerce=int,
        empty_value=None,
        help_text=gettext_lazy("What waits for you goes to them; without anybody it goes back to everybody."),
    )

    def __init__(self, agent: Agent, data: Mapping[str, Any] | None = None) -> None:
        first = {"begins": agent.away_from, "ends": agent.away_until, "substitute": agent.substitute_id}
        super().__init__(data, initial=first)
        self.people = {one.pk: one for one in queries.colleagues(workspace_of(agent).pk) if one.pk != agent.pk}
        field = cast(forms.ChoiceField, self.fields["substitute"])
        field.choices = [("", _("nobody in particular")), *((pk, one.name) for pk, one in self.people.items())]

    def clean(self) -> dict[str, Any]:
        """It ends after it begins, and not before now."""
        found: dict[str, Any] = super().clean() or {}
        begins: datetime | None = found.get("begins")
        ends: datetime | None = found.get("ends")
        if ends is not None and (begins is None or ends <= begins):
            self.add_error("ends", _("It must end after it begins."))
        elif ends is not None and ends <= clock.now():
            self.add_error("ends", _("This is over already."))
        return found

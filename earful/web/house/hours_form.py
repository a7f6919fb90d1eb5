"""The form of business hours: day by day, holidays and days that differ."""

import re
from collections.abc import Mapping
from typing import Any, cast
from zoneinfo import available_timezones

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from earful.queues.models import Shift, Timetable
from earful.queues.promises import days_off
from earful.queues.promises.timetables import CannotOpen, Open
from earful.staff.models import Workspace
from earful.web.house.forms import Plain

USUAL = ("09:00-17:00",) * 5 + ("", "")
SPECIAL = re.compile(r"(\d{4}-\d{1,2}-\d{1,2})\s*:?\s*(.*)")


class Hours(Plain):
    """A week, whose holidays are days off, and days that differ."""

    name = forms.CharField(
        label=pgettext_lazy("of business hours", "Name"),
        max_length=80,
        help_text=gettext_lazy("For colleagues, for example: Care team Lisbon."),
        error_messages={"required": gettext_lazy("Give these hours a name.")},
    )
    time_zone = forms.ChoiceField(label=gettext_lazy("Time zone"))
    country = forms.ChoiceField(label=gettext_lazy("Public holidays of"), required=False)
    region = forms.CharField(
        label=gettext_lazy("Part of that country"),
        required=False,
        max_length=10,
        help_text=gettext_lazy("Its short code, like BY for Bavaria, where it has holidays of its own."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "length"}),
    )
    special = forms.CharField(
        label=gettext_lazy("Days that differ, one on each line"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false", "placeholder": "2026-12-24 09:00-12:00"}),
        help_text=gettext_lazy("A date and the hours of that day; a date alone is a day off."),
    )

    def __init__(
        self, workspace: Workspace, told: Timetable | Shift | None, name: str, data: Mapping[str, Any] | None
    ) -> None:
        first = _initial(workspace, told) | {"name": name}
        super().__init__(data, initial=first)
        for place in range(7):
            self.fields[f"day{place}"] = forms.CharField(
                label=WEEKDAYS[place],
                required=False,
                max_length=200,
                initial=(told.week if told else USUAL)[place],
                widget=forms.TextInput(
                    attrs={"autocomplete": "off", "spellcheck": "false", "placeholder": _("nobody")}
                ),
            )
        zones = sorted(available_timezones() | {first["time_zone"]})
        cast(forms.ChoiceField, self.fields["time_zone"]).choices = [(one, one.replace("_", " ")) for one in zones]
        cast(forms.ChoiceField, self.fields["country"]).choices = [("", _("no country")), *days_off.named_countries()]

    @property
    def days(self) -> list[forms.BoundField]:
        """The days of the week, Monday first."""
        return [self[f"day{place}"] for place in range(7)]

    def told(self) -> Open:
        """What was written. Raises CannotOpen."""
        found = self.cleaned_data
        week = [found[f"day{place}"] for place in range(7)]
        special = dict(_special(line) for line in found["special"].splitlines() if line.strip())
        return Open(found["time_zone"], week, found["country"], found["region"], special)


def _special(line: str) -> tuple[str, str]:
    match = SPECIAL.fullmatch(line.strip())
    if match is None:
        raise CannotOpen(_("“%(piece)s” is no day. Write it like 2026-12-24."), piece=line.strip()[:40])
    year, month, day = match[1].split("-")
    return f"{year}-{month:0>2}-{day:0>2}", match[2]


def _initial(workspace: Workspace, told: Timetable | Shift | None) -> dict[str, Any]:
    if told is None:
        return {"time_zone": workspace.time_zone}
    special = "\n".join(f"{day} {spans}".strip() for day, spans in sorted(told.special.items()))
    return {"time_zone": told.time_zone, "country": told.country, "region": told.region, "special": special}

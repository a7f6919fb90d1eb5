"""The form in which a person chooses what comes to them by which way, and when not."""

from collections.abc import Mapping
from typing import Any, cast
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from earful.notices import wishes
from earful.notices.lines import KINDS
from earful.notices.models import Wishes
from earful.notices.rules import Kind, Way
from earful.notices.wishes import Chosen
from earful.staff.models import Agent
from earful.web.house.forms import Plain

WAYS = {
    Way.MAIL: gettext_lazy("by mail"),
    Way.BROWSER: gettext_lazy("by this browser"),
    Way.CHAT: gettext_lazy("in your chat tool"),
}
HOURS = [(hour, f"{hour:02}:00") for hour in range(24)]
TIME = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class Choosing(Plain):
    """Everything on the page. What comes by which way stands in a table, read by `table`."""

    quiet_from = forms.TimeField(label=gettext_lazy("From"), required=False, widget=TIME)
    quiet_to = forms.TimeField(label=gettext_lazy("To"), required=False, widget=TIME)
    time_zone = forms.ChoiceField(label=gettext_lazy("Your time zone"), required=False)
    digest = forms.BooleanField(label=gettext_lazy("Send me the daily digest"), required=False)
    digest_hour = forms.TypedChoiceField(label=gettext_lazy("At"), choices=HOURS, coerce=int)

    def __init__(self, agent: Agent, held: Wishes, data: Any = None) -> None:
        first: dict[str, Any] = {"quiet_from": held.quiet_from, "quiet_to": held.quiet_to, "time_zone": held.time_zone}
        first |= {"digest": wishes.wants_digest(held, agent), "digest_hour": held.digest_hour}
        super().__init__(data, initial=first)
        self._held = held
        zones = cast(forms.ChoiceField, self.fields["time_zone"])
        here = _("the workspace's: %(zone)s") % {"zone": held.workspace.time_zone}
        zones.choices = [("", here), *((zone, zone.replace("_", " ")) for zone in sorted(available_timezones()))]
        ticked = data.getlist("ways") if data is not None else ()
        self.ways: Mapping[str, set[str]] = {
            kind: {way for way in Way if f"{kind}:{way}" in ticked}
            if data is not None
            else set(wishes.ways(held, kind))
            for kind in Kind
        }

    def clean(self) -> dict[str, Any]:
        """Both ends of the quiet hours, or neither."""
        found: dict[str, Any] = super().clean() or {}
        begins, ends = found.get("quiet_from"), found.get("quiet_to")
        if (begins is None) != (ends is None) and not self.errors:
            self.add_error("quiet_to" if ends is None else "quiet_from", _("Quiet hours need both ends."))
        elif begins is not None and begins == ends:
            self.add_error("quiet_to", _("They must end at another time than they begin."))
        return found

    def table(self) -> list[tuple[str, list[tuple[str, str, bool]]]]:
        """A row for each kind: its words, and for each way the value of its box, what it is, and whether it is ticked."""
        return [
            (
                _(KINDS[kind]),
                [
                    (f"{kind}:{way}", f"{_(KINDS[kind])}: {words}", way in self.ways[kind])
                    for way, words in WAYS.items()
                ],
            )
            for kind in Kind
        ]

    def chosen(self) -> Chosen:
        """What was entered."""
        return Chosen(ways={kind: sorted(ways) for kind, ways in self.ways.items()}, **self.cleaned_data)

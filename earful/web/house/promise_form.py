"""The form of one promise: for whom it is, and within which time."""

from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.conf.locale import LANG_INFO
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from earful.accounts import queries as accounts
from earful.customers import queries as customers
from earful.queues.models import Policy
from earful.queues.promises import timetables
from earful.queues.promises.policies import Terms
from earful.web import shown
from earful.web.house.forms import Plain
from earful.web.house.lengths import Length

ANY = _("any")
KINDS = [("", ANY), *((kind, _(words)) for kind, words in shown.KINDS.items())]
URGENCIES = [(0, ANY), (1, _("soon or urgent")), (2, _("urgent only"))]
WITHIN = ("first", "next", "solved")


def languages() -> list[tuple[str, Any]]:
    """Languages that triage can tell, by their names in one's own."""
    known = {code: info for code, info in LANG_INFO.items() if len(code) == 2 and "name" in info}
    return [("", ANY), *sorted(((code, str(_(info["name"]))) for code, info in known.items()), key=lambda one: one[1])]


class Promise(Plain):
    """What is promised to whom."""

    name = forms.CharField(
        label=pgettext_lazy("of a promise", "Name"),
        max_length=80,
        help_text=_("For colleagues, for example: Urgent complaints."),
        error_messages={"required": _("Give it a name, so that people know what it is for.")},
    )
    account_id = forms.TypedChoiceField(label=_("Account"), required=False, coerce=int, empty_value=None)
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=KINDS)
    urgency = forms.TypedChoiceField(
        label=_("Urgency"), coerce=int, empty_value=None, choices=URGENCIES, required=False
    )
    language = forms.ChoiceField(label=_("Language"), required=False)
    group_id = forms.TypedChoiceField(label=_("Customers"), required=False, coerce=int, empty_value=None)
    first = Length(label=_("First answer within"), required=False, help_text=_("Like 30 min, 2 h or 1 d 4 h."))
    next = Length(
        label=_("Each later answer within"),
        required=False,
        help_text=_("To what the same customer says after we answered."),
    )
    solved = Length(
        label=_("Solved within"),
        required=False,
        help_text=_("Without the time in which we wait for the customer. Solved: they say so, or 72 quiet hours."),
    )
    calendar_id = forms.TypedChoiceField(label=_("Counted by"), required=False, coerce=int, empty_value=None)
    warn = forms.IntegerField(
        label=_("Warn when so much of the time has passed, in %"),
        min_value=10,
        max_value=95,
        initial=75,
        error_messages={
            "required": _("Write a number from 10 to 95."),
            "invalid": _("Write a number from 10 to 95."),
            "min_value": _("It must be at least 10."),
            "max_value": _("It must be at most 95, so that there is time left."),
        },
    )

    def __init__(self, workspace_id: int, policy: Policy | None, data: Mapping[str, Any] | None = None) -> None:
        first = {name: getattr(policy, name) for name in self.base_fields} if policy else None
        super().__init__(data, initial=first)
        self._choose("account_id", [(one.pk, one.name or one.handle) for one in accounts.live(workspace_id)])
        groups = customers.groups(workspace_id)
        self._choose("group_id", [(group.pk, group.name) for group in groups], _("all customers"))
        calendars = [(one.pk, one.name) for one in timetables.in_use(workspace_id)]
        self._choose("calendar_id", calendars, _("the wall clock: day and night"))
        cast(forms.ChoiceField, self.fields["language"]).choices = languages()
        if not groups:
            del self.fields["group_id"]
        if policy is not None and policy.base:
            for name in ("name", "account_id", "kind", "urgency", "language", "group_id"):
                self.fields.pop(name, None)

    def _choose(self, name: str, choices: list[tuple[int, str]], nothing: Any = ANY) -> None:
        cast(forms.ChoiceField, self.fields[name]).choices = [("", nothing), *choices]

    def terms(self) -> Terms:
        """What was written."""
        found = {"name": "", **self.cleaned_data}
        return Terms(**found | {"urgency": found.get("urgency") or 0})

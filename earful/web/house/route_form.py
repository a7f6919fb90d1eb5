"""The form of one route: for what it is, and where it leads."""

from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from earful.accounts import queries as accounts
from earful.queues.models import Route
from earful.queues.sharing.leading import Terms
from earful.staff import abilities
from earful.staff import queries as staff
from earful.triage.topics import queries as topics
from earful.web.house.forms import Plain
from earful.web.house.promise_form import ANY, KINDS, languages


def _choice(label: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(label=label, required=False, coerce=int, empty_value=None)


class RouteForm(Plain):
    """For which matters, to which team, taking which skill."""

    account_id = _choice(_("Account"))
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=KINDS)
    language = forms.ChoiceField(label=_("Language"), required=False)
    topic_id = _choice(_("Topic"))
    team_id = _choice(_("To the team"))
    skill_id = _choice(_("Takes the skill"))

    def __init__(self, workspace_id: int, route: Route | None, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial={name: getattr(route, name) for name in self.base_fields} if route else None)
        everybody = _("none in particular")
        self._choose("account_id", [(one.pk, one.name or one.handle) for one in accounts.live(workspace_id)])
        self._choose("topic_id", [(one.pk, one.name) for one in topics.in_use(workspace_id)])
        self._choose("team_id", [(one.pk, one.name) for one in staff.everybody(workspace_id)[1]], everybody)
        self._choose("skill_id", [(one.pk, one.name) for one in abilities.skills(workspace_id)], everybody)
        cast(forms.ChoiceField, self.fields["language"]).choices = languages()

    def _choose(self, name: str, choices: list[tuple[int, str]], nothing: Any = ANY) -> None:
        cast(forms.ChoiceField, self.fields[name]).choices = [("", nothing), *choices]

    def terms(self) -> Terms:
        """What was chosen."""
        return Terms(**self.cleaned_data)

"""The form by which an owner connects a chat tool."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from earful.notices import hooks
from earful.notices.lines import SHARED
from earful.notices.models import Hook
from earful.staff import queries as staff
from earful.staff.models import Workspace
from earful.web.house.forms import Plain

AS_IT_IS = {"autocapitalize": "none", "spellcheck": "false", "autocomplete": "off"}


class Connecting(Plain):
    """Where it is, and what it is told. The address is never shown again."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=80,
        help_text=gettext_lazy("For colleagues, for example: Care channel."),
        error_messages={"required": gettext_lazy("Give it a name, so that people know where it leads.")},
    )
    address = forms.CharField(
        label=gettext_lazy("Address"),
        max_length=2000,
        error_messages={"required": gettext_lazy("Write the address that the chat tool gave you.")},
        widget=forms.PasswordInput(attrs=AS_IT_IS),
    )
    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("What it is told"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[(kind, gettext_lazy(words)) for kind, words in SHARED.items()],
    )
    agent = forms.TypedChoiceField(
        label=gettext_lazy("Only for"),
        required=False,
        coerce=int,
        empty_value=None,
        help_text=gettext_lazy(
            "Then it is told what this person chose, not in their quiet hours, and nothing of the above."
        ),
    )

    def __init__(self, workspace: Workspace, hook: Hook | None, data: Any = None) -> None:
        first: dict[str, Any] = {"kinds": [kind for kind in hooks.SHARED if kind != "soon"]}
        if hook is not None:
            first = {"name": hook.name, "kinds": hook.kinds, "agent": hook.agent_id}
        super().__init__(data, initial=first)
        self.fields["address"].required = hook is None
        self.people = {one.pk: one for one in staff.colleagues(workspace.pk)}
        people = cast(forms.ChoiceField, self.fields["agent"])
        people.choices = [("", _("nobody in particular")), *((pk, one.name) for pk, one in self.people.items())]
        kept = _("It is kept encrypted. Leave this empty to keep it.")
        none = _("That of an incoming webhook, as the chat tool gives it. It is kept encrypted and never shown again.")
        self.fields["address"].help_text = kept if hook is not None else none

    def way(self) -> hooks.Way:
        """What was entered."""
        told = self.cleaned_data
        return hooks.Way(told["name"], told["address"] or None, told["kinds"], self.people.get(told["agent"]))

"""The form by which an owner connects a language model."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_variables

from earful.triage import advisers, whereabouts
from earful.triage.models import Adviser
from earful.web.house.forms import Plain

AS_IT_IS = {"autocapitalize": "none", "spellcheck": "false", "autocomplete": "off"}


class Reaching(Plain):
    """Where a language model is. The key is never shown again."""

    address = forms.CharField(
        label=gettext_lazy("Address"),
        max_length=300,
        help_text=gettext_lazy("As its manual gives it for the OpenAI form, for example http://localhost:11434/v1."),
        error_messages={"required": gettext_lazy("Write the address of the language model.")},
        widget=forms.TextInput(attrs=AS_IT_IS),
    )
    model = forms.CharField(
        label=gettext_lazy("Name of the model"),
        max_length=120,
        help_text=gettext_lazy("Shown beside everything it says."),
        error_messages={"required": gettext_lazy("Write the name of the model.")},
        widget=forms.TextInput(attrs=AS_IT_IS),
    )
    key = forms.CharField(
        label=gettext_lazy("Key"),
        max_length=500,
        required=False,
        widget=forms.PasswordInput(attrs=AS_IT_IS),
    )

    def __init__(self, data: Mapping[str, Any] | None, initial: Mapping[str, Any], *, kept: bool) -> None:
        super().__init__(data, initial=initial)
        keeps = _("A key is kept, encrypted. Leave this empty to keep it. It goes to no other server.")
        none = _("If it wants one. It is kept encrypted and never shown again.")
        self.fields["key"].help_text = keeps if kept else none

    def clean_address(self) -> str:
        """A web address that a key may travel to."""
        try:
            return whereabouts.address(self.cleaned_data["address"])
        except whereabouts.InTheOpen:
            words = _("This address begins with http, so what is sent could be read on the way. Enter it with https.")
        except whereabouts.NotAnAddress:
            words = _("This is not the address of a language model.")
        raise forms.ValidationError(words)

    def clean_key(self) -> str:
        """Something that can be sent as a key."""
        key: str = self.cleaned_data["key"].strip()
        if not (key.isascii() and key.isprintable()) or " " in key:
            raise forms.ValidationError(_("A key has no spaces and no special letters. Copy it again."))
        return key

    @sensitive_variables("entered")
    def entered(self) -> dict[str, Any]:
        """What was entered; an empty key keeps the one that is there."""
        return {**self.cleaned_data, "key": self.cleaned_data["key"] or None}


class Connecting(Reaching):
    """The adviser of triage, and what it may do."""

    on = forms.BooleanField(label=gettext_lazy("Ask it for second opinions"), required=False)
    ceiling = forms.IntegerField(
        label=gettext_lazy("Calls in a month, at most"),
        min_value=0,
        max_value=advisers.MOST_CALLS,
        error_messages={
            "required": gettext_lazy("Say how often it may be called."),
            "invalid": gettext_lazy("Write a whole number, for example 1000."),
            "min_value": gettext_lazy("It cannot be less than none."),
            "max_value": gettext_lazy("A million is the most."),
        },
    )
    private = forms.BooleanField(
        label=gettext_lazy("Also about what was not said to everybody: private messages, and posts for followers"),
        required=False,
    )

    def __init__(self, adviser: Adviser, data: Mapping[str, Any] | None = None) -> None:
        names = ("on", "address", "model", "ceiling", "private")
        super().__init__(data, {name: getattr(adviser, name) for name in names}, kept=bool(adviser.sealed_key))

    def wishes(self) -> advisers.Wishes:
        """What was entered."""
        return advisers.Wishes(**self.entered())

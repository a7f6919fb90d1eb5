"""The form by which an owner connects the language model that helps with writing."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from earful.replies.assisting import settings
from earful.replies.models import Assistance
from earful.web.house.adviser_form import Reaching


class Assisting(Reaching):
    """Where it is, and how much it may be asked."""

    on = forms.BooleanField(label=gettext_lazy("Let people ask it for help with writing"), required=False)
    hourly = forms.IntegerField(
        label=gettext_lazy("How often one person may ask in an hour"),
        min_value=1,
        max_value=settings.MOST_HOURLY,
        error_messages={
            "required": gettext_lazy("Say how often one person may ask."),
            "invalid": gettext_lazy("Write a whole number, for example 60."),
            "min_value": gettext_lazy("Once is the least. To stop it, switch it off."),
            "max_value": gettext_lazy("A thousand is the most."),
        },
    )
    patience = forms.IntegerField(
        label=gettext_lazy("Seconds for which its answer is waited"),
        min_value=2,
        max_value=settings.LONGEST,
        error_messages={
            "required": gettext_lazy("Say for how many seconds."),
            "invalid": gettext_lazy("Write a whole number, for example 15."),
            "min_value": gettext_lazy("Two seconds are the least."),
            "max_value": gettext_lazy("A minute is the most."),
        },
    )
    private = forms.BooleanField(
        label=gettext_lazy("Also in conversations that not everybody can read"), required=False
    )

    def __init__(self, known: Assistance, data: Mapping[str, Any] | None = None) -> None:
        names = ("on", "address", "model", "hourly", "patience", "private")
        super().__init__(data, {name: getattr(known, name) for name in names}, kept=bool(known.sealed_key))

    def wishes(self) -> settings.Wishes:
        """What was entered."""
        return settings.Wishes(**self.entered())

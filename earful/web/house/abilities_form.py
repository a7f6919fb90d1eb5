"""The forms of what somebody can do."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from earful.staff.models import Agent, Skill
from earful.web.house.forms import Plain
from earful.web.house.languages import Languages, written


class OwnLanguages(Plain):
    """In which languages somebody answers."""

    languages = Languages(
        label=_("Languages you answer in"), help_text=_("Like English, German. Nothing: whatever comes.")
    )

    def __init__(self, agent: Agent, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial={"languages": written(agent.speaks)})


class Abilities(Plain):
    """Languages, skills, and how much at once."""

    languages = Languages(label=_("Languages"), help_text=_("Like English, German. Nothing: whatever comes."))
    capacity = forms.IntegerField(
        label=_("Open matters at once"),
        required=False,
        min_value=1,
        max_value=1000,
        help_text=_("Nothing: no limit. What waits for the customer, or is put away, is not counted."),
        error_messages={
            "invalid": _("Write a number, like 12."),
            "min_value": _("It must be at least 1."),
            "max_value": _("It must be at most 1000."),
        },
        widget=forms.NumberInput(attrs={"class": "length"}),
    )
    skills = forms.TypedMultipleChoiceField(
        label=_("Skills"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, agent: Agent, skills: Sequence[Skill], data: Mapping[str, Any] | None = None) -> None:
        held = list(agent.skills.values_list("pk", flat=True))
        first = {"languages": written(agent.speaks), "capacity": agent.capacity, "skills": held}
        super().__init__(data, initial=first)
        field = cast(forms.TypedMultipleChoiceField, self.fields["skills"])
        field.choices = [(skill.pk, skill.name) for skill in skills]
        if not skills:
            del self.fields["skills"]

"""The form of one rule: when, if, then. Each thing can be asked for once; what is left open does not matter."""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from earful.house_rules.rules import Terms
from earful.web.house import rule_reading
from earful.web.house.forms import Plain
from earful.web.house.lengths import Length
from earful.web.house.rule_fields import ASKED, IS, LABELS, NOT, WHENS, WITHOUT_NOT, WRITTEN, choices

AREA = {"rows": 2}


class Rule(Plain):
    """Everything a rule says."""

    name = forms.CharField(
        label=_("Name"),
        max_length=80,
        help_text=_("The history of a conversation says it: “The rule “Refunds” tagged this”."),
        error_messages={"required": _("Give it a name. The history says it whenever the rule did something.")},
    )
    when = forms.ChoiceField(label=_("When"), choices=WHENS)
    words = forms.CharField(
        label=LABELS["words"],
        required=False,
        max_length=4000,
        help_text=_("Any of these words or phrases, with commas between them. Whole words, in capitals or not."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    tag = forms.CharField(label=LABELS["tag"], required=False, max_length=60)
    waits = Length(label=LABELS["waits"], required=False, help_text=_("Like 30 min or 2 h."))
    do_tag = forms.CharField(label=_("Tag it"), required=False, max_length=400, help_text=_("Several with commas."))
    do_untag = forms.CharField(label=_("Take off the tag"), required=False, max_length=400)
    urgent = forms.ChoiceField(
        label=_("Call it"),
        required=False,
        choices=[("", _("as triage says")), (0, _("not urgent")), (1, _("soon")), (2, _("urgent"))],
    )
    note = forms.CharField(
        label=_("Leave a note"), required=False, max_length=2000, widget=forms.Textarea(attrs=AREA),
        help_text=_("Only your team sees it."),
    )  # fmt: skip
    tell_words = forms.CharField(label=_("What they are to know"), required=False, max_length=300)
    end = forms.ChoiceField(
        label=_("End it as"),
        required=False,
        choices=[("", _("nothing: it stays open")), ("not_needed", _("No answer needed")), ("spam", _("Spam"))],
    )
    end_words = forms.CharField(
        label=_("Why it may end without an answer"),
        required=False,
        max_length=300,
        help_text=_("What a rule ends still counts as owed in the figures, until a person says that it needs none."),
    )

    def __init__(self, workspace_id: int, said: Terms | None, name: str = "", data: Mapping[str, Any] | None = None) -> None:  # fmt: skip
        super().__init__(data, initial={"name": name, **(rule_reading.initial(said) if said else {})})
        for field, some in choices(workspace_id).items():
            self.fields[field] = forms.ChoiceField(label=LABELS.get(field, ""), choices=some, required=False)
        for field, label in (("give", _("Give it to")), ("team", _("Hand it to the team")), ("tell", _("Tell"))):
            if field in self.fields:
                self.fields[field].label = label
        for field in (*ASKED, *WRITTEN):
            if field in self.fields and field not in WITHOUT_NOT:
                words = _("%(what)s: so, or not so") % {"what": LABELS[field]}
                yes, no = NOT.get(field, IS)
                self.fields[f"{field}_not"] = forms.ChoiceField(
                    label=words, choices=[("", yes), ("1", no)], required=False
                )

    def asked(self) -> Iterator[tuple[Any, Any]]:
        """The fields of conditions, each with the one that turns it round, if it has one."""
        for name in (*ASKED, "tag", "waits"):
            if name in self.fields:
                yield self[name], self[f"{name}_not"] if f"{name}_not" in self.fields else None

    def words_not(self) -> Any:
        """The field that turns the words round."""
        return self["words_not"]

    def terms(self) -> Terms:
        """What was written."""
        return rule_reading.terms(self.cleaned_data)

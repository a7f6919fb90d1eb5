"""Whom to ask, and what."""

from django import forms
from django.utils.translation import gettext_lazy as _

from earful.conversations.experts.inviting import LONGEST
from earful.web.house.forms import Plain


class Ask(Plain):
    """An expert and a question."""

    name = forms.CharField(
        label=_("Name"),
        max_length=80,
        error_messages={"required": _("Write the expert's name.")},
        widget=forms.TextInput(attrs={"list": "known-names", "autocomplete": "off", "autofocus": True}),
    )
    address = forms.EmailField(
        label=_("Mail address"),
        max_length=254,
        error_messages={"required": _("Write the expert's mail address."), "invalid": _("This is not a mail address.")},
        widget=forms.EmailInput(attrs={"list": "known-addresses", "autocomplete": "off"}),
    )
    question = forms.CharField(
        label=_("Your question"),
        max_length=LONGEST,
        help_text=_("It goes into the mail as it stands here. Leave out what concerns only the customer."),
        error_messages={"required": _("Write your question.")},
        widget=forms.Textarea(attrs={"rows": 5}),
    )

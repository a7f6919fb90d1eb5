"""The forms of the house pages; their complaints read as a person would say them."""

from collections.abc import Mapping
from typing import Any, cast
from zoneinfo import available_timezones

from django import forms
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.utils.translation import gettext_lazy as _

from earful.staff.models import Agent, Workspace
from earful.staff.rules import Role
from earful.web.house.lengths import Length

ROLES = [
    (Role.OWNER.value, _("Owner: everything, also accounts and people")),
    (Role.LEAD.value, _("Lead: answers, and sees what could not be read")),
    (Role.AGENT.value, _("Agent: answers customers")),
    (Role.VIEWER.value, _("Viewer: reads, never writes")),
]
ACCENTS = [
    ("", _("Blue")),
    ("violet", _("Violet")),
    ("magenta", _("Magenta")),
    ("red", _("Brick red")),
    ("orange", _("Orange")),
    ("green", _("Green")),
    ("teal", _("Teal")),
]
TAKEN = _("Somebody here signs in with this name already. Choose another.")
EMAIL_TAKEN = _("Somebody here has this e-mail address already.")


class Plain(forms.Form):
    """A form whose controls name their errors to those who cannot see them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})


class Invite(Plain):
    """A new colleague."""

    public_name = forms.CharField(
        label=_("Name"),
        max_length=80,
        help_text=_("What customers read under an answer, for example Ana Ortega."),
        error_messages={"required": _("Write the person's name.")},
    )
    username = forms.CharField(
        label=_("Sign-in name"),
        max_length=150,
        validators=[UnicodeUsernameValidator(message=_("Use letters, digits and @ . + - _ only, without spaces."))],
        help_text=_("What the person types to sign in. It cannot be changed later."),
        error_messages={"required": _("Choose a sign-in name.")},
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false", "autocomplete": "off"}),
    )
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        help_text=_("Works for signing in as well."),
        error_messages={"invalid": _("This is not an e-mail address.")},
    )
    role = forms.ChoiceField(label=_("What they may do"), choices=ROLES, initial=Role.AGENT.value)

    def clean_username(self) -> str:
        """One name, one person, whatever the case of its letters."""
        username: str = self.cleaned_data["username"]
        if Agent.objects.filter(username__iexact=username).exists():
            raise forms.ValidationError(TAKEN)
        return username

    def clean_email(self) -> str:
        """One address, one person."""
        email: str = self.cleaned_data["email"]
        if email and Agent.objects.filter(email__iexact=email).exists():
            raise forms.ValidationError(EMAIL_TAKEN)
        return email


class ChangeRole(Plain):
    """What a colleague may do."""

    role = forms.ChoiceField(label=_("What they may do"), choices=ROLES)


class Profile(Plain):
    """What a person says about themself."""

    public_name = forms.CharField(
        label=_("Name"),
        max_length=80,
        help_text=_("What customers read under your answers, where an account signs them."),
        error_messages={"required": _("Customers should know who answers them. Write your name.")},
    )
    bio = forms.CharField(
        label=_("About you"),
        max_length=300,
        required=False,
        help_text=_("A sentence or two, for colleagues."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        help_text=_("Works for signing in as well."),
        error_messages={"invalid": _("This is not an e-mail address.")},
    )

    def __init__(self, agent: Agent, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial={"public_name": agent.name, "bio": agent.bio, "email": agent.email})
        self._agent = agent

    def clean_email(self) -> str:
        """One address, one person."""
        email: str = self.cleaned_data["email"]
        if email and Agent.objects.filter(email__iexact=email).exclude(pk=self._agent.pk).exists():
            raise forms.ValidationError(EMAIL_TAKEN)
        return email


class Settings(Plain):
    """What the workspace is called, and how its pages look."""

    name = forms.CharField(
        label=_("Name"), max_length=120, error_messages={"required": _("Write the name of the brand or team.")}
    )
    time_zone = forms.ChoiceField(label=_("Time zone"), help_text=_("Times on these pages are in this zone."))
    take_back_after_minutes = Length(
        label=_("Take back after"),
        required=False,
        help_text=_(
            "What waits with somebody who is not here, or lies so long past its promise, goes back to everybody. "
            "Like 1 h; nothing for never. Who left or is away loses it at once."
        ),
    )
    accent = forms.ChoiceField(label=_("Colour"), choices=ACCENTS, required=False, widget=forms.RadioSelect)

    def __init__(self, workspace: Workspace, data: Mapping[str, Any] | None = None) -> None:
        names = ("name", "time_zone", "take_back_after_minutes", "accent")
        super().__init__(data, initial={name: getattr(workspace, name) for name in names})
        zones = cast(forms.ChoiceField, self.fields["time_zone"])
        zones.choices = [
            (zone, zone.replace("_", " ")) for zone in sorted(available_timezones() | {workspace.time_zone})
        ]

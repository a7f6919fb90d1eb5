"""Connecting an account: the login is tried on the network before anything is saved."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_safe

from earful import taking_on
from earful.accounts import reaching
from earful.accounts.models import Account
from earful.channels import registry
from earful.channels.contract import Connected, Failure, Field, Network, Retry
from earful.kit.transport import TransportError
from earful.staff.models import Agent
from earful.staff.rules import Act
from earful.web.house.accounts import found, row
from earful.web.house.forms import Plain
from earful.web.house.who import workspace_of
from earful.web.permission import may


class Login(Plain):
    """What a network asks for, in its own order. Secrets are never shown again."""

    def __init__(self, network: Network, data: Mapping[str, Any] | None, known: Mapping[str, str]) -> None:
        super().__init__(data)
        self._network = network
        for field in network.fields:
            self.fields[field.name] = _control(field, known.get(field.name, field.default))

    @property
    def plain(self) -> list[forms.BoundField]:
        """The fields everybody fills in."""
        return [self[field.name] for field in self._network.fields if not field.advanced]

    @property
    def advanced(self) -> list[forms.BoundField]:
        """The fields that are folded away."""
        return [self[field.name] for field in self._network.fields if field.advanced]

    @property
    def advanced_open(self) -> bool:
        """Whether the folded part must be seen: something in it is wrong."""
        return any(field.errors for field in self.advanced)

    def blame(self, words: str) -> None:
        """Show a refusal at the entry it names ("Handle: nobody has this name."), else above the form."""
        named = next((f.name for f in self._network.fields if words.startswith(f"{f.label}:")), None)
        self.add_error(named, _(words))


def _control(field: Field, initial: str) -> forms.CharField:
    attrs = {"autocapitalize": "none", "spellcheck": "false", "autocomplete": "off"}
    widget = forms.PasswordInput(attrs=attrs) if field.secret else forms.TextInput(attrs=attrs)
    return forms.CharField(
        label=_(field.label),
        help_text=_(field.help) if field.help else "",
        initial="" if field.secret else initial,
        required=field.required and not field.default,
        max_length=2000,
        widget=widget,
        error_messages={"required": _("Fill this in.")},
    )


@require_safe
@may(Act.ACCOUNTS)
def choose(request: HttpRequest, _agent: Agent) -> HttpResponse:
    """Which network; only those that are connected by hand."""
    networks = [network for network in registry.networks().values() if getattr(network, "fields", ())]
    return render(request, "web/house/choose.html", {"networks": networks})


@sensitive_post_parameters()
@may(Act.ACCOUNTS)
def connect(request: HttpRequest, agent: Agent, network: str) -> HttpResponse:
    """Explain the steps, try the login, keep it when it works."""
    return _try(request, agent, _connectable(network), None)


@sensitive_post_parameters()
@may(Act.ACCOUNTS)
def sign_in_again(request: HttpRequest, agent: Agent, account_id: int) -> HttpResponse:
    """The network signed us out: the same form, for this very account."""
    account = found(agent, account_id)
    return _try(request, agent, _connectable(account.network), account)


def _connectable(name: str) -> Network:
    try:
        network = registry.get(name)
    except registry.UnknownNetwork:
        raise Http404 from None
    if not network.fields:
        raise Http404
    return network


@sensitive_variables("form", "connected")
def _try(request: HttpRequest, agent: Agent, network: Network, again: Account | None) -> HttpResponse:
    known = {"handle": again.handle, **again.settings} if again else {}
    form = Login(network, request.POST if request.method == "POST" else None, known)
    if form.is_valid():
        connected = _test(form, network)
        if connected is not None and _is_same(form, connected, again):
            since = again.polled_at if again else None
            account = taking_on.connect(workspace_of(agent), network.name, connected, since)
            if again:
                messages.success(request, _("Signed in again. What was said meanwhile is being fetched."))
            return redirect("house_account" if again else "house_connected", account.pk)
    page = {"network": network, "steps": [_(step) for step in network.steps], "form": form, "again": again}
    return render(request, "web/house/connect.html", page, status=422 if form.is_bound else 200)


def _test(form: Login, network: Network) -> Connected | None:
    """Try the login; what goes wrong is said at the form."""
    try:
        return reaching.connect(network.name, form.cleaned_data)
    except Retry as failure:
        form.blame(failure.words)
        form.add_error(None, _("Nothing was saved. Your entries may be right; try again in a moment."))
    except Failure as failure:
        form.blame(failure.words)
    except TransportError as error:
        form.add_error(None, _("%(words)s Nothing was saved.") % {"words": error})
    return None


def _is_same(form: Login, connected: Connected, again: Account | None) -> bool:
    if again is None or again.external_id == connected.us.external_id:
        return True
    words = _("This signs in @%(other)s, but here it is about @%(this)s. Use “Connect an account” to add another one.")
    form.add_error(None, words % {"other": connected.us.handle, "this": again.handle})
    return False


@require_safe
@may(Act.ACCOUNTS)
def connected(request: HttpRequest, agent: Agent, account_id: int) -> HttpResponse:
    """It works; what happens now."""
    return render(request, "web/house/connected.html", {"row": row(found(agent, account_id))})

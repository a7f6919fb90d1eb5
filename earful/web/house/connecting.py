"""Connecting an account: the login is tried on the network before anything is saved.

Some networks are signed in to here, with a password for programs; others on a page of their own, from which the owner
comes back.
"""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_safe

from earful import taking_on
from earful.accounts import reaching
from earful.accounts.models import Account
from earful.channels import registry
from earful.channels.contract import Connected, Expired, Failure, Field, Network, Retry, SignsInThere
from earful.kit.transport import TransportError, trusted_hosts
from earful.staff.models import Agent
from earful.staff.rules import Act
from earful.web.headers import live_address, policy
from earful.web.house import leaving, offered
from earful.web.house.accounts import found, row
from earful.web.house.forms import Plain
from earful.web.house.not_here import NOT_HERE
from earful.web.house.who import workspace_of
from earful.web.permission import may

T = TypeVar("T")


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

    @property
    def holds_secret(self) -> bool:
        """Whether a secret was entered: then nobody has to sign in elsewhere."""
        return any(field.secret and self.cleaned_data.get(field.name) for field in self._network.fields)

    def blame(self, words: str) -> None:
        """Show a refusal at the entry it names ("Handle: nobody has this name."), else above the form."""
        named = next((field for field in self._network.fields if words.startswith(f"{field.label}:")), None)
        if named is None:
            self.add_error(None, _(words))
            return
        told = _(words)  # a sentence of this house is translated with its label; one of another package has two halves
        rest = told.removeprefix(f"{_(named.label)}:").strip()
        if told == words:
            rest = _(words.removeprefix(f"{named.label}:").strip())
        self.add_error(named.name, capfirst(rest))


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
    elsewhere = [(name, _(offered.NEEDS[needs]), _(words)) for name, needs, words in NOT_HERE]
    page = {"sorts": offered.by_sort(networks), "elsewhere": elsewhere}
    return render(request, "web/house/choose.html", page)


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
    if form.is_valid() and isinstance(network, SignsInThere) and not form.holds_secret:
        departure = _answer(form, lambda: reaching.depart(network.name, form.cleaned_data, _back(request, network)))
        if departure is not None:
            leaving.leave(request, network.name, again.pk if again else None, departure)
            return redirect(departure.url)
    elif form.is_valid():
        connected = _answer(form, lambda: reaching.connect(network.name, form.cleaned_data))
        if connected is not None and (other := _another(connected, again)):
            form.add_error(None, other)
        elif connected is not None:
            return _keep(request, agent, network, connected, again)
    return _form_page(request, network, form, again)


def _form_page(request: HttpRequest, network: Network, form: Login, again: Account | None) -> HttpResponse:
    there = isinstance(network, SignsInThere)
    brings, steps = offered.offered(network), offered.steps(network)
    page = {"network": brings, "steps": steps, "form": form, "again": again, "there": there}
    answer = render(request, "web/house/connect.html", page, status=422 if form.is_bound else 200)
    if there:  # the answer to this form leads to the network's own page, wherever that is
        closed = (f"http://{host}" for host in sorted(trusted_hosts()))
        answer["Content-Security-Policy"] = policy(live_address(request), forms_to=" ".join(("https:", *closed)))
    return answer


def _back(request: HttpRequest, network: Network) -> str:
    """Where the network sends the owner back to: here, at the very host they came from, for it knows their session."""
    return request.build_absolute_uri(reverse("house_back", args=[network.name]))


def _answer(form: Login, ask: Callable[[], T]) -> T | None:
    """Ask the network; what goes wrong is said at the form."""
    try:
        return ask()
    except Retry as failure:
        form.blame(failure.words)
        form.add_error(None, _("Nothing was saved. Your entries may be right; try again in a moment."))
    except Expired:  # what an adapter says of an account that it had; here nobody is signed in yet
        form.add_error(None, _("The network does not take this sign-in: an entry is wrong, or its time is over."))
    except Failure as failure:
        form.blame(failure.words)
    except TransportError as error:
        form.add_error(None, _("%(words)s Nothing was saved.") % {"words": error})
    return None


def _another(connected: Connected, again: Account | None) -> str:
    """A sentence, if this is somebody else than whom it is about."""
    if again is None or again.external_id == connected.us.external_id:
        return ""
    words = _("This signs in @%(other)s, but here it is about @%(this)s. Use “Connect an account” to add another one.")
    return words % {"other": connected.us.handle, "this": again.handle}


@sensitive_variables("connected")
def _keep(
    request: HttpRequest, agent: Agent, network: Network, connected: Connected, again: Account | None
) -> HttpResponse:
    since = again.polled_at if again else None
    account = taking_on.connect(workspace_of(agent), network.name, connected, since)
    if again:
        messages.success(request, _("Signed in again. What was said meanwhile is being fetched."))
    return redirect("house_account" if again else "house_connected", account.pk)


@never_cache
@require_safe
@may(Act.ACCOUNTS)
@sensitive_variables("connected", "away")
def back(request: HttpRequest, agent: Agent, network: str) -> HttpResponse:
    """The owner comes back from the network's own page; whatever went wrong is said where one can start again."""
    signs_in = _connectable(network)
    try:
        away = leaving.come_back(request, network)
    except leaving.Lost as lost:
        messages.error(request, lost.words)
        return redirect("house_connect", network)
    again = found(agent, away.account_id) if away.account_id is not None else None
    try:
        connected = reaching.come_back(network, away.kept, request.GET.dict())
    except Retry as failure:
        words = _("%(words)s Nothing was saved. Try again in a moment.") % {"words": _(failure.words)}
    except Failure as failure:
        words = _(failure.words)
    except TransportError as error:
        words = _("%(words)s Nothing was saved.") % {"words": error}
    else:
        words = _another(connected, again)
        if not words:
            return _keep(request, agent, signs_in, connected, again)
    messages.error(request, words)
    return redirect("house_account_sign_in", again.pk) if again else redirect("house_connect", network)


@require_safe
@may(Act.ACCOUNTS)
def connected(request: HttpRequest, agent: Agent, account_id: int) -> HttpResponse:
    """It works; what happens now."""
    return render(request, "web/house/connected.html", {"row": row(found(agent, account_id))})

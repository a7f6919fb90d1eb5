"""The brand's accounts: how they are, connecting, pausing, signing."""

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from ninja import Router, Status

from earful import taking_on
from earful.accounts import actions, belonging, hindering, queries, reaching
from earful.accounts.models import Account
from earful.api import finding, shown
from earful.api import schemas_house as schemas
from earful.api.permission import No, allow
from earful.api.schemas import Id, Said, answers
from earful.api.schemas_matters import Teaming
from earful.channels import registry
from earful.channels.contract import Connected, Network, SignsInThere
from earful.staff import queries as staff
from earful.staff.models import Agent
from earful.staff.rules import Act

router = Router(tags=["accounts"])
State = Account.State


@router.get("/accounts", response=answers(list[schemas.Account]), summary="All accounts with their health")
def accounts(request: HttpRequest) -> list[schemas.Account]:
    """Health is "good" only when a poll a moment ago proves it."""
    workspace = finding.workspace(allow(request, Act.READ))
    return [shown.account(account) for account in queries.accounts(workspace.pk).select_related("team")]


@router.get("/networks", response=answers(list[schemas.Network]), summary="What can be connected, and how")
def networks(request: HttpRequest) -> list[dict[str, object]]:
    """Steps and fields of each network."""
    allow(request, Act.ACCOUNTS)
    return [_network(network) for network in registry.networks().values() if network.fields]


def _network(network: Network) -> dict[str, object]:
    can = network.can
    fields = [
        {**{name: getattr(field, name) for name in ("name", "secret", "default", "required", "advanced")},
         "label": _(field.label), "help": _(field.help) if field.help else ""}
        for field in network.fields
    ]  # fmt: skip
    limits = {"sends": can.send, "pictures": can.pictures, "graphemes": can.graphemes, "octets": can.octets}
    steps = [_(step) for step in network.steps]
    there = isinstance(network, SignsInThere)
    named = {"name": network.name, "label": network.label, "signs_in_there": there}
    return {**named, "steps": steps, "fields": fields, **limits}


@router.post("/accounts", response=answers(schemas.Account, 201) | {503: Said}, summary="Connect an account")
@sensitive_variables("connecting", "connected")
def connect(request: HttpRequest, connecting: schemas.Connecting) -> Status[schemas.Account]:
    """The login is tried on the network first; nothing is kept unless it works. Connecting again renews a login."""
    agent = allow(request, Act.ACCOUNTS)
    network = registry.get(connecting.network)
    missing = [f.label for f in network.fields if f.required and not (connecting.values.get(f.name) or f.default)]
    if missing:
        raise No(422, _("%(field)s: fill this in.") % {"field": _(missing[0])})
    connected: Connected = reaching.connect(network.name, connecting.values)
    account = taking_on.connect(finding.workspace(agent), network.name, connected)
    return Status(201, shown.account(finding.account(agent, account.pk)))


@router.post("/accounts/{account_id}/pause", response=answers(schemas.Account), summary="Stop listening")
def pause(request: HttpRequest, account_id: Id) -> schemas.Account:
    """Nobody listens until it is resumed; what was said meanwhile is fetched then."""
    return _switch(allow(request, Act.ACCOUNTS), account_id, State.LISTENING, State.PAUSED)


@router.post("/accounts/{account_id}/resume", response=answers(schemas.Account), summary="Listen again")
def resume(request: HttpRequest, account_id: Id) -> schemas.Account:
    """From where it stopped."""
    return _switch(allow(request, Act.ACCOUNTS), account_id, State.PAUSED, State.LISTENING)


def _switch(agent: Agent, account_id: int, before: Account.State, after: Account.State) -> schemas.Account:
    account = finding.account(agent, account_id)
    if account.state not in {before, after}:
        raise No(409, _("This account is signed out. Connect it again to keep listening."))
    if account.state != after:
        actions.set_state(account, after)
    return shown.account(finding.account(agent, account_id))


@router.post(
    "/accounts/{account_id}/let-through",
    response=answers(schemas.Account) | {503: Said},
    summary="Change a setting that hides messages",
)
def let_through(request: HttpRequest, account_id: Id, lifting: schemas.LetThrough) -> schemas.Account:
    """One of the account's hindrances, on the network itself; what is left stands in the answer."""
    agent = allow(request, Act.ACCOUNTS)
    account = finding.account(agent, account_id)
    if lifting.code not in {one.code for one in hindering.known(account)}:
        raise No(409, _("That does not stand in the way any more."))
    reaching.lift(account, lifting.code)
    hindering.note(account.pk, reaching.hindrances(account))
    return shown.account(finding.account(agent, account_id))


@router.put("/accounts/{account_id}/signature", response=answers(schemas.Account), summary="How replies are signed")
def sign(request: HttpRequest, account_id: Id, signing: schemas.Signing) -> schemas.Account:
    """With initials, the first name, or not at all."""
    agent = allow(request, Act.ACCOUNTS)
    actions.set_signature(finding.account(agent, account_id), signing.signature)
    return shown.account(finding.account(agent, account_id))


@router.put(
    "/accounts/{account_id}/automatic-message",
    response=answers(schemas.Account),
    summary="What is said by itself to whoever writes privately",
)
def acknowledge(request: HttpRequest, account_id: Id, what: schemas.AutomaticMessage) -> schemas.Account:
    """Once, when nobody has answered within 20 seconds; never where others read it. "": nothing. It is no answer."""
    agent = allow(request, Act.ACCOUNTS)
    actions.set_acknowledgement(finding.account(agent, account_id), what.text, agent)
    return shown.account(finding.account(agent, account_id))


@router.put("/accounts/{account_id}/team", response=answers(schemas.Account), summary="Whose account it is")
def give_to(request: HttpRequest, account_id: Id, to: Teaming) -> schemas.Account:
    """What arrives waits in this team's view, or in everybody's (null)."""
    agent = allow(request, Act.ACCOUNTS)
    team = staff.teams(finding.workspace(agent).pk).filter(pk=to.team_id or 0).first()
    if team is None and to.team_id is not None:
        raise No(422, _("There is no such team."))
    belonging.give_to(finding.account(agent, account_id), team)
    return shown.account(finding.account(agent, account_id))

"""Connecting, leasing and recording how listening goes."""

from datetime import datetime

from django.conf import settings
from django.db.models import Q

from earful.accounts.models import Account
from earful.channels.contract import Connected
from earful.kit import clock, seal
from earful.kit.announce import announce
from earful.kit.transaction import one_transaction
from earful.staff.models import Workspace


@one_transaction
def connect(workspace: Workspace, network: str, connected: Connected) -> Account:
    """Keep a login that was tried and works; connecting the same identity again renews it and keeps its place."""
    account = (
        Account.objects.select_for_update()
        .filter(workspace=workspace, network=network, external_id=connected.us.external_id)
        .first()
    ) or Account(workspace=workspace, network=network, external_id=connected.us.external_id, connected_at=clock.now())
    account.handle, account.name, account.avatar_url = connected.us.handle, connected.name, connected.avatar_url
    account.settings = connected.settings
    account.sealed_secrets = seal.seal(connected.secrets, settings.SEALING_KEY)
    account.sealed_session = seal.seal(connected.session, settings.SEALING_KEY)
    account.state, account.trouble, account.trouble_since = Account.State.LISTENING, "", None
    account.save()
    announce(workspace.pk, "account", account.pk)
    return account


@one_transaction
def open_archive(workspace: Workspace, external_id: str, name: str) -> Account:
    """The account that stands for a brand in an imported archive; nothing can be sent there."""
    account, _ = Account.objects.get_or_create(
        workspace=workspace,
        network="archive",
        external_id=external_id,
        defaults={"handle": name, "name": name, "state": Account.State.ARCHIVE, "connected_at": clock.now()},
    )
    return account


@one_transaction
def set_state(account: Account, state: Account.State) -> None:
    """Pause or resume listening."""
    Account.objects.filter(pk=account.pk).update(state=state)
    announce(account.workspace_id, "account", account.pk)


@one_transaction
def set_signature(account: Account, signature: str) -> None:
    """Choose how replies from this account are signed."""
    Account.objects.filter(pk=account.pk).update(signature=Account.Signature(signature))
    announce(account.workspace_id, "account", account.pk)


def place(account_id: int) -> str | None:
    """How far we have listened."""
    return Account.objects.values_list("cursor", flat=True).get(pk=account_id)


@one_transaction
def note_poll(account_id: int) -> None:
    """A poll succeeded: the proof behind a green dot, and that the network knows us, whatever it said before."""
    known = Account.objects.filter(pk=account_id)
    ill = known.filter(~Q(trouble="") | Q(state=Account.State.SIGNED_OUT)).values_list("workspace_id", flat=True)
    workspace_id = ill.first()
    known.update(polled_at=clock.now(), trouble="", trouble_since=None)
    known.filter(state=Account.State.SIGNED_OUT).update(state=Account.State.LISTENING)
    if workspace_id:
        announce(workspace_id, "account", account_id)


@one_transaction
def note_quiet(account_id: int, since: datetime | None, missed: int) -> None:
    """It is quieter than usual since then, when usually so much is said; None: it is not, or not any more."""
    known = Account.objects.filter(pk=account_id)
    known.update(quiet_since=since, quiet_missed=missed)
    workspace_id = known.values_list("workspace_id", flat=True).first()
    if workspace_id:
        announce(workspace_id, "account", account_id)


@one_transaction
def note_trouble(account_id: int, words: str, *, signed_out: bool = False) -> None:
    """Listening or sending failed: keep the sentence where a person sees it, and when it began."""
    account = Account.objects.select_for_update().get(pk=account_id)
    begun: datetime = account.trouble_since or clock.now()
    account.trouble, account.trouble_since = words, begun
    if signed_out and account.state == Account.State.LISTENING:
        account.state = Account.State.SIGNED_OUT
    account.save(update_fields=["trouble", "trouble_since", "state"])
    announce(account.workspace_id, "account", account_id)

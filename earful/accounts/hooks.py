"""Accounts that are told by webhook: whose address it is, which secrets hold, and what a network brings by it."""

from hashlib import sha256
from typing import Any

from django.conf import settings

from earful.accounts.models import Account
from earful.channels import registry
from earful.channels.calling import Call, TakesCalls, TakesWord
from earful.channels.contract import Batch, Us
from earful.channels.hook import signing
from earful.kit import clock, seal
from earful.kit.announce import announce
from earful.kit.transaction import one_transaction

NETWORK = "hook"


def of_key(key: str) -> Account | None:
    """The account to whose address something was posted."""
    return Account.objects.filter(network=NETWORK, external_id=key).select_related("workspace").first()


def called(network: str, key: str) -> Account | None:
    """The account of which a network speaks when it calls, held until the end of the transaction."""
    if not isinstance(registry.networks().get(network), TakesCalls):
        return None
    found = Account.objects.filter(network=network, external_id=key).order_by("pk")
    return found.select_for_update(of=("self",)).select_related("workspace").first()


def heeding(network: str, key: str) -> tuple[Account, TakesWord] | tuple[None, None]:
    """The account to whose address anybody may say where something stands."""
    known = registry.networks().get(network)
    account = (
        Account.objects.filter(network=network, external_id=key).select_related("workspace").order_by("pk").first()
    )
    return (account, known) if account is not None and isinstance(known, TakesWord) else (None, None)


def take(account: Account, call: Call) -> Batch:
    """What a call brings. Raises Unproven, Refused, seal.Unsealable."""
    network = registry.get(account.network)
    if not isinstance(network, TakesCalls):
        raise TypeError(f"{account.network} does not call.")
    us = Us(account.external_id, account.handle)
    return network.take(call, us, account.settings, _kept(account), account.cursor)


def secrets(account: Account) -> list[str]:
    """Those that hold now, the newest first. Raises seal.Unsealable."""
    return signing.valid(_kept(account), clock.now())


def newest(account: Account) -> str:
    """A sign by which the newest secret is known again, and nothing more; "" where there is none. Raises seal.Unsealable."""
    held = secrets(account)
    return sha256(held[0].encode()).hexdigest()[:16] if held else ""


@one_transaction
def new_secret(account: Account, after: str | None = None) -> str:
    """A fresh secret, which is shown this once; the one before holds for another day.

    "" where `after` is given and no longer the newest: the same press was made twice, or somebody else was faster.
    """
    secret = signing.new_secret()
    account = Account.objects.select_for_update().get(pk=account.pk)
    if after is not None and after != newest(account):
        return ""
    _keep(account, signing.rotated(_kept(account), secret, clock.now()))
    return secret


@one_transaction
def end_before(account: Account) -> None:
    """The secret before ends at once."""
    account = Account.objects.select_for_update().get(pk=account.pk)
    _keep(account, signing.only_newest(_kept(account), clock.now()))


def _kept(account: Account) -> dict[str, Any]:
    return seal.unseal(account.sealed_secrets, settings.SEALING_KEY)


def _keep(account: Account, kept: dict[str, Any]) -> None:
    account.sealed_secrets = seal.seal(kept, settings.SEALING_KEY)
    account.save(update_fields=["sealed_secrets"])
    announce(account.workspace_id, "account", account.pk)

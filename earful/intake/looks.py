"""When an account's network is compared with the ledger, how far back, and how that went."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q

from earful.accounts.models import Account
from earful.channels import registry
from earful.intake import rules
from earful.intake.models import Look
from earful.kit import clock
from earful.kit.transaction import one_transaction


def due(now: datetime) -> Sequence[int]:
    """The accounts whose turn it is."""
    alone = [name for name, network in registry.networks().items() if not network.can.compares]
    listening = Account.objects.filter(state=Account.State.LISTENING).exclude(network__in=alone)
    return list(listening.filter(Q(look=None) | Q(look__next_at__lte=now)).order_by("pk").values_list("pk", flat=True))


@one_transaction
def begin(account: Account, now: datetime) -> Look:
    """A look begins; killed half-way, it is made again at its next time."""
    look, _ = Look.objects.get_or_create(
        account=account, defaults={"workspace_id": account.workspace_id, "next_at": now}
    )
    look.since = rules.window(now, account.connected_at, look.done_at, look.deep_at)
    look.began_at, look.next_at = now, rules.next_look(now, account.pk)
    look.save(update_fields=["since", "began_at", "next_at"])
    return look


def patient_until(account: Account, now: datetime) -> datetime | None:
    """Until when what may still be asked of the network is left to listening and answering; None: there is enough."""
    rate = account.rate
    if not rate:
        return None
    fresh = clock.parse(rate["fresh_at"]) if rate["fresh_at"] else None
    return rules.waits_until(rate["left"], rate["limit"], fresh, now)


@one_transaction
def put_off(account: Account, words: str, until: datetime) -> None:
    """It could not come to its end: why, and when it is tried again."""
    Look.objects.update_or_create(
        account=account,
        defaults={"trouble": words, "next_at": until},
        create_defaults={"workspace_id": account.workspace_id, "trouble": words, "next_at": until},
    )


@one_transaction
def done(account: Account, look: Look, listed: int) -> None:
    """Everything in its window was compared."""
    if look.began_at is None or look.since is None:
        return
    look.done_at, look.listed, look.trouble = look.began_at, listed, ""
    if rules.is_deep(look.began_at, look.since, account.connected_at):
        look.deep_at = look.began_at
    look.save(update_fields=["done_at", "deep_at", "listed", "trouble"])


def of(account_id: int) -> Look | None:
    """How the last look went; None if nobody has looked yet."""
    return Look.objects.filter(account_id=account_id).first()

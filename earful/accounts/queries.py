"""Reading the brand's accounts."""

from collections.abc import Sequence

from django.db.models import QuerySet

from earful.accounts import rules
from earful.accounts.models import Account
from earful.channels import registry
from earful.channels.contract import Can
from earful.kit import clock
from earful.kit.ready import Ready


def accounts(workspace_id: int) -> QuerySet[Account]:
    """All live accounts, archives left out, oldest first."""
    return Account.objects.filter(workspace_id=workspace_id).exclude(state=Account.State.ARCHIVE).order_by("id")


_live = Ready(
    lambda workspace: Account.objects.filter(workspace=workspace).exclude(state=Account.State.ARCHIVE).order_by("id")
)


def live(workspace_id: int) -> Sequence[Account]:
    """The same, as every page lists them."""
    return _live(workspace_id)


def every(account: Account) -> float:
    """Seconds between two polls of it."""
    network = registry.networks().get(account.network)
    return network.can.poll_seconds if network else Can().poll_seconds


def verdict(account: Account) -> tuple[rules.Health, rules.Reason]:
    """What the dot beside an account shows now, and why."""
    hearing = rules.Hearing(
        state=account.state,
        trouble=account.trouble,
        polled_at=account.polled_at,
        quiet=account.quiet_since is not None,
        every=every(account),
        passed_over=account.passed_over_at is not None,
        uncalled=account.subscription is not None and not account.subscription["stands"],
        ends_at=account.ends_at,
        renews=account.renews,
    )
    return rules.verdict(hearing, clock.now())


def health(account: Account) -> rules.Health:
    """What the dot beside an account shows now."""
    return verdict(account)[0]


def of_network(workspace_id: int, network: str) -> Sequence[Account]:
    """The accounts on one network."""
    return list(Account.objects.filter(workspace_id=workspace_id, network=network).order_by("id"))

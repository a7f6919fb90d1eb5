"""Reading the brand's accounts."""

from collections.abc import Sequence

from django.db.models import QuerySet

from earful.accounts import rules
from earful.accounts.models import Account
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


def health(account: Account) -> rules.Health:
    """What the dot beside an account shows now."""
    quiet = account.quiet_since is not None
    return rules.health(rules.Hearing(account.state, account.trouble, account.polled_at, quiet), clock.now())


def of_network(workspace_id: int, network: str) -> Sequence[Account]:
    """The accounts on one network."""
    return list(Account.objects.filter(workspace_id=workspace_id, network=network).order_by("id"))

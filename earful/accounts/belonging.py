"""Whose account it is within the house."""

from earful.accounts.models import Account
from earful.kit.announce import announce
from earful.kit.transaction import one_transaction
from earful.staff.models import Team


@one_transaction
def give_to(account: Account, team: Team | None) -> None:
    """What arrives for this account waits in this team's view; None: in everybody's."""
    Account.objects.filter(pk=account.pk).update(team=team)
    announce(account.workspace_id, "account", account.pk)

"""What hides messages from us on an account's network, as it was when we last looked."""

from collections.abc import Sequence

from earful.accounts.models import Account
from earful.channels.contract import Hindrance
from earful.kit import clock
from earful.kit.announce import announce
from earful.kit.transaction import one_transaction


@one_transaction
def note(account_id: int, found: Sequence[Hindrance]) -> None:
    """Keep what was found, nothing included, and tell open pages if it is news."""
    account = Account.objects.select_for_update().get(pk=account_id)
    kept = [{"code": one.code, "words": one.words, "remedy": one.remedy} for one in found]
    news = (account.hindrances or []) != kept
    Account.objects.filter(pk=account_id).update(hindrances=kept, hindrances_at=clock.now())
    if news:
        announce(account.workspace_id, "account", account_id)


def known(account: Account) -> tuple[Hindrance, ...]:
    """What stood in the way when we last looked."""
    return tuple(Hindrance(one["code"], one["words"], one["remedy"]) for one in account.hindrances or ())


def listening() -> list[int]:
    """The accounts that are to be looked at."""
    return list(Account.objects.filter(state=Account.State.LISTENING).order_by("id").values_list("id", flat=True))

"""Accounts that are contact forms."""

from earful.accounts.models import Account

NETWORK = "form"


def of_key(key: str) -> Account | None:
    """The form that stands at this address."""
    found = Account.objects.filter(network=NETWORK, external_id=key).select_related("workspace").first()
    return None if found is None or found.state == Account.State.PAUSED else found

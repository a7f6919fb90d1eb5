"""Replies of an account that the network does not know any more: they wait until somebody has signed in again.

Waiting is kinder than failing: nobody has to find and press again what is fine but for the sign-in. It can be taken
back meanwhile, and it does not wait for ever.
"""

from datetime import datetime, timedelta

from django.db.models import F
from django.db.models.functions import Greatest

from earful.accounts.models import Account
from earful.conversations.models import Way
from earful.kit import clock
from earful.kit.announce import announce
from earful.kit.transaction import one_transaction
from earful.kit.words import gettext_noop
from earful.outbox import actions
from earful.outbox.models import Dispatch

LOOK_AGAIN = timedelta(seconds=20)
LONGEST = timedelta(hours=24)
TOO_LONG = gettext_noop("It waited for a day, and nobody signed in again.")
State = Dispatch.State


@one_transaction
def until_signed_in(dispatch: Dispatch, words: str) -> datetime | None:
    """The network did not know us, so it was certainly not sent: when to see again; None when it waited long enough."""
    now = clock.now()
    if now - dispatch.created_at > LONGEST:
        actions.record_failed(dispatch, TOO_LONG)
        return None
    claimed = Dispatch.objects.filter(pk=dispatch.pk, claimed_at=dispatch.claimed_at, state=State.CLAIMED)
    again = now + LOOK_AGAIN
    attempts = Greatest(F("attempts") - 1, 0)  # it never got as far as being sent, so it can be taken back
    if not claimed.update(state=State.HELD, attempts=attempts, release_at=again, trouble=words):
        return None
    announce(dispatch.workspace_id, "conversation", dispatch.conversation_id)
    return again


@one_transaction
def still(dispatch_id: int) -> datetime | None:
    """When to see again, if its time has come and its account is signed out; nobody is asked meanwhile."""
    now = clock.now()
    due = Dispatch.objects.filter(pk=dispatch_id, state=State.HELD, release_at__lte=now)
    signed_out = due.exclude(way=Way.PAGE).filter(account__state=Account.State.SIGNED_OUT, created_at__gt=now - LONGEST)
    words = signed_out.values_list("account__trouble", flat=True).first()
    if words is None:
        return None
    again = now + LOOK_AGAIN
    due.update(release_at=again, trouble=words)
    return again

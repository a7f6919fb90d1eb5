"""When nobody listened to an account, and why: written down by the first poll that succeeds afterwards."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from earful.accounts import rules
from earful.accounts.models import Account, Gap
from earful.kit import clock

KEPT = timedelta(days=90)


def pause(account: Account) -> None:
    """Somebody stops listening, on purpose."""
    began = account.polled_at or clock.now()
    Gap.objects.create(workspace_id=account.workspace_id, account=account, began=began, why=Gap.Why.PAUSED)


def resume(account: Account) -> None:
    """It is wanted again; until somebody really listens is another gap."""
    Gap.objects.filter(account=account, ended=None).update(ended=clock.now())


def close(account: Account, every: float, until: datetime) -> Gap | None:
    """A poll succeeded that began at `until`. The gap before it, if it was one; `account` as it was before."""
    if account.polled_at is None or until - account.polled_at <= rules.patience(every):
        return None
    last = Gap.objects.filter(account=account, ended__gt=account.polled_at).order_by("-ended").first()
    began = last.ended if last is not None and last.ended is not None else account.polled_at
    if until - began <= rules.patience(every):
        return None
    Gap.objects.filter(account=account, ended__lt=until - KEPT).delete()
    why = why_now(account)
    words = account.trouble if why is Gap.Why.TROUBLE else ""
    known = {"workspace_id": account.workspace_id, "account": account}
    return Gap.objects.create(**known, began=began, ended=until, why=why, words=words)


def why_now(account: Account) -> Gap.Why:
    """Why polls do not succeed at the moment."""
    if account.state == Account.State.PAUSED:
        return Gap.Why.PAUSED
    if account.state == Account.State.SIGNED_OUT:
        return Gap.Why.SIGNED_OUT
    return Gap.Why.TROUBLE if account.trouble else Gap.Why.NOBODY


def of(account: Account, every: float, since: datetime) -> Sequence[Gap]:
    """Those that did not end before a moment, oldest first; the one that lasts has no end, and is not stored."""
    found = list(Gap.objects.filter(account=account).exclude(ended__lt=since).order_by("began"))
    polled, now, why = account.polled_at, clock.now(), why_now(account)
    if polled is not None and now - polled > rules.patience(every) and why is not Gap.Why.PAUSED:
        began = max([polled, *(gap.ended for gap in found if gap.ended is not None)])
        found.append(Gap(account=account, began=began, why=why, words=account.trouble))
    return found

"""What stands on a network and is missing here: suspected at a first look, counted and fetched at a second."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta

from django.db.models import QuerySet

from earful.accounts import gaps
from earful.accounts.models import Account
from earful.channels.contract import Parcel
from earful.intake import causes, rules
from earful.intake.models import Item, Unheard
from earful.kit import clock
from earful.kit.transaction import one_transaction

LENGTH = 500
WEEK = timedelta(days=7)
Missing = dict[str, datetime | None]  # by external id: when it was said, as far as that can be read


def known(account_id: int, names: Iterable[str]) -> set[tuple[str, str]]:
    """Which of these the ledger has: (external id, version)."""
    found = Item.objects.filter(account_id=account_id, external_id__in=[name[:LENGTH] for name in names])
    return set(found.values_list("external_id", "version"))


def name_of(parcel: Parcel) -> tuple[str, str]:
    """As the ledger calls it."""
    return parcel.external_id[:LENGTH], parcel.version[:200]


@one_transaction
def suspect(account: Account, missing: Missing, now: datetime, grace: timedelta) -> set[str]:
    """Note what is missing; the names of what has been missing for so long that the checks should have brought it."""
    Unheard.objects.bulk_create(
        [
            Unheard(workspace_id=account.workspace_id, account=account, external_id=name, said_at=said_at, seen_at=now)
            for name, said_at in missing.items()
        ],
        ignore_conflicts=True,
    )
    ripe = _suspected(account).filter(external_id__in=list(missing), seen_at__lte=now - grace)
    return set(ripe.values_list("external_id", flat=True))


@one_transaction
def count(account: Account, every: float, fetched: Collection[str]) -> int:
    """These were missing still, and are here now. How many of them checks had passed over."""
    return _count(account, every, list(_suspected(account).filter(external_id__in=fetched)), fetched=True)


@one_transaction
def settle(account: Account, every: float, missing: Collection[str], since: datetime, now: datetime) -> int:
    """A look is over. What came meanwhile is no suspect any more; what went before it could be fetched was unheard.

    How many suspects are left, for another look.
    """
    suspects = {one.external_id: one for one in _suspected(account)}
    here = {name for name, _ in known(account.pk, suspects)}
    gone = [
        one
        for name, one in suspects.items()
        if name not in here and name not in missing and (one.said_at or one.seen_at) >= since
        and one.seen_at <= now - rules.grace(every)
    ]  # fmt: skip
    Unheard.objects.filter(pk__in=[suspects[name].pk for name in here]).delete()
    _count(account, every, gone, fetched=False)
    return len(suspects) - len(here) - len(gone)


def _suspected(account: Account) -> QuerySet[Unheard]:
    return Unheard.objects.filter(account=account, found_at=None)


def _count(account: Account, every: float, those: Sequence[Unheard], *, fetched: bool) -> int:
    now = clock.now()
    oldest = min((one.said_at or one.seen_at for one in those), default=now)
    spans = [causes.Span(gap.began, gap.ended, gap.why, gap.words) for gap in gaps.of(account, every, oldest)]
    for one in those:
        why = causes.cause(one.said_at, one.seen_at, account.asked_at, spans)
        one.found_at, one.fetched_at = now, now if fetched else None
        one.cause, one.cause_from, one.cause_until = why.why, why.began, why.ended
        one.passed_at, one.words = why.passed_at, why.words
    fields = ["found_at", "fetched_at", "cause", "cause_from", "cause_until", "passed_at", "words"]
    Unheard.objects.bulk_update(those, fields)
    return sum(one.passed_at is not None for one in those)


def found(workspace_id: int, now: datetime) -> QuerySet[Unheard]:
    """What was found unheard in the last seven days, newest first."""
    those = Unheard.objects.filter(workspace_id=workspace_id, found_at__gt=now - WEEK)
    return those.select_related("account").order_by("-found_at", "-said_at", "-pk")


def lately(now: datetime) -> int:
    """How many, over all workspaces."""
    return Unheard.objects.filter(found_at__gt=now - WEEK).count()

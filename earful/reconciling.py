"""Comparing what stands on each network with the ledger: what is known there and missing here is unheard, and fetched.

Polls are the truth only as long as they leave nothing out; this is the look that would notice. What a first look misses
has perhaps just been said, so it is only suspected; what the next look, two polls later, misses still is counted, with
the cause, and comes in by the door through which everything comes.
"""

from datetime import datetime

from procrastinate.contrib.django import app

from earful import flow
from earful.accounts import actions as accounts
from earful.accounts import queries, reaching
from earful.accounts.models import Account
from earful.channels import registry
from earful.channels.contract import Batch, Change, Expired, Failure, Parcel, Retry, Unreadable
from earful.intake import looks, rules, unheard
from earful.intake.models import Item, Look
from earful.kit import clock, jobs
from earful.kit.logs import log
from earful.kit.transaction import one_transaction
from earful.kit.words import gettext_noop

MOST = 10_000  # things compared in one look
TOO_MANY = gettext_noop("There is more than can be compared at once. Part of it was.")
SPARING = gettext_noop(
    "Little is left of what may be asked of the network now; that is kept for listening and answers."
)
logger = log(__name__)


class Enough(Exception):
    """The look has gone on for long enough."""


@app.periodic(cron="* * * * *")
@app.task(name="reconcile_due", queueing_lock="reconcile_due")
def look_whose_turn(timestamp: int) -> None:
    """Every minute: which accounts have not been compared for a quarter of an hour."""
    for account_id in looks.due(clock.now()):
        soon(account_id)
    logger.debug("looked_whose_turn", at=timestamp)


def soon(account_id: int, moment: datetime | None = None) -> None:
    """Compare an account at a moment, or now; never twice at once, and no second time while it is to be done anyway."""
    name = f"reconcile:{account_id}"
    if not jobs.once(reconcile, name, moment, lock=name, account_id=account_id):
        jobs.hurry(name, moment or clock.now())


@app.task(name="reconcile")
def reconcile(account_id: int) -> None:
    """One account, by its network's own list of the recent past."""
    account = Account.objects.get(pk=account_id)
    now = clock.now()
    if account.state != Account.State.LISTENING:
        return
    if not registry.get(account.network).can.compares:
        stand(account)
        return
    if until := looks.patient_until(account, now):
        looks.put_off(account, SPARING, until)
        return
    walk = Walk(account, looks.begin(account, now))
    try:
        reaching.look_back(account, walk.since, walk.take)
        accounts.note_standing(account.pk, *reaching.standing(account))
    except Enough:
        looks.put_off(account, TOO_MANY, rules.next_look(now, account.pk))
    except Retry as failure:
        looks.put_off(account, failure.words, rules.come_back(clock.now(), failure.after))
    except Failure as failure:
        if isinstance(failure, Expired):
            accounts.note_trouble(account.pk, failure.words, signed_out=True)
        looks.put_off(account, failure.words, rules.next_look(now, account.pk))
    else:
        walk.end()


def stand(account: Account) -> None:
    """Where there is nothing to compare, how things stand is asked all the same; whether it can be told, polls tell."""
    try:
        accounts.note_standing(account.pk, *reaching.standing(account))
    except Failure as failure:
        logger.info("standing_unknown", account=account.pk, why=failure.words)


class Walk:
    """One look at one account, batch by batch."""

    def __init__(self, account: Account, look: Look) -> None:
        self.account, self.look = account, look
        self.since = look.since or account.connected_at
        self.every = queries.every(account)
        self.listed = self.passed_over = 0
        self.missing: set[str] = set()

    def take(self, batch: Batch) -> None:
        """Compare one batch. Raises Enough."""
        self.listed += len(batch.parcels)
        known = unheard.known(self.account.pk, [parcel.external_id for parcel in batch.parcels])
        names = {name for name, _ in known}
        new = [parcel for parcel in batch.parcels if unheard.name_of(parcel) not in known]
        missing = {}
        for parcel in new:
            name, _ = unheard.name_of(parcel)
            if name not in names:
                change, said_at = self._told(parcel)
                if change is not Change.REMOVED:
                    missing[name] = said_at
        self.missing |= set(missing)
        ripe = unheard.suspect(self.account, missing, clock.now(), rules.grace(self.every)) if missing else set()
        wanted = [parcel for parcel in new if unheard.name_of(parcel)[0] in names | ripe]
        if wanted:
            self.passed_over += fetch(self.account, self.every, wanted)
        if self.listed >= MOST:
            raise Enough

    def _told(self, parcel: Parcel) -> tuple[Change, datetime | None]:
        try:
            inbound = registry.get(self.account.network).read(parcel.raw, reaching.us(self.account))
        except Unreadable:
            return Change.SAID, None
        return inbound.change, inbound.said_at

    def end(self) -> None:
        """All was compared."""
        left = finish(self)
        if left:
            soon(self.account.pk, clock.now() + rules.grace(self.every))
        logger.info("reconciled", account=self.account.pk, listed=self.listed, missing=len(self.missing), left=left)


@one_transaction
def finish(walk: Walk) -> int:
    """How many suspects are left for another look."""
    account, now = walk.account, clock.now()
    left = unheard.settle(account, walk.every, walk.missing, walk.since, now)
    looks.done(account, walk.look, walk.listed)
    if not left and not walk.passed_over:
        accounts.note_passed_over(account.pk, None)
    return left


@one_transaction
def fetch(account: Account, every: float, parcels: list[Parcel]) -> int:
    """What is missing still comes in. How many of it checks had passed over; what came meanwhile does not count."""
    account.refresh_from_db(fields=["asked_at", "polled_at", "state", "trouble"])
    here = {name for name, _ in unheard.known(account.pk, [parcel.external_id for parcel in parcels])}
    fresh = flow.arrive(account, Batch(tuple(parcels)))
    stored = set(Item.objects.filter(pk__in=fresh).values_list("external_id", flat=True))
    passed_over = unheard.count(account, every, stored - here)
    if passed_over:
        accounts.note_passed_over(account.pk, clock.now())
    return passed_over

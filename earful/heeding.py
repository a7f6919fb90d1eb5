"""What anybody may say of where something stands: kept, looked at later, and only then heard."""

from datetime import datetime, timedelta

from procrastinate.contrib.django import app

from earful.accounts import reaching
from earful.accounts.models import Account
from earful.channels.calling import Word
from earful.channels.contract import Batch, Failure, Retry
from earful.flow import STUMBLES, arrive
from earful.intake import knocks
from earful.intake.models import Knock
from earful.kit import clock, jobs
from earful.kit.transaction import one_transaction

PAUSED = timedelta(minutes=10)


@one_transaction
def heed(account: Account, word: Word) -> bool:
    """Keep it, to be looked at. False: too much waits."""
    knock = knocks.keep(account, word)
    if knock is not None:
        _look_at(knock.pk, clock.now())
        jobs.hurry(f"look_up:{knock.pk}", clock.now())
    return knock is not None


def _look_at(knock_id: int, moment: datetime) -> None:
    jobs.once(look_up, f"look_up:{knock_id}", moment, knock_id=knock_id)


@app.task(name="look_up", retry=STUMBLES)
def look_up(knock_id: int) -> None:
    """Look what really stands there; what concerns us arrives like everything else."""
    knock = knocks.waiting(knock_id)
    if knock is None:
        return
    if knock.account.state == Account.State.PAUSED:
        _look_at(knock.pk, clock.now() + PAUSED)
        return
    try:
        batch = reaching.look_up(knock.account, knock.told, known=knocks.is_known(knock))
    except Retry as retry:
        _again(knock, retry)
    except Failure as failure:
        if not knocks.not_kept(knock, failure.words):
            _look_at(knock.pk, clock.now())
    else:
        if not _arrived(knock, batch):  # it was said once more meanwhile
            _look_at(knock.pk, clock.now())


@one_transaction
def _arrived(knock: Knock, batch: Batch) -> bool:
    arrive(knock.account, batch)
    return knocks.kept(knock)


@one_transaction
def _again(knock: Knock, retry: Retry) -> None:
    if knocks.later(knock, retry.words):
        _look_at(knock.pk, knocks.pause(knock.tries, retry.after, clock.now()))

"""What anybody may say of where something stands: kept until somebody has looked, in bounds."""

import hashlib
import json
from datetime import datetime, timedelta

from earful.accounts.models import Account
from earful.channels.calling import Word
from earful.intake.models import Item, Knock
from earful.kit import clock
from earful.kit.transaction import one_transaction

MOST, MOST_OF_A_HOST = 1_000, 20  # that wait, of one account
KEPT, STAYS = 100, timedelta(days=30)  # of those of which nothing was kept
TRIES = 6


@one_transaction
def keep(account: Account, word: Word) -> Knock | None:
    """What is to be looked at; None when too much waits. Said again, it is looked at again."""
    waiting = Knock.objects.filter(account=account, ended_at=None)
    mark = hashlib.sha256(json.dumps(word.told, sort_keys=True).encode("utf-8", "replace")).hexdigest()
    if not waiting.filter(mark=mark).exists():
        of_host = waiting.filter(host=word.host[:300])[:MOST_OF_A_HOST]
        if of_host.count() >= MOST_OF_A_HOST or waiting[:MOST].count() >= MOST:
            return None
    made, _ = Knock.objects.update_or_create(
        workspace_id=account.workspace_id,
        account=account,
        mark=mark,
        defaults={
            "name": word.name[:500],
            "host": word.host[:300],
            "told": dict(word.told),
            "came_at": clock.now(),
            "tries": 0,
            "ended_at": None,
            "trouble": "",
        },
    )
    return made


def waiting(knock_id: int) -> Knock | None:
    """One that nobody has looked at."""
    return Knock.objects.filter(pk=knock_id, ended_at=None).select_related("account__workspace").first()


def is_known(knock: Knock) -> bool:
    """Whether the ledger has it already."""
    return Item.objects.filter(account_id=knock.account_id, external_id=knock.name).exists()


def kept(knock: Knock) -> bool:
    """It was looked at. False: it was said once more meanwhile, and is to be looked at again."""
    return bool(Knock.objects.filter(pk=knock.pk, came_at=knock.came_at).delete()[0])


@one_transaction
def not_kept(knock: Knock, words: str) -> bool:
    """Nothing is kept of it, and why; seen by people for a while. False: as above."""
    ended = Knock.objects.filter(account_id=knock.account_id).exclude(ended_at=None)
    done = Knock.objects.filter(pk=knock.pk, came_at=knock.came_at).update(ended_at=clock.now(), trouble=words)
    old = ended.filter(ended_at__lt=clock.now() - STAYS)
    old.delete()
    ended.filter(pk__in=list(ended.order_by("-ended_at", "-pk").values_list("pk", flat=True)[KEPT : 2 * KEPT])).delete()
    return bool(done)


@one_transaction
def later(knock: Knock, words: str) -> bool:
    """It could not be looked at now. False: it was tried often enough."""
    if knock.tries + 1 >= TRIES:
        not_kept(knock, words)
        return False
    Knock.objects.filter(pk=knock.pk, came_at=knock.came_at).update(tries=knock.tries + 1, trouble=words)
    return True


def pause(tries: int, asked: float, now: datetime) -> datetime:
    """When to look again: as asked, and ever more rarely."""
    return now + timedelta(seconds=min(max(asked, 30.0 * 4**tries), 86_400.0))


def lately(account: Account) -> list[Knock]:
    """Those of which nothing was kept, the latest first."""
    return list(Knock.objects.filter(account=account).exclude(ended_at=None).order_by("-ended_at", "-pk")[:20])


def how_many(account: Account) -> int:
    """How many wait."""
    return Knock.objects.filter(account=account, ended_at=None).count()

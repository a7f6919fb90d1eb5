"""Who listens to which account: exactly one process to each, shared fairly, by the database's clock alone.

A lease lasts for LEASE and is renewed every few seconds. Whoever was away for longer may find that somebody else has
taken over: what it still stores must not count, so it stores through `as_listener`.
"""

from collections.abc import Callable, Sequence
from typing import ParamSpec, TypeVar

from django.db import connection
from django.db.models import Q
from django.db.models.functions import Now

from earful.accounts import rules
from earful.accounts.models import Account
from earful.kit.transaction import alone, one_transaction

P = ParamSpec("P")
R = TypeVar("R")
HEARD = (Account.State.LISTENING, Account.State.SIGNED_OUT)  # who is signed out may be known again
SIGN = """
insert into accounts_listener (name) values (%s) on conflict (name) do update set seen_at = now()
"""
BURY = "delete from accounts_listener where seen_at < now() - make_interval(secs => %s) or name = %s"
LIVING = "select name, seen_at from accounts_listener where seen_at > now() - make_interval(secs => %s) order by name"


class Lost(Exception):
    """Somebody else listens to this account by now; nothing was stored."""


@one_transaction
def lease(listener: str) -> list[Account]:
    """Renew what is held, lay down what is more than a fair share, take up what nobody holds; everything held now."""
    alone("lease", 0)
    _sign(listener)
    heard = Account.objects.filter(state__in=HEARD).order_by("id")
    mine = list(heard.filter(listener=listener))
    fair = rules.share(heard.count(), len(living()))
    Account.objects.filter(pk__in=[account.pk for account in mine[fair:]]).update(listener="", listener_until=None)
    never = Now() + rules.LEASE + rules.CLOCK_SLACK  # a lease that ends later was made before the clock was put back
    loose = Q(listener="") | Q(listener_until=None) | Q(listener_until__lt=Now()) | Q(listener_until__gt=never)
    kept = mine[:fair]
    free = heard.filter(loose).exclude(pk__in=[account.pk for account in mine])
    kept += free[: fair - len(kept)]
    held = [account.pk for account in kept]
    Account.objects.filter(pk__in=held).update(listener=listener, listener_until=Now() + rules.LEASE)
    return list(heard.filter(pk__in=held))


@one_transaction
def release(listener: str) -> None:
    """Give up every lease on the way out, so that another process need not wait."""
    Account.objects.filter(listener=listener).update(listener="", listener_until=None)
    with connection.cursor() as cursor:
        cursor.execute(BURY, [rules.LEASE.total_seconds(), listener])


def living() -> list[str]:
    """Every process that listens, or would if there were more accounts."""
    with connection.cursor() as cursor:
        cursor.execute(LIVING, [rules.LEASE.total_seconds()])
        return [str(name) for name, _ in cursor.fetchall()]


def heard_by(listeners: Sequence[str]) -> dict[str, list[str]]:
    """The handles of the accounts that each of them holds."""
    found: dict[str, list[str]] = {name: [] for name in listeners}
    held = Account.objects.filter(listener__in=found, listener_until__gt=Now()).order_by("id")
    for listener, handle in held.values_list("listener", "handle"):
        found[listener].append(handle)
    return found


@one_transaction
def as_listener(account_id: int, listener: str, action: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
    """Do something as the one who listens to an account, or not at all. Raises Lost.

    Looked at last, under a lock that holds until the end: an action takes its own locks first, as elsewhere.
    """
    done = action(*args, **kwargs)
    ours = Account.objects.filter(pk=account_id, listener=listener, listener_until__gt=Now())
    if not ours.select_for_update(no_key=True).values_list("pk"):
        raise Lost
    return done


def _sign(listener: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(SIGN, [listener])
        cursor.execute(BURY, [rules.LEASE.total_seconds(), ""])

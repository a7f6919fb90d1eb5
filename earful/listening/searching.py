"""How the search of networks goes: switched on and off, held by one process, and written down as it goes on."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, ParamSpec, TypeVar

from django.db.models import F, Q
from django.db.models.functions import Now

from earful.accounts.models import Account
from earful.accounts.rules import CLOCK_SLACK, LEASE
from earful.kit import clock
from earful.kit.announce import announce
from earful.kit.transaction import alone, one_transaction
from earful.listening.models import Query, Source
from earful.staff.models import Agent

P = ParamSpec("P")
R = TypeVar("R")
Way = Source.Way


class Lost(Exception):
    """Somebody else reads this stream by now; nothing was stored."""


@one_transaction
def switch(account: Account, way: Way, by: Agent, *, on: bool, address: str = "") -> Source:
    """Search a network in this way, or no longer. What is switched on anew begins anew: nothing of the pause is fetched."""
    now = clock.now()
    fresh = {"on": on, "switched_by": by, "switched_at": now, "trouble": "", "trouble_since": None, "next_at": None}
    if on:
        fresh |= {"lost_from": None, "lost_until": None, "reached_at": None, "heard_at": None, "places": {}}
    if address:
        fresh["address"] = address
    known = {"workspace_id": account.workspace_id, **fresh}
    source, _ = Source.objects.update_or_create(account=account, way=way, defaults=fresh, create_defaults=known)
    announce(account.workspace_id, "account", account.pk)
    return source


@one_transaction
def hold(listener: str) -> list[Source]:
    """The streams that this process reads: all sources of an address that nobody else holds, so that one reads for all."""
    alone("lease", 1)
    those = Source.objects.filter(on=True, way=Way.STREAM, account__state=Account.State.LISTENING)
    never = Now() + LEASE + CLOCK_SLACK
    held = (
        those.exclude(listener="")
        .exclude(listener=listener)
        .filter(listener_until__gt=Now(), listener_until__lte=never)
    )
    elsewhere = set(held.values_list("address", flat=True))
    ours = those.exclude(address__in=elsewhere)
    Source.objects.filter(pk__in=list(ours.values_list("pk", flat=True))).update(
        listener=listener, listener_until=Now() + LEASE
    )
    return list(ours.select_related("account").order_by("pk"))


@one_transaction
def release(listener: str) -> None:
    """Another process need not wait."""
    Source.objects.filter(listener=listener).update(listener="", listener_until=None)


@one_transaction
def as_reader(listener: str, sources: Sequence[int], action: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
    """Do something as the one who reads a stream, or not at all. Raises Lost."""
    done = action(*args, **kwargs)
    ours = Source.objects.filter(pk__in=sources, listener=listener, listener_until__gt=Now())
    if not ours.select_for_update(no_key=True).order_by("pk").values_list("pk"):
        raise Lost
    return done


@one_transaction
def note(source_id: int, *, places: Mapping[str, Any], reached: datetime | None, found: int = 0, **more: Any) -> None:
    """It answered: how far, and how much of it fitted."""
    known = Source.objects.filter(pk=source_id)
    before = known.values_list("workspace_id", "account_id", "trouble").first()
    if before is None:
        return
    settled = {"heard_at": clock.now(), "trouble": "", "trouble_since": None, **more}
    if reached is not None:
        settled["reached_at"] = reached
    known.update(places=dict(places), found=F("found") + found, **settled)
    if before[2] or found:
        announce(before[0], "account", before[1])


@one_transaction
def note_trouble(source_ids: Iterable[int], words: str, next_at: datetime | None = None) -> None:
    """It did not answer, or said no."""
    now = clock.now()
    known = Source.objects.filter(pk__in=list(source_ids), on=True)
    known.filter(trouble_since=None).update(trouble_since=now)
    known.update(trouble=words, next_at=next_at)
    for workspace_id, account_id in known.values_list("workspace_id", "account_id"):
        announce(workspace_id, "account", account_id)


@one_transaction
def note_lost(source_id: int, since: datetime, until: datetime) -> None:
    """What was said between is gone from the stream; a search may still find it."""
    Source.objects.filter(pk=source_id).update(lost_from=since, lost_until=until)


@one_transaction
def note_found_again(account_id: int, until: datetime) -> None:
    """A search has gone over everything up to then: what the stream had lost before is here as far as it can be."""
    lost = Source.objects.filter(account=account_id, way=Way.STREAM, lost_until__lte=until)
    lost.update(lost_from=None, lost_until=None)


def lost_from(account_id: int) -> datetime | None:
    """Since when the stream has a gap that no search has gone over."""
    return Source.objects.filter(account=account_id, way=Way.STREAM).values_list("lost_from", flat=True).first()


def due(now: datetime) -> list[int]:
    """Searches whose time has come."""
    asked = Source.objects.filter(on=True, account__state=Account.State.LISTENING).exclude(way=Way.STREAM)
    return list(asked.filter(Q(next_at=None) | Q(next_at__lte=now)).order_by("pk").values_list("pk", flat=True))


def one(source_id: int) -> Source | None:
    """A source that is switched on."""
    rows = Source.objects.select_related("account")
    return rows.filter(pk=source_id, on=True, account__state=Account.State.LISTENING).first()


def texts(workspace_ids: Iterable[int]) -> list[tuple[int, int, str]]:
    """Every query that is switched on: its id, its workspace, its text."""
    on = Query.objects.filter(workspace__in=list(workspace_ids), on=True).order_by("pk")
    return list(on.values_list("pk", "workspace_id", "text"))

"""The ledger: what arrives is stored raw, with the place we have reached, before anything understands it."""

import json
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import QuerySet, Value
from django.db.models.functions import Concat

from earful.accounts.models import Account
from earful.channels.contract import Batch
from earful.intake import bounds
from earful.intake.models import Item
from earful.intake.together import in_turn
from earful.kit import clock
from earful.kit.transaction import one_transaction

__all__ = [
    "empty", "empty_all", "file_away", "in_turn", "mark_placed", "mark_unreadable", "receive", "storable",
    "storable_parcel", "withdrawn",
]  # fmt: skip
# One statement for any number of rows: `ignore_conflicts` returns no ids, and an IntegrityError would spoil the
# transaction. Rows already there cost a look-up and change nothing. The parcels travel as one JSON text, because
# quoting them one by one as an array took longer than storing them. The account's row is written only when there is a
# place to keep, which one listener has, or every few seconds, and never waited for: webhooks come side by side.
STORE = """
with stored as (
    insert into intake_item (workspace_id, account_id, external_id, version, raw, arrived_at, state, trouble)
    select %(workspace)s, %(account)s, p.parcel->>0, p.parcel->>1, p.parcel->2, %(now)s, 'fresh', ''
    from jsonb_array_elements(%(parcels)s::jsonb) with ordinality as p(parcel, place)
    order by p.place
    on conflict (account_id, external_id, version) do nothing
    returning id
), heard as (
    select id from accounts_account
    where id = %(account)s and exists (select from stored)
        and (last_item_at is null or last_item_at < %(now)s - interval '5 seconds')
    for no key update skip locked
), reached as (
    update accounts_account
    set cursor = coalesce(%(cursor)s, cursor),
        cursor_at = case when cursor is distinct from coalesce(%(cursor)s, cursor) then %(now)s else cursor_at end,
        last_item_at = case when exists (select from stored) then %(now)s else last_item_at end
    where id = %(account)s and (%(cursor)s::text is not null or id in (select id from heard))
)
select id from stored order by id
"""
NULL = re.compile(r"(?<!\\)((?:\\\\)*)\\u0000")  # not where the backslash itself was said


@one_transaction
def receive(account: Account, batch: Batch, now: datetime | None = None) -> list[int]:
    """Store a batch and its cursor together; returns the ids of what was new, in the batch's order.

    A parcel seen before adds nothing. The cursor is written only when the batch carries one.
    """
    if not batch.parcels and batch.cursor is None:
        return []
    parcels = (storable_parcel(parcel.external_id, parcel.version, parcel.raw) for parcel in batch.parcels)
    given: dict[str, Any] = {
        "workspace": account.workspace_id,
        "account": account.pk,
        "now": now or clock.now(),
        "cursor": batch.cursor,
        "parcels": f"[{','.join(parcels)}]",
    }
    with connection.cursor() as cursor:
        cursor.execute(STORE, given)
        return [row[0] for row in cursor.fetchall()]


def storable_parcel(external_id: str, version: str, raw: Any) -> str:
    """One parcel as the statement takes it; one that is too large is kept in part."""
    name = [external_id[:500], version[:200]]
    try:
        text = storable([*name, raw])
    except RecursionError:
        text = ""
    return text if 0 < len(text) <= bounds.MOST else storable([*name, bounds.shortened(raw)])


def storable(raw: Any) -> str:
    """JSON that PostgreSQL takes.

    It refuses the null character, lone surrogates and numbers that are none, and networks do deliver them.
    """
    try:
        text = json.dumps(raw, ensure_ascii=False, allow_nan=False)
    except ValueError:
        text = json.dumps(_with_numbers(raw), ensure_ascii=False)
    text = text.encode("utf-8", "replace").decode()
    return NULL.sub("\\1\ufffd", text) if "\\u0000" in text else text


def _with_numbers(raw: Any) -> Any:
    """What JSON has no number for becomes a word."""
    if isinstance(raw, float) and not math.isfinite(raw):
        return str(raw)
    if isinstance(raw, Mapping):
        return {name: _with_numbers(value) for name, value in raw.items()}
    return [_with_numbers(value) for value in raw] if isinstance(raw, (list, tuple)) else raw


@one_transaction
def mark_placed(items: Iterable[Item]) -> None:
    """These items stand in conversations."""
    placed = Item.objects.filter(pk__in=[item.pk for item in items])
    placed.exclude(state=Item.State.PLACED, trouble="").update(state=Item.State.PLACED, trouble="")


@one_transaction
def mark_unreadable(item: Item, why: str) -> None:
    """The item could not be understood; it stays, is shown, and blocks nothing."""
    Item.objects.filter(pk=item.pk).update(state=Item.State.UNREADABLE, trouble=why[:1000])


@one_transaction
def empty(removal: Item) -> int:
    """Deletion travels: the content of every version stored before goes, the trace that it existed stays."""
    gone = Item.objects.filter(account_id=removal.account_id, external_id=removal.external_id, pk__lt=removal.pk)
    _withdraw(gone)
    return gone.filter(emptied_at=None).update(raw={}, emptied_at=clock.now())


@one_transaction
def empty_all(account_id: int, external_ids: Sequence[str], *, filed: bool) -> int:
    """The time to keep these is over: the content of every version goes, the trace that it existed stays.

    `filed`: also what is in archive files.
    """
    stored = Item.objects.filter(account_id=account_id, external_id__in=external_ids, state=Item.State.PLACED)
    if filed:
        _withdraw(stored)
    return stored.filter(emptied_at=None).update(raw={}, emptied_at=clock.now())


def _withdraw(items: QuerySet[Item]) -> None:
    """They must leave their archive files as well, when these are next at hand."""
    filed = items.exclude(kept_in="").exclude(kept_in__startswith="!")
    filed.update(kept_in=Concat(Value("!"), "kept_in"))


@one_transaction
def file_away(items: Sequence[Item], name: str) -> int:
    """The content of these is in an archive file, written safely before."""
    stored = Item.objects.filter(pk__in=[item.pk for item in items], emptied_at=None)
    return stored.update(raw={}, emptied_at=clock.now(), kept_in=name)


@one_transaction
def withdrawn(name: str) -> None:
    """An archive file was written anew without what its authors removed."""
    Item.objects.filter(kept_in=f"!{name}").update(kept_in="")

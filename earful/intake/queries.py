"""Reading the ledger."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.db.models import Q, QuerySet

from earful.accounts.models import Account
from earful.intake.models import Item
from earful.kit.ready import Ready


def read(item_id: int) -> Item | None:
    """One item with its account; None when it is gone."""
    return Item.objects.select_related("account", "workspace").filter(pk=item_id).first()


def read_all(item_ids: Iterable[int]) -> list[Item]:
    """Some items in the order in which they came, each with its account, which is read once."""
    items = _all_of(list(item_ids))
    accounts = {account.pk: account for account in _accounts(list({item.account_id for item in items}))}
    for item in items:
        item.account = accounts[item.account_id]
    return items


MOST_AFTER = 100
_all_of = Ready(lambda ids: Item.objects.filter(pk__any=ids).order_by("id"))
_accounts = Ready(lambda ids: Account.objects.filter(pk__any=ids))
_unread = Ready(
    lambda ids: (
        Item.objects.filter(pk__any=ids, state=Item.State.FRESH, emptied_at=None)
        .order_by("id")
        .values_list("pk", "account")
    )
)
_unread_after = Ready(
    lambda account, item: (
        Item.objects.filter(account=account, pk__gt=item, state=Item.State.FRESH, emptied_at=None)
        .order_by("id")
        .values_list("pk", flat=True)[:MOST_AFTER]
    )
)


def unread(item_ids: Iterable[int]) -> list[tuple[int, int]]:
    """Which of these nobody has read yet, each with its account."""
    return _unread(list(item_ids))


def unread_after(account_id: int, item_id: int) -> list[int]:
    """What came to an account after an item, and nobody has read yet, oldest first; at most MOST_AFTER."""
    return _unread_after(account_id, item_id)


def versions(account_id: int, external_id: str) -> list[Item]:
    """Everything the ledger holds about one thing, in the order in which it came."""
    return list(Item.objects.filter(account_id=account_id, external_id=external_id).order_by("id"))


def unreadable(workspace_id: int) -> QuerySet[Item]:
    """What could not be understood, newest first."""
    found = Item.objects.filter(workspace_id=workspace_id, state=Item.State.UNREADABLE)
    return found.select_related("account").order_by("-id")


def unplaced(workspace_id: int, before: datetime) -> QuerySet[Item]:
    """What arrived before a moment and still stands in no conversation: a sign that work is stuck."""
    fresh = Item.objects.filter(workspace_id=workspace_id, state=Item.State.FRESH, arrived_at__lt=before)
    return fresh.filter(emptied_at=None)


def between(since: datetime | None, until: datetime | None, account_id: int | None) -> Iterator[int]:
    """The ids of all items that arrived in a range, oldest first, without holding them in memory."""
    found = _between(since, until, account_id).order_by("id")
    return found.values_list("id", flat=True).iterator(chunk_size=2000)


def how_many(since: datetime | None, until: datetime | None, account_id: int | None) -> int:
    """How many items arrived in a range."""
    return _between(since, until, account_id).count()


def _between(since: datetime | None, until: datetime | None, account_id: int | None) -> QuerySet[Item]:
    wanted = Q()
    if since:
        wanted &= Q(arrived_at__gte=since)
    if until:
        wanted &= Q(arrived_at__lt=until)
    if account_id:
        wanted &= Q(account_id=account_id)
    return Item.objects.filter(wanted)


def not_read(workspace_id: int, network: str) -> list[int]:
    """Ids of what is stored on one network and nobody has read: an import was interrupted there."""
    fresh = Item.objects.filter(workspace_id=workspace_id, state=Item.State.FRESH, emptied_at=None)
    return list(fresh.filter(account__network=network).order_by("id").values_list("pk", flat=True))


def states(item_ids: Iterable[int]) -> dict[int, str]:
    """In which state each of these items is; those whose content went with its removal are left out."""
    return dict(Item.objects.filter(pk__in=list(item_ids), emptied_at=None).values_list("pk", "state"))


def left_behind(before: datetime, most: int = 500) -> list[int]:
    """Ids of items stored before a moment that nobody has read, over all workspaces, oldest first."""
    fresh = Item.objects.filter(state=Item.State.FRESH, arrived_at__lt=before, emptied_at=None)
    return list(fresh.order_by("id").values_list("pk", flat=True)[:most])


def filed(workspace_id: int, external_id: str) -> list[Item]:
    """What of one thing is in archive files."""
    found = Item.objects.filter(workspace_id=workspace_id, account__workspace_id=workspace_id, external_id=external_id)
    return list(found.exclude(kept_in="").exclude(kept_in__startswith="!").order_by("id"))


def to_withdraw(workspace_id: int) -> list[tuple[int, str]]:
    """What must leave the archive files: the item, and the name of its file."""
    found = Item.objects.filter(workspace_id=workspace_id, kept_in__startswith="!")
    return [(item_id, name.removeprefix("!")) for item_id, name in found.order_by("id").values_list("pk", "kept_in")]

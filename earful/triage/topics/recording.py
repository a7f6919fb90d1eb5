"""Keeping which topics items belong to. What a person said stands, also when the author edits the item."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import F

from earful.intake.models import Item
from earful.kit import clock
from earful.kit.transaction import one_transaction
from earful.triage.topics.models import ItemTopic, Topic
from earful.triage.topics.values import MOST, Fit

_named: set[int] = set()  # workspaces that, as far as this process knows, have topics


def note(workspace_id: int, *, named: bool) -> None:
    """Whether there is anything to record for a workspace; asked just before, when its items were judged."""
    (_named.add if named else _named.discard)(workspace_id)


@one_transaction
def record(judged: Iterable[tuple[Item, tuple[Fit, ...] | None]]) -> None:
    """Keep the topics of items, in place of what was judged before. None: nobody asked, and what is known stays."""
    by_workspace: dict[int, list[tuple[Item, tuple[Fit, ...] | None]]] = {}
    for item, fits in judged:
        by_workspace.setdefault(item.workspace_id, []).append((item, fits))
    for workspace_id, those in by_workspace.items():
        if workspace_id in _named:
            _record(workspace_id, those)


def _record(workspace_id: int, those: Sequence[tuple[Item, tuple[Fit, ...] | None]]) -> None:
    now = clock.now()
    said = _said([item for item, _ in those])
    asked = [item.pk for item, fits in those if fits is not None]
    given = {fit.topic for _, fits in those for fit in fits or ()}
    open_ = set(Topic.objects.filter(pk__in=given, state=Topic.State.IN_USE).values_list("pk", flat=True))
    ItemTopic.objects.filter(item__in=asked, by=None).delete()
    rows = []
    for item, fits in those:
        words = said.get((item.account_id, item.external_id), {})
        for word in words.values():
            if word.item_id != item.pk:  # said of an earlier version
                rows.append(_row(workspace_id, item.pk, word.topic_id, word.origin_id, word.p, now))
                rows[-1].by_id, rows[-1].holds = word.by_id, word.holds
        room = MOST - sum(word.holds for word in words.values())
        fitting_ = [fit for fit in fits or () if fit.topic in open_ and fit.topic not in words][: max(room, 0)]
        rows += [_row(workspace_id, item.pk, fit.topic, fit.topic, fit.p, now) for fit in fitting_]
    ItemTopic.objects.bulk_create(rows, ignore_conflicts=True)  # a person may have said so in this very moment


def _row(workspace_id: int, item_id: int, topic: int, origin: int, p: float, now: datetime) -> ItemTopic:
    return ItemTopic(workspace_id=workspace_id, item_id=item_id, topic_id=topic, origin_id=origin, p=p, at=now)


def _said(items: Sequence[Item]) -> dict[tuple[int, str], dict[int, ItemTopic]]:
    """What people said about these, in whichever version: the last word on each topic."""
    rows = ItemTopic.objects.filter(
        by__isnull=False,
        item__account_id__in={item.account_id for item in items},
        item__external_id__in={item.external_id for item in items},
    ).select_related("item")
    found: dict[tuple[int, str], dict[int, ItemTopic]] = {}
    for row in rows.defer("item__raw").order_by("item_id", "at"):
        found.setdefault((row.item.account_id, row.item.external_id), {})[row.topic_id] = row
    return found


def learn_anew(*topics: int) -> None:
    """What these are learned from has changed; joins the caller's transaction."""
    Topic.objects.filter(pk__in=topics).update(version=F("version") + 1, whole=False)

"""Clearing away what is past its time: of matters that ended, a bounded part at a time, leaving the trace.

Each part and the place reached are one transaction, so that whoever does it may be killed anywhere. A matter that is
opened again and ends later has a new end, and comes up again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from earful.conversations.experts import forgetting as experts
from earful.conversations.links import asks as looks
from earful.conversations.models import Conversation, Keeping, Note, Outcome, Turn
from earful.conversations.same import keeping as stories
from earful.intake import actions as intake
from earful.intake.models import Item
from earful.kit import clock
from earful.kit.transaction import one_transaction
from earful.triage import actions as triage

PART = 200  # matters
MONTH = timedelta(days=365.25 / 12)
MOST = 120  # months
What = Keeping.What


@dataclass(frozen=True, slots=True)
class Due:
    """What a run would clear now: matters, and messages in them; the oldest end. `more`: at least as many."""

    matters: int
    messages: int
    oldest: datetime | None
    more: bool


@one_transaction
def keep(workspace_id: int, what: str, months: int | None) -> Keeping:
    """Say for how long something is kept; None: for ever."""
    months = None if months is None else max(1, min(months, MOST))
    row, _ = Keeping.objects.update_or_create(workspace_id=workspace_id, what=what, defaults={"months": months})
    return row


def kept(workspace_id: int) -> list[Keeping]:
    """How each sort of thing is kept, those that nobody spoke of too; archive files are asked for, not kept."""
    known = {row.what: row for row in Keeping.objects.filter(workspace_id=workspace_id)}
    asked = [what for what in What if what != What.ARCHIVE]
    return [known.get(what) or Keeping(workspace_id=workspace_id, what=what) for what in asked]


def limited() -> list[Keeping]:
    """Everything that is not kept for ever, in all workspaces."""
    return list(Keeping.objects.filter(months__isnull=False).exclude(what=What.ARCHIVE).order_by("id"))


def due(keeping: Keeping, most: int = 100_000) -> Due:
    """What would be cleared now, without touching it."""
    if keeping.months is None:
        return Due(0, 0, None, more=False)
    rows = list(past(keeping, clock.now()).values_list("ended_at", "turns_count")[: most + 1])
    messages = sum(turns for _, turns in rows[:most])
    return Due(min(len(rows), most), messages, rows[0][0] if rows else None, more=len(rows) > most)


@one_transaction
def part(keeping: Keeping, before: datetime | None = None) -> Sequence[int] | None:
    """Clear the next matters and note the place reached; their ids, or None when nothing is left to do.

    What other rooms keep of them goes in the same transaction, by whoever calls this.
    """
    row = Keeping.objects.select_for_update().get(pk=keeping.pk)
    if row.months is None:
        return None
    rows = past(row, before or clock.now())
    found = list(rows.select_for_update(of=("self",)).values_list("pk", "ended_at", "turns_count")[:PART])
    if not found:
        return None
    ids = [pk for pk, *_ in found]
    cleared = _clear(row, ids)
    row.reached_id, row.reached_at = found[-1][0], found[-1][1]
    row.cleared, row.last_cleared = F("cleared") + cleared, F("last_cleared") + cleared
    row.last_at = clock.now() if cleared else row.last_at
    row.save()
    return ids


@one_transaction
def begin(keeping: Keeping) -> None:
    """A run begins: what the last one cleared is told until this one clears something."""
    if past(keeping, clock.now()).exists():
        Keeping.objects.filter(pk=keeping.pk).update(last_cleared=0)


def past(keeping: Keeping, now: datetime) -> QuerySet[Conversation]:
    """Matters that ended longer ago than this is kept, after the place reached, in the order in which they ended."""
    ended = Conversation.objects.filter(workspace_id=keeping.workspace_id, status="ended").order_by("ended_at", "id")
    ended = ended.filter(ended_at__lt=now - (keeping.months or 0) * MONTH)
    if keeping.reached_at is not None:
        since = Q(ended_at__gt=keeping.reached_at) | Q(ended_at=keeping.reached_at, id__gt=keeping.reached_id)
        ended = ended.filter(since, ended_at__gte=keeping.reached_at)
    if keeping.what == What.SPAM:
        said = Turn.objects.filter(conversation=OuterRef("pk"))
        ended = ended.filter(Exists(said.filter(outcome=Outcome.SPAM)), ~Exists(said.filter(needs_answer=True)))
    return ended


def _clear(keeping: Keeping, ids: Sequence[int]) -> int:
    if keeping.what == What.PICTURES:
        return len(ids)
    names = said_in(ids)
    only_payloads = keeping.what == What.PAYLOADS
    emptied = sum(intake.empty_all(account, found, filed=not only_payloads) for account, found in names.items())
    if only_payloads:
        return emptied
    for account, found in names.items():
        triage.forget_all(account, found)
    looks.forget_all(keeping.workspace_id, ids)
    stories.forget(keeping.workspace_id, ids)
    turns = Turn.objects.filter(conversation__in=ids, emptied_at=None, removed_at=None)
    told = turns.update(text="", warning="", links=[], pictures=[], emptied_at=clock.now())
    Note.objects.filter(conversation__in=ids).update(text="")
    experts.forget(ids)
    Conversation.objects.filter(pk__in=ids).update(preview="")
    return told


def said_in(ids: Sequence[int]) -> dict[int, list[str]]:
    """The names of everything that was said in some conversations, by account."""
    names: dict[int, list[str]] = {}
    for account, name in Turn.objects.filter(conversation__in=ids).values_list("account_id", "external_id"):
        names.setdefault(account, []).append(name)
    return names


def items_of(ids: Sequence[int]) -> list[Item]:
    """Every stored version of everything that was said in some conversations, with its payload."""
    found: list[Item] = []
    for account, names in said_in(ids).items():
        rows = Item.objects.filter(account_id=account, external_id__in=names, emptied_at=None, state="placed")
        found += rows.order_by("id")
    return found

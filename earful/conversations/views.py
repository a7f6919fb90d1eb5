"""Views with a name that people keep: whose they are, what is in them, and how many that is at least."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, Q, QuerySet

from earful.conversations import ordering, search
from earful.conversations.filters import Filters, condition, gone, read
from earful.conversations.listing import to_list
from earful.conversations.models import Conversation, SavedView
from earful.conversations.refusing import CannotDo
from earful.kit import clock, paging
from earful.kit.ready import Ready, Slot
from earful.kit.transaction import one_transaction
from earful.kit.words import gettext_noop
from earful.staff.models import Agent, Team
from earful.staff.rules import Act

MOST = 60  # views that one person can see
WINDOW = 2000  # of the open matters that come first, so many are looked at to count
COUNTED = 99
PREFIX = "saved-"


@dataclass(frozen=True, slots=True)
class Counted:
    """How many a view holds. `more`: there may be more than that."""

    count: int
    more: bool


def seen_by(agent: Agent) -> Sequence[SavedView]:
    """The views of one person, in their order: their own, their teams', everybody's."""
    return _seen_by(agent.workspace_id or 0, agent.pk)


def _to_see(workspace: Slot, agent: Slot) -> QuerySet[SavedView]:
    mine = Q(owner=agent, shared=SavedView.Shared.OWN)
    teams = Q(shared=SavedView.Shared.TEAM) & (Q(team__members=agent) | Q(owner=agent))
    everybody = Q(shared=SavedView.Shared.WORKSPACE)
    rows = SavedView.objects.filter(mine | teams | everybody, workspace=workspace).distinct()
    return rows.select_related("owner", "team").order_by("place", "id")[:MOST]


_seen_by = Ready(_to_see)


def one(agent: Agent, view_id: int) -> SavedView | None:
    """One of them; None for one that is another's, or gone."""
    return next((view for view in seen_by(agent) if view.pk == view_id), None)


def named(agent: Agent, name: str) -> SavedView | None:
    """By its name in addresses, "saved-12"."""
    number = name.removeprefix(PREFIX)
    known = name.startswith(PREFIX) and number.isascii() and number.isdigit() and len(number) < 16
    return one(agent, int(number)) if known else None


def may_change(view: SavedView, agent: Agent) -> bool:
    """Its owner may; one that is shared, a lead too."""
    return view.owner_id == agent.pk or (view.shared != SavedView.Shared.OWN and agent.may(Act.VIEWS))


def missing(view: SavedView) -> list[str]:
    """What its filters name that is no more, as sentences."""
    return gone(read(view.filters), view.workspace_id)


def page(agent: Agent, filters: Filters, mark: str = "", words: str = "", size: int = 50) -> paging.Page[Conversation]:
    """One page: open matters by urgency and wait, snoozed ones by their return, others, and what words find, latest first."""
    rows = to_list(condition(filters, agent)).prefetch_related("tags")
    if gone(filters, agent.workspace_id or 0):
        rows = rows.none()
    if words := f"{filters.words} {words}".strip():
        return search.find(rows, agent.workspace_id or 0, words, mark, size)
    order = {"open": ordering.BY_NEED, "snoozed": ordering.BY_RETURN}
    return order.get(filters.status, ordering.BY_LAST).page(rows, mark, size)


def counts(agent: Agent, views: Sequence[SavedView]) -> dict[int, Counted]:
    """How many the views of open matters hold, all in one query whose work is bounded, whatever they filter by.

    Looked at are the matters that come first; of those that lie farther back nobody needs a number.
    """
    wanted = {view.pk: read(view.filters) for view in views}
    wanted = {pk: filters for pk, filters in wanted.items() if filters.status == "open" and not filters.words}
    if not wanted:
        return {}
    first = Conversation.objects.filter(workspace_id=agent.workspace_id, merged_into=None, status="open")
    first = first.order_by("-urgency", "waiting_since", "id")[:WINDOW]
    rows = Conversation.objects.filter(pk__in=first.values("pk"))
    sums = {f"v{pk}": Count("pk", filter=condition(filters, agent)) for pk, filters in wanted.items()}
    found: dict[str, int] = rows.aggregate(looked_at=Count("pk"), **sums)
    all_of_them = found["looked_at"] < WINDOW
    return {pk: Counted(min(found[f"v{pk}"], COUNTED), found[f"v{pk}"] > COUNTED or not all_of_them) for pk in wanted}


@one_transaction
def keep(
    agent: Agent,
    name: str,
    filters: Filters,
    *,
    shared: str = SavedView.Shared.OWN,
    team: Team | None = None,
    view: SavedView | None = None,
) -> SavedView:
    """Save a view, or change one. Raises CannotDo."""
    name = " ".join(name.split())[:80]
    if not name:
        raise CannotDo(gettext_noop("Give the view a name."))
    if shared == SavedView.Shared.TEAM and team is None:
        raise CannotDo(gettext_noop("Choose the team to share it with."))
    if view is None and len(seen_by(agent)) >= MOST:
        raise CannotDo(gettext_noop("There are too many saved views. Remove one first."))
    now = clock.now()
    kept = SavedView(workspace_id=agent.workspace_id, owner=agent, place=_last_place(agent) + 1, created_at=now)
    if view is not None:
        kept = _to_change(view, agent)
    kept.name, kept.filters, kept.shared, kept.changed_at = name, filters.stored(), shared, now
    kept.team = team if shared == SavedView.Shared.TEAM else None
    kept.save()
    return kept


@one_transaction
def remove(view: SavedView, agent: Agent) -> None:
    """Nothing but the view goes. Raises CannotDo."""
    _to_change(view, agent).delete()


@one_transaction
def move(view: SavedView, agent: Agent, by: int) -> None:
    """One place up (-1) or down (1) in the rail, past the next view this person sees. Raises CannotDo."""
    order = list(seen_by(agent))
    at = next((place for place, each in enumerate(order) if each.pk == view.pk), -1)
    to = at + (1 if by > 0 else -1)
    if at < 0 or not 0 <= to < len(order):
        return
    _to_change(view, agent)
    order.insert(to, order.pop(at))
    for place, each in enumerate(order):
        if each.place != place:
            SavedView.objects.filter(pk=each.pk).update(place=place)


def _to_change(view: SavedView, agent: Agent) -> SavedView:
    found = SavedView.objects.select_for_update().filter(pk=view.pk, workspace_id=agent.workspace_id).first()
    if found is None:
        raise CannotDo(gettext_noop("This view was removed meanwhile."))
    if not may_change(found, agent):
        raise CannotDo(gettext_noop("Only its owner or a lead may change this view."))
    return found


def _last_place(agent: Agent) -> int:
    found: dict[str, Any] = SavedView.objects.filter(workspace_id=agent.workspace_id).aggregate(last=Max("place"))
    return int(found["last"] or 0)

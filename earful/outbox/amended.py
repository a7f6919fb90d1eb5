"""Reading what became of answers after they left: who wanted them changed or gone, and how far that is."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from earful.channels.contract import Change, Inbound
from earful.intake.models import Item
from earful.kit import clock, jobs
from earful.outbox.models import Amendment, Dispatch
from earful.outbox.rules import bare

State, What = Amendment.State, Amendment.What
OPEN = (State.WAITING, State.CLAIMED, State.UNCERTAIN)
LEFT = (State.CLAIMED, State.UNCERTAIN, State.DONE)  # these happened, or may have


def get(amendment_id: int) -> Amendment:
    """One with all it needs."""
    needed = ("agent", "dispatch__account", "dispatch__conversation", "dispatch__answers__item")
    return Amendment.objects.select_related(*needed).get(pk=amendment_id)


def record(dispatch_id: int) -> Sequence[Amendment]:
    """Everything that was wanted of an answer, oldest first."""
    return list(Amendment.objects.filter(dispatch=dispatch_id).select_related("agent").order_by("id"))


def records(dispatches: Sequence[Dispatch]) -> Mapping[int, Sequence[Amendment]]:
    """The same for several answers; asks nothing when nothing was wanted of any."""
    ids = [one.pk for one in dispatches if one.changes]
    found: dict[int, list[Amendment]] = {pk: [] for pk in ids}
    if ids:
        for one in Amendment.objects.filter(dispatch__in=ids).select_related("agent").order_by("id"):
            found[one.dispatch_id].append(one)
    return found


def open_ones(dispatch_id: int) -> QuerySet[Amendment]:
    """What is wanted of an answer and has not come to an end."""
    return Amendment.objects.filter(dispatch=dispatch_id, state__in=OPEN)


def deleted(dispatch_id: int) -> bool:
    """Whether somebody took it back from here, or tried to."""
    rows = Amendment.objects.filter(dispatch=dispatch_id, what=What.DELETE, state__in=[*LEFT, State.WAITING])
    return rows.exists()


def by_item(those: Sequence[tuple[Item, Inbound]]) -> dict[int, int]:
    """Who, at the desk, made these changes to words of ours, by the number of the item that tells of them.

    Also where nobody could record yet that it happened: then the network can say so now, and is asked.
    """
    told = [(item, inbound) for item, inbound in those if inbound.change is not Change.SAID]
    if not told:
        return {}
    names = [item.external_id for item, _ in told]
    ours = Amendment.objects.filter(
        dispatch__account=told[0][0].account_id, dispatch__external_id__in=names, state__in=LEFT
    )
    rows = list(ours.select_related("dispatch").order_by("-id"))
    found = {}
    for item, inbound in told:
        row = next((row for row in rows if _is(row, item, inbound)), None)
        if row is not None:
            found[item.pk] = row.agent_id
            if row.state == State.UNCERTAIN:
                jobs.hurry(f"look-amended:{row.pk}", clock.now())
    return found


def _is(row: Amendment, item: Item, inbound: Inbound) -> bool:
    if row.dispatch.external_id != item.external_id:
        return False
    if inbound.change is Change.REMOVED:
        return row.what == What.DELETE
    if row.what != What.EDIT:
        return False
    return item.version == row.version or bare(inbound.text) == bare(row.text)


def due_since(moment: datetime) -> Sequence[Amendment]:
    """Those that should have begun to move by then, oldest first."""
    waiting = Q(state=State.WAITING, release_at__lt=moment)
    begun = Q(state__in=[State.CLAIMED, State.UNCERTAIN], claimed_at__lt=moment)
    return list(Amendment.objects.filter(waiting | begun).order_by("id")[:1000])


def forgotten(now: datetime) -> Sequence[Amendment]:
    """Those that should have moved long ago: their job was lost with a worker or a database."""
    late = Q(state=State.WAITING, release_at__lt=now - timedelta(minutes=2))
    stuck = Q(state=State.CLAIMED, claimed_at__lt=now - timedelta(minutes=10))
    unsure = Q(state=State.UNCERTAIN, claimed_at__lt=now - timedelta(minutes=30))
    return list(Amendment.objects.filter(late | stuck | unsure).order_by("id")[:100])

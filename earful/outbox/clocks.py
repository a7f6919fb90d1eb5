"""Replies whose time was planned by a clock that has been moved since; the rule stands in kit/steady.py."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Q

from earful.kit import clock
from earful.kit.transaction import one_transaction
from earful.outbox import actions
from earful.outbox.models import Dispatch

SLACK = timedelta(seconds=5)  # by which the clocks of two machines may differ
SOON = timedelta(minutes=1)  # for a next attempt; a network that wanted longer says so again
State = Dispatch.State


@one_transaction
def keep_window(dispatch_id: int, forward: float) -> datetime | None:
    """The clock was put forward a moment ago: a reply that was in its undo window then is in it again, until when."""
    now = clock.now()
    open_then = Q(release_at__gt=now - timedelta(seconds=forward), release_at__lte=now)
    waiting = Dispatch.objects.filter(open_then, pk=dispatch_id, state=State.HELD, attempts=0)
    again = now + actions.UNDO
    return again if waiting.update(release_at=again) else None


def planned_ahead() -> Sequence[Dispatch]:
    """Held replies that were planned in what is the future now, and would wait for it."""
    now = clock.now()
    made = Q(created_at__gt=now + SLACK) | Q(claimed_at__gt=now + SLACK)
    held = Dispatch.objects.filter(made, state=State.HELD, release_at__gt=now + SOON + SLACK)
    return list(held.order_by("id")[:1000])


@one_transaction
def bring_forward(dispatch: Dispatch) -> datetime:
    """It leaves when its window would have ended, had the clock not been put back; at the latest that long from now."""
    moment = clock.now() + (SOON if dispatch.attempts else actions.UNDO)
    Dispatch.objects.filter(pk=dispatch.pk, state=State.HELD, release_at__gt=moment).update(release_at=moment)
    return moment

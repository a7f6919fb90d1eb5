"""What the signs of clocks mean for people: something is due soon, or late."""

from collections.abc import Sequence

from earful.notices.people import People
from earful.notices.rules import Kind
from earful.notices.saying import Saying
from earful.queues.models import Clock, ClockSign

KINDS = {"warned": Kind.SOON, "breached": Kind.LATE}


def read(ids: Sequence[int]) -> list[ClockSign]:
    """Those of these signs that somebody must hear of: not what was struck since, or is over already."""
    rows = ClockSign.objects.filter(
        pk__in=ids, what__in=KINDS, struck_at=None, clock__state=Clock.State.RUNNING
    ).select_related("clock__conversation", "clock__turn")
    found = list(rows.order_by("at", "pk"))
    late = {sign.clock_id for sign in found if sign.what == "breached"}
    return [sign for sign in found if sign.what == "breached" or sign.clock_id not in late]


def sayings(signs: Sequence[ClockSign], people: People) -> list[Saying]:
    """Whom they concern: who has the conversation; else who is here; else who leads."""
    return [
        Saying(
            KINDS[sign.what],
            f"{sign.what}:{sign.clock_id}:{sign.at.isoformat()}",
            people.of(sign.clock.conversation.assignee_id, sign.clock.conversation.team_id),
            sign.at,
            sign.clock.conversation_id,
            sign.clock.conversation.account_id,
            {"clock": sign.clock_id, "due": sign.clock.due_at.isoformat()},
        )
        for sign in signs
    ]

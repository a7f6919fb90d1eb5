"""Reading notices: what somebody was told, how much of it is unread, and what an open page shows outside itself."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from earful.kit import clock
from earful.kit.paging import Page, cut, read_mark, write_mark
from earful.notices.grouping import Group, gathered
from earful.notices.models import Escalation, Notice
from earful.staff.models import Agent

PAGE, PANEL = 50, 12
OUTSIDE = timedelta(minutes=10)  # so long an open page may show something outside itself
NEAR = ("conversation__asker", "conversation__account", "account")


def page(agent: Agent, mark: str = "", *, unread: bool = False, size: int = PAGE) -> Page[Notice]:
    """Newest first."""
    rows = Notice.objects.filter(agent=agent).select_related(*NEAR).order_by("-told_at", "-pk")
    if unread:
        rows = rows.filter(read_at=None)
    key = read_mark(mark)
    if key is not None and len(key) == 2 and (told := _moment(key[0])) is not None and isinstance(key[1], int):
        rows = rows.filter(told_at__lte=told).exclude(told_at=told, pk__gte=key[1])
    return cut(list(rows[: size + 1]), size, lambda one: write_mark(one.told_at.isoformat(), one.pk))


def groups(notices: Sequence[Notice]) -> Sequence[Group[Notice]]:
    """What belongs together as one line; what was read and what was not stay apart."""
    apart = [gathered([one for one in notices if (one.read_at is None) is unread]) for unread in (True, False)]
    return sorted([*apart[0], *apart[1]], key=lambda group: group.newest.at, reverse=True)


def unread(agent: Agent) -> int:
    """How many notices somebody has not read."""
    return Notice.objects.filter(agent=agent, read_at=None).count()


def outside(agent: Agent) -> Sequence[Notice]:
    """What an open page of theirs shows outside itself now: quiet hours are over, and it is not long ago."""
    now = clock.now()
    rows = Notice.objects.filter(agent=agent, read_at=None, browser_at__gt=now - OUTSIDE, browser_at__lte=now)
    return list(rows.select_related(*NEAR).order_by("-pk")[:PANEL])


def running(notices: Sequence[Notice]) -> frozenset[int]:
    """Conversations among these whose chain still waits for somebody."""
    about = {one.conversation_id for one in notices if one.kind == "escalated"}
    rows = Escalation.objects.filter(conversation__in=about - {None}, ended_at=None) if about else ()
    return frozenset(one.conversation_id for one in rows)


def chains(workspace_id: int) -> Sequence[Escalation]:
    """What goes along the chain now, longest first."""
    rows = Escalation.objects.filter(workspace_id=workspace_id, ended_at=None)
    return list(rows.select_related("conversation__asker", "conversation__account").order_by("begun_at", "pk")[:50])


def _moment(text: str | int) -> datetime | None:
    try:
        return clock.parse(str(text))
    except ValueError:
        return None

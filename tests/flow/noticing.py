"""What stories about notices share: somebody to tell, time that passes, letters that leave."""

from datetime import datetime, timedelta
from typing import Any

from procrastinate.contrib.django.models import ProcrastinateJob
from town import somebody_says

from earful import telling
from earful.conversations import levels
from earful.conversations.models import Turn
from earful.kit import clock
from earful.notices.models import Letter, Notice
from earful.queues.promises import settling
from earful.queues.promises.ringing import ring
from earful.staff.models import Agent

MINUTES, HOUR = timedelta(minutes=1), timedelta(hours=1)


def with_mail(agent: Agent, address: str = "") -> Agent:
    """Somebody who can be written to."""
    agent.email = address or f"{agent.username}@example.org"
    agent.save(update_fields=["email"])
    return agent


def asks(account: Any, by: str = "maria", ago: timedelta = timedelta(0), *, urgent: bool = False, **more: Any) -> Turn:
    """A customer asks; triage says how urgent that is."""
    turn = somebody_says(account, "Where is my train?", by=by, at=clock.now() - ago, **more)
    if urgent:
        Turn.objects.filter(pk=turn.pk).update(urgency=levels.URGENT)
        turn.refresh_from_db()
    return turn


def heard() -> None:
    """What the worker does every ten seconds."""
    settling.settle_stirred()
    ring(clock.now())
    telling.hear(0)


def told(agent: Agent) -> list[str]:
    """What somebody was told of, in the order of telling."""
    return list(Notice.objects.filter(agent=agent).order_by("pk").values_list("kind", flat=True))


def leave(due: datetime | None = None) -> None:
    """Letters that are due leave, as their jobs do it."""
    for letter in Letter.objects.filter(state__in=["waiting", "sending"], due_at__lte=due or clock.now()).order_by(
        "pk"
    ):
        ProcrastinateJob.objects.filter(queueing_lock=f"letter:{letter.pk}", status="todo").delete()  # it runs now
        telling.deliver(letter.pk)

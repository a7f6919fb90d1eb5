"""Whose daily digest is due, and keeping it until it leaves: one for each person and day."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from earful.kit import clock
from earful.kit.transaction import one_transaction
from earful.notices import wishes
from earful.notices.models import Letter
from earful.notices.rules import digest_due
from earful.staff.models import Agent, Workspace


@dataclass(frozen=True, slots=True)
class Due:
    """Somebody's digest of today, where they are."""

    agent: Agent
    day: date
    zone: ZoneInfo


def due(workspace: Workspace, now: datetime) -> Iterator[Due]:
    """Those whose hour has come and who have had none today; what fell due while nobody ran comes once."""
    agents = Agent.objects.filter(workspace=workspace, is_active=True).exclude(email="").order_by("id")
    wanted = wishes.of_all(workspace, agents)
    lately = Letter.objects.filter(workspace=workspace, day__gte=(now - timedelta(days=2)).date())
    had = set(lately.values_list("agent_id", "day"))
    for agent in agents:
        mine = wanted[agent.pk]
        zone = wishes.zone(mine)
        day = now.astimezone(zone).date()
        since = wishes.digest_since(mine, agent)
        if (
            wishes.wants_digest(mine, agent)
            and (agent.pk, day) not in had
            and digest_due(now, mine.digest_hour, zone, since)
        ):
            yield Due(agent, day, zone)


@one_transaction
def keep(one: Due, subject: str, text: str) -> Letter | None:
    """It leaves now; None if somebody else was quicker."""
    now = clock.now()
    letter, fresh = Letter.objects.get_or_create(
        agent=one.agent,
        day=one.day,
        defaults={"workspace": one.agent.workspace, "subject": subject, "text": text, "at": now, "due_at": now},
    )
    return letter if fresh else None

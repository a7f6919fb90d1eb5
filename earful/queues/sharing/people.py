"""Who answers here, as the rules see them: what they can do, whether they are here, what they have."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db.models import Count

from earful.conversations.models import Conversation
from earful.kit import clock
from earful.kit.ready import Ready
from earful.queues.models import Presence
from earful.queues.promises import hours
from earful.queues.rules import ON_DUTY
from earful.queues.sharing import shifts
from earful.queues.sharing.rules import Person
from earful.staff.models import Agent, Skill, Team

AHEAD = timedelta(days=14)  # so far a next shift is looked for

_agents = Ready(
    lambda workspace: Agent.objects.filter(workspace=workspace, is_active=True).exclude(role="viewer").order_by("id")
)
_teams = Ready(
    lambda workspace: Team.members.through.objects.filter(team__workspace=workspace).values_list("agent_id", "team_id")
)
_skills = Ready(
    lambda workspace: Skill.agents.through.objects.filter(skill__workspace=workspace).values_list(
        "agent_id", "skill_id"
    )
)
_here = Ready(
    lambda workspace, since: Presence.objects.filter(workspace=workspace, beat_at__gt=since).values_list(
        "agent_id", flat=True
    )
)
_loads = Ready(
    lambda workspace: (
        Conversation.objects.filter(
            workspace=workspace, status="open", merged_into=None, snoozed_until=None, assignee__isnull=False
        )
        .values_list("assignee_id")
        .annotate(count=Count("pk"))
    )
)


def people(workspace_id: int) -> list[Person]:
    """Everybody who answers, in six short questions whatever there is."""
    now = clock.now()
    agents = _agents(workspace_id)
    teams, skills = _grouped(_teams(workspace_id)), _grouped(_skills(workspace_id))
    here, loads = set(_here(workspace_id, now - ON_DUTY)), dict(_loads(workspace_id))
    times = shifts.of_everybody(workspace_id)
    return [
        Person(
            id=agent.pk,
            languages=agent.speaks,
            teams=teams.get(agent.pk, frozenset()),
            skills=skills.get(agent.pk, frozenset()),
            capacity=agent.capacity,
            load=loads.get(agent.pk, 0),
            on_shift=shifts.on_shift(times.get(agent.pk), now),
            comes_at=_comes_at(agent, times.get(agent.pk), now),
            here=agent.pk in here and not agent.is_away(now),
            given_at=agent.given_at,
        )
        for agent in agents
    ]


def _grouped(pairs: list[tuple[int, int]]) -> Mapping[int, frozenset[int]]:
    found: dict[int, set[int]] = {}
    for agent, thing in pairs:
        found.setdefault(agent, set()).add(thing)
    return {agent: frozenset(things) for agent, things in found.items()}


def _comes_at(agent: Agent, times: hours.Hours | None, now: datetime) -> datetime | None:
    """When their next shift begins that lies after what they said of being away."""
    if times is None or shifts.on_shift(times, now):
        return None
    begin = agent.away_until if agent.is_away(now) else now
    if begin is None:
        return None
    return next((opens for opens, _closes in hours.open_between(times, begin, begin + AHEAD)), None)

"""What people can do, as the page of routing says it."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from earful.kit import clock
from earful.queues.sharing import people as standing
from earful.queues.sharing import shifts
from earful.staff import queries as staff
from earful.staff.models import Agent
from earful.web.house.languages import written


@dataclass(frozen=True, slots=True)
class Somebody:
    """One person: in which languages, with which skills, how much at once, and when."""

    agent: Agent
    languages: str
    skills: str
    load: int
    shift: str


def people(workspace_id: int) -> list[Somebody]:
    """Everybody who answers, by name."""
    agents = staff.colleagues(workspace_id).prefetch_related("skills")
    known = {person.id: person for person in standing.people(workspace_id)}
    times, now = shifts.of_everybody(workspace_id), clock.now()
    return [
        Somebody(
            agent,
            written(agent.speaks),
            ", ".join(sorted(skill.name for skill in agent.skills.all())),
            known[agent.pk].load if agent.pk in known else 0,
            _shift(shifts.is_set(times.get(agent.pk), now), working=shifts.on_shift(times.get(agent.pk), now)),
        )
        for agent in agents
    ]


def _shift(told: bool, *, working: bool) -> str:
    if not told:
        return _("no set times")
    return _("on shift now") if working else _("off shift now")

"""Routes, and what people can do, as the page says it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from earful.kit import clock
from earful.queues.models import Route
from earful.queues.sharing import people as standing
from earful.queues.sharing import shifts
from earful.staff import queries as staff
from earful.staff.models import Agent
from earful.web import shown
from earful.web.house.languages import named, written


@dataclass(frozen=True, slots=True)
class Line:
    """One route: for what, and where it leads."""

    route: Route
    whom: Sequence[str]
    to: Sequence[str]
    first: bool
    last: bool

    @property
    def name(self) -> str:
        """What its buttons are told apart by."""
        return ", ".join(self.whom) or _("Every matter")


def lines(routes: Sequence[Route]) -> list[Line]:
    """All of them."""
    return [
        Line(route, _whom(route), _to(route), place == 0, place == len(routes) - 1)
        for place, route in enumerate(routes)
    ]


def _whom(route: Route) -> list[str]:
    account, topic = route.account, route.topic
    pieces = (
        (account.name or account.handle) if account else "",
        shown.kind(route.kind) if route.kind else "",
        named(route.language) if route.language else "",
        _("topic %(name)s") % {"name": topic.name} if topic else "",
    )
    return [piece for piece in pieces if piece]


def _to(route: Route) -> list[str]:
    found = [_("to the team %(name)s") % {"name": route.team.name}] if route.team else []
    return found + ([_("takes the skill %(name)s") % {"name": route.skill.name}] if route.skill else [])


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

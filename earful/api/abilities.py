"""What each person can do, how much at once, and when."""

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router

from earful.api import finding
from earful.api import schemas_sharing as schemas
from earful.api.permission import No, allow
from earful.api.schemas import Id, answers
from earful.insights import coverage as insights
from earful.insights.coverage import Cell
from earful.queues.sharing import people, shifts
from earful.staff import abilities, queries
from earful.staff.models import Agent
from earful.staff.rules import Act

router = Router(tags=["sharing"])


@router.get("/abilities", response=answers(list[schemas.Abilities]), summary="What people can do, and have")
def all_abilities(request: HttpRequest) -> list[dict[str, object]]:
    """Everybody who answers, by name; as it is now."""
    return _shown(finding.workspace(allow(request, Act.READ)).pk)


@router.put("/staff/{agent_id}/abilities", response=answers(schemas.Abilities), summary="Change what somebody can do")
def able(request: HttpRequest, agent_id: Id, what: schemas.Able) -> dict[str, object]:
    """Languages, skills, and how much at once."""
    agent = allow(request, Act.ROUTING)
    person = finding.colleague(agent, agent_id)
    abilities.set_languages(person, what.languages)
    abilities.set_capacity(person, what.capacity)
    known = abilities.skills(finding.workspace(agent).pk)
    abilities.set_skills(person, [skill for skill in known if skill.pk in what.skill_ids])
    return _one(person)


@router.put("/staff/{agent_id}/shifts", response=answers(schemas.Abilities), summary="Change when somebody works")
def work(request: HttpRequest, agent_id: Id, what: schemas.Working) -> dict[str, object]:
    """From now on; what passed until now stays as it was."""
    agent = allow(request, Act.ROUTING)
    person = finding.colleague(agent, agent_id)
    if any(text.strip() for text in (*what.week, *what.special.values())):
        try:
            told = shifts.Open(what.time_zone, what.week, what.country, what.region, what.special)
            shifts.tell(person, told, agent)
        except shifts.CannotOpen as no:
            raise No(422, _(no.words) % no.named) from no
    else:
        shifts.at_any_time(person, agent)
    return _one(person)


def _one(person: Agent) -> dict[str, object]:
    return finding.there(next((one for one in _shown(person.workspace_id or 0) if one["id"] == person.pk), None))


def _shown(workspace_id: int) -> list[dict[str, object]]:
    standing = {one.id: one for one in people.people(workspace_id)}
    return [
        {
            "id": agent.pk,
            "name": agent.name,
            "languages": sorted(agent.speaks),
            "skills": sorted(agent.skills.all(), key=lambda skill: skill.name),
            "capacity": agent.capacity,
            **{field: getattr(standing[agent.pk], field) for field in ("load", "on_shift", "here", "comes_at")},
        }
        for agent in queries.colleagues(workspace_id).prefetch_related("skills")
    ]


@router.get("/coverage", response=answers(list[schemas.Hour]), summary="What came when, and who was on shift")
def coverage(request: HttpRequest) -> list[Cell]:
    """Each hour of the week in the workspace's zone, over the last four weeks."""
    told = insights.coverage(finding.workspace(allow(request, Act.READ)))
    return [cell for row in told.cells for cell in row]

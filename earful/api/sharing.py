"""Handing out: the next one, and what leads say of it."""

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router, Status

from earful.accounts import queries as accounts
from earful.api import finding
from earful.api import schemas_sharing as schemas
from earful.api.permission import No, allow
from earful.api.schemas import Id, Named, answers
from earful.queues.models import Route
from earful.queues.sharing import leading, picking
from earful.staff import abilities
from earful.staff import queries as staff
from earful.staff.models import Agent, Skill, Workspace
from earful.staff.rules import Act, HandOut
from earful.triage.topics import queries as topics

router = Router(tags=["sharing"])


@router.post("/next", response=answers(schemas.Next), summary="Take what comes first")
def take_next(request: HttpRequest) -> dict[str, object]:
    """The most urgent, longest waiting matter that nobody has and you can answer is yours; or words say why there is none."""
    agent = allow(request, Act.ANSWER)
    found = picking.take_next(agent)
    conversation = finding.conversation(agent, found.conversation) if found.conversation is not None else None
    return {"conversation": conversation, "words": _(found.words) if found.words else ""}


@router.get("/sharing", response=answers(schemas.Sharing), summary="Who gives matters that nobody has")
def sharing(request: HttpRequest) -> Workspace:
    """And whether agents may take what they like."""
    return finding.workspace(allow(request, Act.READ))


@router.put("/sharing", response=answers(schemas.Sharing), summary="Change who gives matters that nobody has")
def share(request: HttpRequest, how: schemas.Sharing) -> Workspace:
    """From now on."""
    workspace = finding.workspace(allow(request, Act.ROUTING))
    abilities.set_sharing(workspace, HandOut(how.hand_out), no_picking=how.no_picking)
    return workspace


@router.get("/routes", response=answers(list[schemas.Route]), summary="Which team has what")
def routes(request: HttpRequest) -> list[Route]:
    """In the order in which they are asked; the first that fits holds."""
    return leading.routes(finding.workspace(allow(request, Act.READ)).pk)


@router.post("/routes", response=answers(schemas.Route, 201), summary="Add a route")
def add(request: HttpRequest, what: schemas.Routing) -> Status[Route]:
    """Asked before all others."""
    agent = allow(request, Act.ROUTING)
    return Status(201, leading.add(finding.workspace(agent).pk, _terms(agent, what)))


@router.put("/routes/{route_id}", response=answers(schemas.Route), summary="Change a route")
def change(request: HttpRequest, route_id: Id, what: schemas.Routing) -> Route:
    """For what comes from now on."""
    agent = allow(request, Act.ROUTING)
    route = _found(agent, route_id)
    leading.change(route, _terms(agent, what))
    return _found(agent, route.pk)


@router.delete("/routes/{route_id}", response=answers(list[schemas.Route]), summary="Remove a route")
def remove(request: HttpRequest, route_id: Id) -> list[Route]:
    """What it led stays where it is."""
    agent = allow(request, Act.ROUTING)
    leading.remove(_found(agent, route_id))
    return leading.routes(finding.workspace(agent).pk)


@router.get("/skills", response=answers(list[Named]), summary="All skills")
def skills(request: HttpRequest) -> list[Skill]:
    """By name."""
    return list(abilities.skills(finding.workspace(allow(request, Act.READ)).pk))


@router.post("/skills", response=answers(Named, 201), summary="Name a skill")
def name_skill(request: HttpRequest, what: schemas.SkillNaming) -> Status[Skill]:
    """One of this name is the same."""
    found = abilities.name_skill(finding.workspace(allow(request, Act.ROUTING)).pk, what.name)
    if found is None:
        raise No(422, _("Write a name for the skill."))
    return Status(201, found)


def _found(agent: Agent, route_id: int) -> Route:
    return finding.there(Route.objects.filter(workspace_id=agent.workspace_id, pk=route_id).first())


def _terms(agent: Agent, what: schemas.Routing) -> leading.Terms:
    """What was sent, if all it names is there. Raises No."""
    pk = finding.workspace(agent).pk
    known = (
        (what.account_id, {one.pk for one in accounts.live(pk)}, _("There is no such account.")),
        (what.topic_id, {one.pk for one in topics.in_use(pk)}, _("There is no such topic.")),
        (what.team_id, {one.pk for one in staff.teams(pk)}, _("There is no such team.")),
        (what.skill_id, {one.pk for one in abilities.skills(pk)}, _("There is no such skill.")),
    )
    for asked, there, words in known:
        if asked is not None and asked not in there:
            raise No(422, words)
    return leading.Terms(**what.model_dump())

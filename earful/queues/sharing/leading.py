"""Routes: what leads say about which team has what, and what that does to a matter."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from earful.conversations.history import What, write_all
from earful.conversations.models import Conversation, Event
from earful.conversations.refusing import CannotDo
from earful.kit.transaction import alone, one_transaction
from earful.kit.words import gettext_noop
from earful.queues.sharing import needs
from earful.queues.sharing.models import Route
from earful.staff.models import Skill, Team

MOST = 60


@dataclass(frozen=True, slots=True)
class Terms:
    """For what a route is, and where it leads. What is empty fits everything."""

    account_id: int | None = None
    kind: str = ""
    language: str = ""
    topic_id: int | None = None
    team_id: int | None = None
    skill_id: int | None = None


def lead(conversations: Sequence[Conversation]) -> None:
    """Each to the team of the first route that fits, unless somebody said or a route said which team has it."""
    workspace_id = conversations[0].workspace_id
    routes = needs.led([needs.matter(one) for one in conversations], needs.ways(workspace_id))
    teams = {pk: way.team for pk, way in routes.items() if way is not None and way.team is not None}
    moving = [one for one in conversations if teams.get(one.pk, one.team_id) != one.team_id]
    if not moving:
        return
    told = set(Event.objects.filter(conversation__in=moving, what=What.TEAM).values_list("conversation", flat=True))
    names = dict(Team.objects.filter(pk__in=teams.values()).values_list("pk", "name"))
    about = []
    for one in moving:
        if one.pk not in told:
            before, one.team_id = one.team_id, teams[one.pk]
            one.save(update_fields=["team"])
            about.append((one, {"team": names[teams[one.pk]], "to": one.team_id, "before": before}))
    write_all(What.TEAM, about)


def routes(workspace_id: int) -> list[Route]:
    """All of them, in the order in which they are asked."""
    rows = Route.objects.filter(workspace_id=workspace_id).select_related("account", "topic", "team", "skill")
    return list(rows.order_by("place", "id"))


@one_transaction
def add(workspace_id: int, terms: Terms) -> Route:
    """A route that is asked before all others. Raises CannotDo."""
    alone("routes", workspace_id)
    held = routes(workspace_id)
    if len(held) >= MOST:
        raise CannotDo(gettext_noop("There are very many routes already. Remove one that nobody needs first."))
    _check(terms)
    first = min((row.place for row in held), default=0)
    return Route.objects.create(workspace_id=workspace_id, place=first - 1, **asdict(terms))


@one_transaction
def change(route: Route, terms: Terms) -> None:
    """The same route with other terms. Raises CannotDo."""
    _check(terms)
    Route.objects.filter(pk=route.pk).update(**asdict(terms))


@one_transaction
def remove(route: Route) -> None:
    """It leads nothing any more; what it led stays where it is."""
    Route.objects.filter(pk=route.pk).delete()


@one_transaction
def move(route: Route, *, up: bool) -> None:
    """It is asked before, or after, its neighbour."""
    alone("routes", route.workspace_id)
    rows = routes(route.workspace_id)
    at = next((place for place, row in enumerate(rows) if row.pk == route.pk), -1)
    other = at - 1 if up else at + 1
    if at < 0 or not 0 <= other < len(rows):
        return
    rows.insert(other, rows.pop(at))
    for place, row in enumerate(rows):
        if row.place != place:
            Route.objects.filter(pk=row.pk).update(place=place)


@one_transaction
def remove_skill(skill: Skill) -> None:
    """Nobody has it any more. Raises CannotDo while a route asks for it."""
    if Route.objects.filter(skill=skill).exists():
        raise CannotDo(gettext_noop("A route asks for this skill. Change that first."))
    skill.delete()


def _check(terms: Terms) -> None:
    if terms.team_id is None and terms.skill_id is None:
        raise CannotDo(gettext_noop("Say to which team it goes, or which skill it takes."))

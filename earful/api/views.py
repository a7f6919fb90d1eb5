"""Saved views: which there are, saving, changing and removing them. What is in one: GET /conversations?view=saved-ID."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router, Status

from earful.api import finding
from earful.api.permission import No, allow
from earful.api.schemas import Id, answers
from earful.api.schemas_views import Filters, Keeping, Removed, SavedView
from earful.conversations import filters, views
from earful.conversations.models import SavedView as Kept
from earful.conversations.views import Counted
from earful.staff import queries as staff
from earful.staff.models import Agent, Team
from earful.staff.rules import Act

router = Router(tags=["views"])


@router.get("/saved-views", response=answers(list[SavedView]), summary="The saved views you see")
def saved(request: HttpRequest) -> list[dict[str, Any]]:
    """Your own, your teams' and everybody's, in the order of the rail.

    `count` is at least so many; `more` says that there may be more. Only views of open matters are counted.
    """
    agent = allow(request, Act.READ)
    rows = views.seen_by(agent)
    counts = views.counts(agent, rows)
    return [_shown(agent, row, counts.get(row.pk)) for row in rows]


@router.post("/saved-views", response=answers(SavedView, 201), summary="Save a view")
def save(request: HttpRequest, what: Keeping) -> Status[dict[str, Any]]:
    """For you alone, for a team, or for everybody."""
    agent = allow(request, Act.ANSWER)
    return Status(201, _keep(agent, what, None))


@router.put("/saved-views/{view_id}", response=answers(SavedView), summary="Change a view")
def change(request: HttpRequest, view_id: Id, what: Keeping) -> dict[str, Any]:
    """Its owner may; one that is shared, a lead too."""
    agent = allow(request, Act.ANSWER)
    return _keep(agent, what, finding.there(views.one(agent, view_id)))


@router.delete("/saved-views/{view_id}", response=answers(Removed), summary="Remove a view")
def remove(request: HttpRequest, view_id: Id) -> dict[str, int]:
    """The conversations in it are as they were."""
    agent = allow(request, Act.ANSWER)
    views.remove(finding.there(views.one(agent, view_id)), agent)
    return {"removed": view_id}


def _keep(agent: Agent, what: Keeping, view: Kept | None) -> dict[str, Any]:
    team = _team(agent, what.team_id)
    wanted = filters.read(what.filters.model_dump())
    kept = views.keep(agent, what.name, wanted, shared=what.shared, team=team, view=view)
    return _shown(agent, kept, views.counts(agent, [kept]).get(kept.pk))


def _team(agent: Agent, team_id: int | None) -> Team | None:
    found = staff.teams(finding.workspace(agent).pk).filter(pk=team_id or 0).first()
    if found is None and team_id is not None:
        raise No(422, _("There is no such team."))
    return found


def _shown(agent: Agent, view: Kept, counted: Counted | None) -> dict[str, Any]:
    wanted = filters.read(view.filters)
    return {
        "id": view.pk,
        "view": f"{views.PREFIX}{view.pk}",
        "name": view.name,
        "shared": view.shared,
        "team": view.team,
        "owner": view.owner,
        "filters": Filters(**{name: getattr(wanted, name) for name in Filters.model_fields}),
        "may_change": views.may_change(view, agent),
        "count": counted.count if counted else None,
        "more": counted.more if counted else False,
        "gone": [_(words) for words in views.missing(view)],
        "changed_at": view.changed_at,
    }

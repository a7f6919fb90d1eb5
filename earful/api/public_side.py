"""What customers read of oneself."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router

from earful.api import schemas_approvals as schemas
from earful.api.permission import No, allow
from earful.api.schemas import answers
from earful.staff import showing
from earful.staff.models import Agent
from earful.staff.rules import Act

router = Router(tags=["people"])


@router.get("/me/public", response=answers(schemas.PublicSide), summary="What customers see of you")
def public(request: HttpRequest) -> dict[str, Any]:
    """Name, role, words, initials, and whether your page is open."""
    return _shown(allow(request, Act.ANSWER))


@router.put("/me/public", response=answers(schemas.PublicSide), summary="Change what customers see of you")
def change(request: HttpRequest, what: schemas.PublicSide) -> dict[str, Any]:
    """Empty initials or page name: the first that is free. 409: a colleague has them."""
    agent = allow(request, Act.ANSWER)
    try:
        showing.present(agent, showing.Side(**what.dict()))
    except showing.CannotShow as no:
        raise No(409, _(no.words) % no.told) from no
    return _shown(agent)


def _shown(agent: Agent) -> dict[str, Any]:
    named = {name: getattr(agent, name) for name in ("title", "bio", "slug", "findable")}
    return {**named, "public_name": agent.name, "signs": agent.mark, "open": agent.shown_since is not None}

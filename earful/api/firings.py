"""What rules of the house did, in which order they are asked, and taking back."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router

from earful.api import finding
from earful.api import schemas_rules as schemas
from earful.api.house_rules import rules
from earful.api.permission import No, allow
from earful.api.schemas import Id, answers
from earful.api.schemas_promises import Moving
from earful.conversations.actions import CannotDo
from earful.house_rules import actions, queries
from earful.staff.rules import Act

router = Router(tags=["rules"])


@router.post("/rules/{rule_id}/move", response=answers(list[schemas.HouseRule]), summary="Ask it earlier or later")
def move(request: HttpRequest, rule_id: Id, what: Moving) -> list[dict[str, Any]]:
    """One place."""
    agent = allow(request, Act.RULES)
    told = finding.there(queries.one(finding.workspace(agent).pk, rule_id))
    actions.move(told.rule, up=what.to == "up")
    return rules(request)


@router.get("/rules/{rule_id}/firings", response=answers(list[schemas.RuleFiring]), summary="What a rule did")
def firings(request: HttpRequest, rule_id: Id, before: Id | None = None) -> list[dict[str, Any]]:
    """The latest fifty; `before`: older than that one. Also of a rule that was removed."""
    told = finding.there(queries.one(finding.workspace(allow(request, Act.READ)).pk, rule_id))
    return [
        {
            "id": row.pk,
            "number": row.edition.number,
            "conversation_id": row.conversation_id,
            "turn_id": row.turn_id,
            "at": row.at,
            "did": [{"what": what, "left": left} for what, left in row.did],
            "trouble": row.trouble,
            "undone_at": row.undone_at,
            "undone_by": row.undone_by,
        }
        for row in queries.firings(told.rule, before or 0)
    ]


@router.post("/firings/{firing_id}/undo", response=answers(schemas.RuleTakenBack), summary="Take back what a rule did")
def undo(request: HttpRequest, firing_id: Id) -> dict[str, int]:
    """One time; what was changed since stays, and so do notes."""
    agent = allow(request, Act.RULES)
    firing = finding.there(queries.firing(finding.workspace(agent).pk, firing_id))
    try:
        back, stays = actions.undo(firing, agent)
    except CannotDo as no:
        raise No(409, _(str(no))) from no
    return {"back": back, "stays": stays}

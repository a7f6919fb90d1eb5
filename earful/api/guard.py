"""What the guard looks for and how much each rule weighs here; and what left although it wanted it thought over."""

from datetime import timedelta

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router

from earful.api import schemas_guard as schemas
from earful.api.permission import No, allow
from earful.api.schemas import Line, answers
from earful.kit import clock
from earful.outbox import queries as outbox
from earful.replies import tuning
from earful.replies.guard import USUAL
from earful.staff.models import Agent
from earful.staff.rules import Act

router = Router(tags=["guard"])
PAST = timedelta(days=30)


@router.get("/guard", response=answers(schemas.Guard), summary="Every rule with its weight, and the house's contacts")
def guard(request: HttpRequest) -> dict[str, object]:
    """`usual` is what it weighs where nobody has decided; `decided` tells who did, and when."""
    return _told(allow(request, Act.READ))


@router.put("/guard/rules/{code}", response=answers(schemas.Guard), summary="What a rule weighs from now on")
def weigh(request: HttpRequest, code: Line, weighing: schemas.Weighing) -> dict[str, object]:
    """What is "off" is not looked for. Who decided stays known, and what was decided before."""
    agent = allow(request, Act.RULES)
    if code not in USUAL:
        raise No(404, _("The guard has no such rule."))
    tuning.decide(code, weighing.weight, agent)
    return _told(agent)


@router.put("/guard/contacts", response=answers(schemas.Guard), summary="The house's own contacts")
def contacts(request: HttpRequest, telling: schemas.Contacts) -> dict[str, object]:
    """Telephone numbers, mail addresses, domains and streets that it publishes: they are no personal data."""
    agent = allow(request, Act.RULES)
    tuning.tell_contacts("\n".join(telling.contacts), agent)
    return _told(agent)


@router.get("/guard/insisted", response=answers(list[schemas.Insisted]), summary="What left with a reason")
def insisted(request: HttpRequest) -> list[dict[str, object]]:
    """Of the last thirty days, the latest first."""
    rows = outbox.insisted(allow(request, Act.READ).workspace_id, clock.now() - PAST)
    return [
        {**{name: getattr(row, name) for name in ("code", "words", "reason", "at", "dispatch_id")},
         "by": row.dispatch.agent, "conversation_id": row.dispatch.conversation_id}
        for row in rows
    ]  # fmt: skip


def _told(agent: Agent) -> dict[str, object]:
    latest = {row.code: row for row in tuning.latest(agent.workspace_id)}
    rules = []
    for code, usual in USUAL.items():
        row = latest.get(code)
        decided = {"by": row.by, "at": row.at} if row else None
        weight = row.strength if row else usual.value
        rules.append({"code": code, "weight": weight, "usual": usual.value, "decided": decided})
    return {"rules": rules, "contacts": tuning.tuned(agent.workspace_id).ours}

"""Handing out: the next one, routes, and what each person can do."""

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router

from earful.api import finding
from earful.api import schemas_sharing as schemas
from earful.api.permission import allow
from earful.api.schemas import answers
from earful.queues.sharing import picking
from earful.staff.rules import Act

router = Router(tags=["sharing"])


@router.post("/next", response=answers(schemas.Next), summary="Take what comes first")
def take_next(request: HttpRequest) -> dict[str, object]:
    """The most urgent, longest waiting matter that nobody has and you can answer is yours; or words say why there is none."""
    agent = allow(request, Act.ANSWER)
    found = picking.take_next(agent)
    conversation = finding.conversation(agent, found.conversation) if found.conversation is not None else None
    return {"conversation": conversation, "words": _(found.words) if found.words else ""}

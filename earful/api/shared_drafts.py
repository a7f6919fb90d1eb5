"""Drafts that colleagues share: reading them, going on with one, and what they said before."""

from django.http import HttpRequest
from ninja import Router

from earful.api import finding, shown
from earful.api import schemas_approvals as schemas
from earful.api.permission import allow
from earful.api.schemas import Id, answers
from earful.api.schemas_replies import Draft
from earful.replies import models, sharing
from earful.staff.rules import Act

router = Router(tags=["replies"])


@router.post("/conversations/{conversation_id}/draft/share", response=answers(Draft), summary="Share your draft")
def share(request: HttpRequest, conversation_id: Id, what: schemas.DraftSharing) -> Draft:
    """Colleagues may read it and go on with it; or not any more."""
    agent = allow(request, Act.ANSWER)
    sharing.share(finding.draft(agent, conversation_id), shared=what.shared)
    return shown.draft(finding.draft(agent, conversation_id))


@router.get(
    "/conversations/{conversation_id}/drafts", response=answers(list[schemas.SharedDraft]), summary="Shared drafts"
)
def others(request: HttpRequest, conversation_id: Id) -> list[models.Draft]:
    """Of colleagues, the latest first."""
    agent = allow(request, Act.ANSWER)
    return sharing.others(finding.conversation(agent, conversation_id), agent)


@router.post("/drafts/{draft_id}/take-over", response=answers(Draft), summary="Go on with a shared draft")
def take_over(request: HttpRequest, draft_id: Id, what: schemas.TakingOver) -> Draft:
    """As you have read it: 422 when its writer wrote on since, or somebody else goes on with it."""
    agent = allow(request, Act.ANSWER)
    return shown.draft(sharing.take_over(finding.there(sharing.shared(agent, draft_id)), agent, what.version))


@router.get(
    "/conversations/{conversation_id}/draft/versions",
    response=answers(list[schemas.DraftVersion]),
    summary="Earlier versions of shared drafts",
)
def versions(request: HttpRequest, conversation_id: Id) -> list[models.DraftVersion]:
    """What they said when they were shared, taken over or replaced; the latest first."""
    agent = allow(request, Act.ANSWER)
    return list(sharing.versions(finding.conversation(agent, conversation_id)))

"""Approvals: what waits, reading one, approving it, sending it back, taking it back."""

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router, Status

from earful import approving
from earful.api import finding, shown, words
from earful.api import schemas_approvals as schemas
from earful.api.permission import No, allow
from earful.api.schemas import Id, answers
from earful.api.schemas_replies import Dispatch, Draft, NotSent
from earful.outbox.approval import deciding, queries
from earful.outbox.approval.changes import changes
from earful.outbox.approval.models import Approval
from earful.replies.actions import Insisting
from earful.staff.models import Agent
from earful.staff.rules import Act

router = Router(tags=["approvals"])
MOST = 200


@router.get("/approvals", response=answers(list[schemas.Approval]), summary="What waits for approval")
def waiting(request: HttpRequest) -> list[schemas.Approval]:
    """Longest first: all for those who may approve, their own for others."""
    agent = allow(request, Act.ANSWER)
    rows = queries.waiting(finding.workspace(agent).pk)
    return [shown.approval(row) for row in (rows if agent.may(Act.APPROVE) else rows.filter(agent=agent))[:MOST]]


@router.get("/approvals/{approval_id}", response=answers(schemas.OneApproval), summary="One approval")
def one(request: HttpRequest, approval_id: Id) -> schemas.OneApproval:
    """In whatever state; while it waits, with what the guard says of it and what came since it was written."""
    agent = allow(request, Act.ANSWER)
    found = _found(agent, approval_id)
    waits = found.state == Approval.State.WAITING
    reviewed = shown.reviewed(approving.review(found, agent)) if waits else None
    edited = changes(found.written, found.text) if found.state == Approval.State.APPROVED else ()
    pieces = [schemas.Piece(kind=piece.kind, words=piece.words) for piece in edited]
    return schemas.OneApproval(**shown.approval(found).dict(), reviewed=reviewed, changes=pieces)


@router.post(
    "/approvals/{approval_id}/approve",
    response=answers(Dispatch, 201) | {409: NotSent, 422: NotSent},
    summary="Approve it",
)
def approve(request: HttpRequest, approval_id: Id, what: schemas.Approving) -> Status[Dispatch]:
    """The guard rules on what leaves. 422: it refuses. 409: something came since it was written, or it was decided."""
    agent = allow(request, Act.APPROVE)
    insisting = Insisting(frozenset(what.insist), what.reason)
    reviewed, dispatch = approving.approve(_found(agent, approval_id), agent, what.text, what.seen, insisting)
    if dispatch is None:
        rulings = words.rulings(reviewed.rulings)
        more = {"news": [news.dict() for news in words.came(reviewed.news)], "seen": reviewed.seen}
        first = rulings[0].words if rulings else _("There is nothing to answer here any more.")
        raise No(422 if reviewed.refused() else 409, first, rulings=[one.dict() for one in rulings], **more)
    return Status(201, shown.dispatch(dispatch))


@router.post("/approvals/{approval_id}/return", response=answers(schemas.Approval), summary="Send it back")
def send_back(request: HttpRequest, approval_id: Id, what: schemas.SendingBack) -> schemas.Approval:
    """With a comment: its words are its writer's draft again."""
    agent = allow(request, Act.APPROVE)
    deciding.send_back(_found(agent, approval_id), agent, what.comment)
    return shown.approval(_found(agent, approval_id))


@router.post("/approvals/{approval_id}/withdraw", response=answers(Draft), summary="Take it back")
def withdraw(request: HttpRequest, approval_id: Id) -> Draft:
    """Its writer's own, until somebody has decided."""
    agent = allow(request, Act.ANSWER)
    return shown.draft(deciding.withdraw(_found(agent, approval_id), agent))


def _found(agent: Agent, approval_id: int) -> Approval:
    found = finding.there(queries.one(finding.workspace(agent).pk, approval_id))
    return finding.there(found if agent.may(Act.APPROVE) or found.agent_id == agent.pk else None)

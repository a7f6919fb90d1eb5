"""Answers that left: changing them, deleting them, and the record of it."""

from django.http import HttpRequest
from ninja import Router, Status

from earful import amending as after
from earful.api import finding, shown, words
from earful.api import schemas_amendments as schemas
from earful.api.permission import No, allow
from earful.api.schemas import Id, answers
from earful.api.schemas_replies import NotSent
from earful.outbox import amended, amending
from earful.outbox.models import Amendment
from earful.replies.actions import Insisting
from earful.staff.rules import Act

router = Router(tags=["replies"])


@router.get(
    "/dispatches/{dispatch_id}/amendments", response=answers(list[schemas.Amendment]), summary="What became of it"
)
def record(request: HttpRequest, dispatch_id: Id) -> list[schemas.Amendment]:
    """Everything that was wanted of an answer after it left, oldest first."""
    found = finding.dispatch(allow(request, Act.READ), dispatch_id)
    return [_shown(one) for one in amended.record(found.pk)]


@router.post(
    "/dispatches/{dispatch_id}/edit",
    response=answers(schemas.Amendment, 201) | {409: NotSent, 422: NotSent},
    summary="Change an answer that left",
)
def edit(request: HttpRequest, dispatch_id: Id, wanted: schemas.Editing) -> Status[schemas.Amendment]:
    """The guard rules on the new words as on new ones; 409 and 422 as when a draft is sent.

    One's own; leads and owners also those of colleagues. 409 without `seen`: the network cannot, it is gone, or
    somebody else is changing it.
    """
    agent = allow(request, Act.ANSWER)
    found = finding.dispatch(agent, dispatch_id)
    insisting = Insisting(frozenset(wanted.insist), wanted.reason)
    reviewed, made = after.edit(
        found,
        agent,
        wanted.text,
        alts=wanted.alts,
        why=wanted.why,
        seen=wanted.seen,
        before=wanted.before,
        insisting=insisting,
    )
    if made is None:
        rulings = words.rulings(reviewed.rulings)
        more = {"news": [news.dict() for news in words.came(reviewed.news)], "seen": reviewed.seen}
        status = 422 if reviewed.refused() else 409
        raise No(status, rulings[0].words, rulings=[ruling.dict() for ruling in rulings], **more)
    return Status(201, _shown(made))


@router.post(
    "/dispatches/{dispatch_id}/delete", response=answers(schemas.Amendment, 201), summary="Delete an answer that left"
)
def delete(request: HttpRequest, dispatch_id: Id, wanted: schemas.Deleting) -> Status[schemas.Amendment]:
    """It goes from the network, and whoever it answered waits again unless another answer stands."""
    agent = allow(request, Act.ANSWER)
    return Status(201, _shown(after.delete(finding.dispatch(agent, dispatch_id), agent, wanted.why)))


@router.post("/amendments/{amendment_id}/call-off", response=answers(schemas.Amendment), summary="Call it off")
def call_off(request: HttpRequest, amendment_id: Id) -> schemas.Amendment:
    """Possible while nothing of it has happened."""
    agent = allow(request, Act.ANSWER)
    row = finding.there(Amendment.objects.filter(workspace=finding.workspace(agent), pk=amendment_id).first())
    amending.call_off(amended.get(row.pk), agent)
    return _shown(amended.get(row.pk))


def _shown(row: Amendment) -> schemas.Amendment:
    return shown.fields(schemas.Amendment, row, can_call_off=row.state == Amendment.State.WAITING and not row.attempts)

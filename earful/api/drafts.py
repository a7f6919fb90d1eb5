"""Writing: drafts and their pictures, what the guard says, and sending."""

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import File, Form, Router, Status
from ninja.files import UploadedFile

from earful import flow
from earful.api import finding, shown, words
from earful.api import schemas_approvals as approvals
from earful.api import schemas_replies as schemas
from earful.api.permission import No, allow
from earful.api.schemas import Id, Text, answers
from earful.conversations.models import Conversation, Turn
from earful.kit.transaction import one_transaction
from earful.outbox import actions as outbox
from earful.outbox import sight
from earful.outbox.models import Approval, Dispatch
from earful.replies import actions, pictures
from earful.replies import queries as replies
from earful.replies.actions import Insisting, Reviewed
from earful.replies.models import Draft
from earful.replies.models import Enclosure as EnclosureRow
from earful.staff.models import Agent
from earful.staff.rules import Act

router = Router(tags=["replies"])
PICTURE = {"description": "The picture", "content": {"image/*": {"schema": {"type": "string", "format": "binary"}}}}


@router.get("/conversations/{conversation_id}/draft", response=answers(schemas.Draft), summary="Your draft")
def draft(request: HttpRequest, conversation_id: Id) -> schemas.Draft:
    """What you are writing here; 404 when you are not."""
    return shown.draft(finding.draft(allow(request, Act.ANSWER), conversation_id))


@router.put("/conversations/{conversation_id}/draft", response=answers(schemas.Draft), summary="Keep your draft")
def save(request: HttpRequest, conversation_id: Id, writing: schemas.Writing) -> schemas.Draft:
    """Replace your draft; its pictures stay."""
    agent = allow(request, Act.ANSWER)
    conversation = finding.conversation(agent, conversation_id)
    answers_to = _answered(agent, conversation, writing.answers_id)
    kept = actions.save(
        conversation, agent, writing.text, answers_to, writing.holds_until, shown.READERS[writing.audience]
    )
    return shown.draft(kept)


def _answered(agent: Agent, conversation: Conversation, turn_id: int | None) -> Turn | None:
    if turn_id is None:
        return None
    turn = finding.turn(agent, turn_id)
    if turn.conversation_id != conversation.pk:
        raise No(422, _("You can only answer a message of this conversation."))
    return turn


@router.delete("/conversations/{conversation_id}/draft", response=answers(None, 204), summary="Throw your draft away")
def discard(request: HttpRequest, conversation_id: Id) -> Status[None]:
    """With its pictures."""
    agent = allow(request, Act.ANSWER)
    actions.discard(finding.conversation(agent, conversation_id), agent)
    return Status(204, None)


@router.post(
    "/conversations/{conversation_id}/draft/enclosures",
    response=answers(schemas.Enclosure, 201),
    summary="Add a picture",
)
def enclose(
    request: HttpRequest, conversation_id: Id, picture: File[UploadedFile], alt: Annotated[Text, Form("")]
) -> Status[EnclosureRow]:
    """It is made fit for the network, without place or camera data. `alt` says what it shows; it may follow later."""
    agent = allow(request, Act.ANSWER)
    conversation = finding.conversation(agent, conversation_id)
    if (picture.size or 0) > pictures.MAX_UPLOAD:
        raise No(422, _("This picture is larger than 12 MB. Please choose a smaller one."))
    return Status(201, _enclose(conversation, agent, picture.read(), alt))


@one_transaction
def _enclose(conversation: Conversation, agent: Agent, content: bytes, alt: str) -> EnclosureRow:
    """A picture may come before the first word; if it is not fit, no empty draft is left behind."""
    mine = replies.draft(conversation, agent) or actions.save(conversation, agent, "")
    return actions.enclose(mine, content, alt)


@router.get(
    "/enclosures/{enclosure_id}",
    response=answers(None),
    summary="A picture of your draft",
    openapi_extra={"responses": {200: PICTURE}},
)
def enclosure(request: HttpRequest, enclosure_id: Id) -> HttpResponse:
    """Its bytes, as they will leave."""
    found = finding.enclosure(allow(request, Act.ANSWER), enclosure_id)
    return HttpResponse(bytes(found.content), content_type=found.mime, headers={"Cache-Control": "private, no-store"})


@router.patch("/enclosures/{enclosure_id}", response=answers(schemas.Enclosure), summary="Describe a picture")
def describe(request: HttpRequest, enclosure_id: Id, described: schemas.Describing) -> EnclosureRow:
    """Say in words what it shows, for those who cannot see it."""
    found = finding.enclosure(allow(request, Act.ANSWER), enclosure_id)
    actions.describe(found, described.alt)
    found.refresh_from_db(fields=["alt"])
    return found


@router.delete("/enclosures/{enclosure_id}", response=answers(None, 204), summary="Take a picture out")
def take_out(request: HttpRequest, enclosure_id: Id) -> Status[None]:
    """It does not leave."""
    actions.take_out(finding.enclosure(allow(request, Act.ANSWER), enclosure_id))
    return Status(204, None)


@router.post(
    "/conversations/{conversation_id}/draft/review", response=answers(schemas.Reviewed), summary="Ask the guard"
)
def review(request: HttpRequest, conversation_id: Id, asked: schemas.Reviewing) -> schemas.Reviewed:
    """The text as it would leave, its length by the network's count, and every ruling. Nothing is sent."""
    found = finding.draft(allow(request, Act.ANSWER), conversation_id)
    return shown.reviewed(flow.review(found, sight.scene(found.conversation), asked.seen))


@router.post(
    "/conversations/{conversation_id}/draft/send",
    response=answers(schemas.Dispatch, 201) | {202: approvals.Approval, 409: schemas.NotSent, 422: schemas.NotSent},
    summary="Send your draft",
)
def send(
    request: HttpRequest, conversation_id: Id, sending: schemas.Sending
) -> Status[schemas.Dispatch] | Status[approvals.Approval]:
    """The guard rules first. 422: it refuses. 409: something came that `seen` does not hold; read `news`, then decide.

    It leaves after ten seconds of undo. 202: nothing leaves yet, a colleague has to approve it.
    """
    agent = allow(request, Act.ANSWER)
    found = finding.draft(agent, conversation_id)
    insisting = Insisting(frozenset(sending.insist), sending.reason)
    reviewed, dispatch = _send(found, sending.seen, insisting)
    if isinstance(dispatch, Approval):
        return Status(202, shown.approval(dispatch))
    if dispatch is None:
        rulings = words.rulings(reviewed.rulings)
        more = {"news": [news.dict() for news in words.came(reviewed.news)], "seen": reviewed.seen}
        status = 422 if reviewed.refused() else 409
        raise No(status, rulings[0].words, rulings=[ruling.dict() for ruling in rulings], **more)
    return Status(201, shown.dispatch(dispatch))


@one_transaction
def _send(found: Draft, seen: str, insisting: Insisting) -> tuple[Reviewed, Dispatch | Approval | None]:
    """Once, however often it is asked for at the same moment: the conversation is held until the draft is used up."""
    outbox.hold(found.conversation)
    rows = Draft.objects.select_for_update(of=("self",)).select_related("conversation__account", "agent", "answers")
    draft = rows.filter(pk=found.pk).first()
    if draft is None:
        raise No(409, _("This was sent a moment ago."))
    return flow.reply(draft, seen, insisting=insisting)

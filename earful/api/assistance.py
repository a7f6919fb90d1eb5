"""Help with writing, if an owner has switched it on: asking for it, and reading what came."""

from typing import cast

from django.http import HttpRequest
from ninja import Router, Status

from earful import assistance as assisting
from earful.api import finding
from earful.api import schemas_assistance as schemas
from earful.api.permission import No, allow
from earful.api.schemas import Id, answers
from earful.api.schemas_articles import Suggestion
from earful.knowledge import suggesting
from earful.replies.assisting import asks, settings, words
from earful.replies.models import Assist
from earful.staff.rules import Act

router = Router(tags=["replies"])
State = Assist.State


@router.post(
    "/conversations/{conversation_id}/assists", response=answers(schemas.Assist, 202), summary="Ask the assistant"
)
def ask(request: HttpRequest, conversation_id: Id, what: schemas.AssistAsking) -> Status[schemas.Assist]:
    """It is asked by a worker; read the answer a moment later. 409: it is off, used up, or may not read this."""
    agent = allow(request, Act.ANSWER)
    conversation = finding.conversation(agent, conversation_id)
    turn = finding.turn(agent, what.answers_id) if what.answers_id is not None else None
    if turn is not None and (turn.conversation_id != conversation.pk or turn.ours):
        turn = None
    try:
        return Status(202, _shown(assisting.want(conversation, agent, what.what, what.text, turn)))
    except words.CannotAssist as no:
        raise No(409, str(no)) from no


@router.get("/assists/{assist_id}", response=answers(schemas.Assist), summary="What the assistant says")
def assist(request: HttpRequest, assist_id: Id) -> schemas.Assist:
    """Your own only. `text` is no draft yet: put it there yourself."""
    return _shown(finding.there(asks.one(allow(request, Act.ANSWER), assist_id)))


@router.post(
    "/conversations/{conversation_id}/assists/read", response=answers(None, 204), summary="Say that you have read it"
)
def read(request: HttpRequest, conversation_id: Id) -> Status[None]:
    """What the assistant wrote for your draft here may leave as it is; a person must have read it."""
    agent = allow(request, Act.ANSWER)
    asks.read(finding.conversation(agent, conversation_id).pk, agent)
    return Status(204, None)


def _shown(ask: Assist) -> schemas.Assist:
    gone = not asks.about(ask.turn)
    stale = asks.stale(ask, settings.of(ask.workspace_id).patience)
    failed = ask.state == State.FAILED or stale
    given = ask.state == State.GIVEN and not gone
    return schemas.Assist(
        id=ask.pk,
        conversation_id=ask.conversation_id,
        what=cast("schemas.What", ask.what),
        state="failed" if failed or gone else "given" if given else "waiting",
        words=words.failure(ask.failed or words.STALE, ask.status) if failed else "",
        model=ask.model,
        language=ask.language,
        text=ask.text if given else "",
        gaps=ask.gaps,
        sources=[Suggestion.from_orm(one) for one in suggesting.standing(ask.workspace_id, ask.sources)]
        if given
        else [],
    )

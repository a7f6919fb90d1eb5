"""Going on in private and back, who came to a private page, and what follows once it is solved."""

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router, Status

from earful import in_private
from earful.api import finding, shown
from earful.api import schemas_private as schemas
from earful.api.permission import allow
from earful.api.schemas import Id, answers
from earful.api.schemas_replies import Draft
from earful.conversations.models import Conversation, Way
from earful.outbox.models import Visit
from earful.outbox.pages import opening, queries, solved
from earful.replies import actions as replies
from earful.staff.models import Agent
from earful.staff.rules import Act

router = Router(tags=["private"])


@router.get(
    "/conversations/{conversation_id}/private", response=answers(schemas.Private), summary="What goes on in private"
)
def private(request: HttpRequest, conversation_id: Id) -> schemas.Private:
    """Private pages with who came to them, and whether the customer was asked if it is solved."""
    return _private(finding.conversation(allow(request, Act.READ), conversation_id))


def _private(conversation: Conversation) -> schemas.Private:
    visits = queries.visits(conversation)
    pages = [
        shown.fields(schemas.Page, page, visits=[visit for visit in visits if visit.page_id == page.pk])
        for page in queries.of_conversation(conversation)
    ]
    question = solved.of_conversation(conversation)
    return schemas.Private(pages=pages, solved=shown.fields(schemas.Solved, question) if question else None)


@router.get(
    "/conversations/{conversation_id}/private/ways", response=answers(schemas.Ways), summary="Who can be written to"
)
def ways(request: HttpRequest, conversation_id: Id) -> schemas.Ways:
    """The network is asked now; 422 where nobody has written yet, 503 where it cannot be asked."""
    told = in_private.asked(finding.conversation(allow(request, Act.ANSWER), conversation_id))[1]
    return schemas.Ways(can=told.can, words=_(told.words) if told.words else "")


@router.post(
    "/conversations/{conversation_id}/private", response=answers(Draft), summary="Choose who reads your answer"
)
def go_on(request: HttpRequest, conversation_id: Id, what: schemas.GoingOn) -> Draft:
    """Nothing is sent. What you wrote for few is not opened to more: 422 until it is sent or thrown away."""
    agent = allow(request, Act.ANSWER)
    conversation = finding.conversation(agent, conversation_id)
    match what.to:
        case "direct":
            draft = in_private.by_message(conversation, agent)
        case "link":
            draft = in_private.by_public_link(conversation, agent)
        case "mail":
            draft = in_private.by_mail(conversation, agent, what.address)
        case "page":
            draft = replies.open_to(conversation, agent, Way.PAGE, in_private.public_words(conversation))
        case "public":
            draft = in_private.publicly(conversation, agent)
    return shown.draft(draft)


@router.post("/visits/{visit_id}/in", response=answers(schemas.Private), summary="Let a visitor in")
def let_in(request: HttpRequest, visit_id: Id) -> schemas.Private:
    """You have read what they wrote on the private page and say that it is the customer."""
    agent = allow(request, Act.ANSWER)
    visit = _visit(agent, visit_id)
    in_private.let_in(visit, agent)
    return _private(visit.page.conversation)


@router.post("/visits/{visit_id}/out", response=answers(schemas.Private), summary="Shut a visitor out")
def shut_out(request: HttpRequest, visit_id: Id) -> schemas.Private:
    """They read nothing and write nothing there any more."""
    agent = allow(request, Act.ANSWER)
    visit = _visit(agent, visit_id)
    opening.shut_out(visit, agent)
    return _private(visit.page.conversation)


@router.delete("/private-pages/{page_id}", response=answers(schemas.Private), summary="Close a private page")
def close(request: HttpRequest, page_id: Id) -> schemas.Private:
    """Its link opens nothing, and nobody reads there."""
    agent = allow(request, Act.ANSWER)
    page = finding.there(queries.one(finding.workspace(agent).pk, page_id))
    opening.close(page, agent)
    return _private(page.conversation)


@router.post(
    "/conversations/{conversation_id}/confirmed", response=answers(None, 204), summary="The customer confirmed"
)
def confirmed(request: HttpRequest, conversation_id: Id) -> Status[None]:
    """You heard from the customer that it is solved. 422 while somebody waits."""
    agent = allow(request, Act.ANSWER)
    solved.confirm(finding.conversation(agent, conversation_id), agent)
    return Status(204, None)


@router.post(
    "/conversations/{conversation_id}/solved-question",
    response=answers(schemas.Told, 201),
    summary="Ask if it is solved",
)
def ask(request: HttpRequest, conversation_id: Id) -> Status[schemas.Told]:
    """Once in a conversation, and only where something private was said. Nothing is sent by this."""
    agent = allow(request, Act.ANSWER)
    return Status(201, schemas.Told(words=in_private.ask_solved(finding.conversation(agent, conversation_id), agent)))


@router.post("/conversations/{conversation_id}/closing", response=answers(None, 204), summary="End it in public too")
def closing(request: HttpRequest, conversation_id: Id, what: schemas.Closing) -> Status[None]:
    """A line is put into your public draft, which you send or not; with a reason it is left out. Once."""
    agent = allow(request, Act.ANSWER)
    conversation = finding.conversation(agent, conversation_id)
    if what.reason.strip():
        solved.close_publicly(conversation, agent, what.reason)
    else:
        in_private.ends_publicly(conversation, agent)
    return Status(204, None)


def _visit(agent: Agent, visit_id: int) -> Visit:
    return finding.there(queries.visit(finding.workspace(agent).pk, visit_id))

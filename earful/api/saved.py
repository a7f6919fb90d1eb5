"""Saved replies: reading and finding them, writing them, and taking one into a draft."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import prefetch_related_objects
from django.http import HttpRequest
from django.urls import reverse
from ninja import Router, Status

from earful.api import finding
from earful.api import schemas_saved as schemas
from earful.api.permission import No, allow
from earful.api.schemas import Id, Line, answers
from earful.conversations import queries as conversations
from earful.outbox import origins
from earful.outbox.origins import Used
from earful.replies.models import SavedEdition, SavedReply
from earful.replies.saved import actions, queries, taking
from earful.staff.models import Agent
from earful.staff.rules import Act

router = Router(tags=["saved replies"])
MOST = 100


@router.get("/saved-replies", response=answers(list[schemas.SavedReply]), summary="Saved replies")
def listed(request: HttpRequest, words: Line = "", archived: bool = False) -> list[dict[str, Any]]:
    """Those of everybody and your own, each with its newest edition; with `words` the best first, slips forgiven."""
    agent = allow(request, Act.READ)
    return _all(agent, queries.listed(agent, words, archived=archived)[:MOST])


@router.post("/saved-replies", response=answers(schemas.SavedReply, 201), summary="Make a saved reply")
def make(request: HttpRequest, what: schemas.SavedWriting) -> Status[dict[str, Any]]:
    """It is yours alone unless you may write for everybody."""
    agent = allow(request, Act.ANSWER)
    return Status(201, _done(agent, lambda: actions.make(agent, _terms(what)).pk))


@router.get("/saved-replies/{saved_id}", response=answers(schemas.SavedReply), summary="One saved reply")
def one(request: HttpRequest, saved_id: Id) -> dict[str, Any]:
    """With every edition, and how it fared."""
    agent = allow(request, Act.READ)
    return _whole(agent, saved_id)


@router.put("/saved-replies/{saved_id}", response=answers(schemas.SavedReply), summary="Change a saved reply")
def change(request: HttpRequest, saved_id: Id, what: schemas.SavedWriting) -> dict[str, Any]:
    """Its next edition, if it says something else. `seen`: the edition you changed; if there is a newer one, 409."""
    agent = allow(request, Act.ANSWER)
    reply = _found(agent, saved_id)
    return _done(agent, lambda: actions.change(reply, agent, _terms(what), what.seen).pk)


@router.post("/saved-replies/{saved_id}/archive", response=answers(schemas.SavedReply), summary="Archive it")
def archive(request: HttpRequest, saved_id: Id) -> dict[str, Any]:
    """Nobody is offered it any more; what it said and did stays."""
    agent = allow(request, Act.ANSWER)
    reply = _found(agent, saved_id)
    return _done(agent, lambda: actions.archive(reply, agent))


@router.post("/saved-replies/{saved_id}/back", response=answers(schemas.SavedReply), summary="Bring it back")
def bring_back(request: HttpRequest, saved_id: Id) -> dict[str, Any]:
    """As it was."""
    agent = allow(request, Act.ANSWER)
    reply = _found(agent, saved_id)
    return _done(agent, lambda: actions.bring_back(reply, agent))


@router.post(
    "/conversations/{conversation_id}/draft/saved", response=answers(schemas.Took), summary="Take a saved reply"
)
def take(request: HttpRequest, conversation_id: Id, what: schemas.Taking) -> dict[str, Any]:
    """Filled in as far as is known, behind what stands in your draft. The draft remembers it, and so does what is sent."""
    agent = allow(request, Act.ANSWER)
    conversation = finding.conversation(agent, conversation_id)
    variant = finding.there(queries.variant(agent, what.wording_id))

    def links(slug: str, language: str) -> str:
        return request.build_absolute_uri(reverse("help_article", args=[slug, language]))

    draft, filled = taking.take(variant, conversation, agent, conversations.answerable(conversation), links)
    return {"text": draft.text, "gaps": list(filled.gaps)}


def _found(agent: Agent, saved_id: int) -> SavedReply:
    return finding.there(queries.one(agent, saved_id))


def _terms(what: schemas.SavedWriting) -> actions.Terms:
    said = [actions.Wording(one.language, one.text, one.tone) for one in what.wordings]
    about = {"topics": what.topic_ids, "teams": what.team_ids}
    return actions.Terms(what.name, said, what.personal, what.owner_id, what.review_on, **about)


def _done(agent: Agent, act: Callable[[], int]) -> dict[str, Any]:
    try:
        number = act()
    except actions.MayNot as no:
        raise No(403, str(no)) from no
    except actions.CannotSave as no:
        raise No(409, str(no)) from no
    return _whole(agent, number)


def _whole(agent: Agent, saved_id: int) -> dict[str, Any]:
    reply = _found(agent, saved_id)
    used = origins.used(agent.workspace_id, [reply.pk])
    return _shown(reply, list(reply.editions.all()), used.get(reply.pk, Used()))


def _all(agent: Agent, replies: Sequence[SavedReply]) -> list[dict[str, Any]]:
    prefetch_related_objects(replies, "topics", "teams")
    numbers = [reply.pk for reply in replies]
    used, newest = origins.used(agent.workspace_id, numbers), queries.newest(numbers)
    return [_shown(reply, newest.get(reply.pk, []), used.get(reply.pk, Used())) for reply in replies]


def _shown(reply: SavedReply, editions: Sequence[SavedEdition], used: Used) -> dict[str, Any]:
    fields = ("name", "personal", "owner", "review_on", "archived_at", "changed_at")
    return {
        "id": reply.pk,
        **{name: getattr(reply, name) for name in fields},
        "topics": list(reply.topics.all()),
        "teams": list(reply.teams.all()),
        "editions": [_edition(one) for one in editions],
        "used": {name: getattr(used, name) for name in ("times", "solved", "back", "last_at")},
    }


def _edition(edition: SavedEdition) -> dict[str, Any]:
    said = [
        {"id": one.pk, "language": one.language, "tone": one.tone, "text": one.text} for one in edition.variants.all()
    ]
    return {"number": edition.number, "name": edition.name, "by": edition.by, "at": edition.at, "wordings": said}

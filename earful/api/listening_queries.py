"""What is listened for by name."""

from collections.abc import Callable
from typing import Literal, TypeVar

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router, Status

from earful.api import finding
from earful.api import schemas_listening as schemas
from earful.api.permission import No, allow
from earful.api.schemas import Id, answers
from earful.insights import by_name
from earful.listening import actions, queries, searching
from earful.listening.models import Query, Source
from earful.listening.noise import Noise
from earful.listening.rules import Unclear, parse, printed
from earful.sources import sought
from earful.staff.models import Agent
from earful.staff.rules import Act

T = TypeVar("T")
Way = Literal["stream", "search", "tags"]
router = Router(tags=["listening"])


@router.get("/listening-queries", response=answers(list[schemas.ListeningQuery]), summary="What is listened for")
def listed(request: HttpRequest) -> list[Query]:
    """By name."""
    return list(queries.counted(finding.workspace(allow(request, Act.READ)).pk))


@router.post("/listening-queries", response=answers(schemas.ListeningQuery, 201), summary="Listen for something")
def make(request: HttpRequest, what: schemas.ListeningQueryMaking) -> Status[Query]:
    """From now on; what is stored already is not looked through."""
    agent = allow(request, Act.RULES)
    return Status(201, _one(agent, _in_words(lambda: actions.make(agent, what.name, what.text)).pk))


@router.post("/listening-queries/preview", response=answers(schemas.WouldHaveFound), summary="Try a query")
def preview(request: HttpRequest, what: schemas.ListeningPreview) -> schemas.WouldHaveFound:
    """Held against what came in the last 30 days. Nothing is kept."""
    agent = allow(request, Act.RULES)
    node = _in_words(lambda: parse(what.text))
    told = by_name.preview(finding.workspace(agent).pk, node)
    newest = [
        schemas.WouldFind(
            turn_id=row["pk"],
            conversation_id=row["conversation_id"],
            author=row["author__name"] or row["author__handle"] or "",
            text=row["text"],
            said_at=row["said_at"],
        )
        for row in told.shown
    ]
    return schemas.WouldHaveFound(text=printed(node), found=told.found, read=told.read, all=told.all, newest=newest)


@router.get("/listening-queries/{query_id}", response=answers(schemas.ListeningQuery), summary="One query")
def one(request: HttpRequest, query_id: Id) -> Query:
    """As it is kept."""
    return _one(allow(request, Act.READ), query_id)


@router.put("/listening-queries/{query_id}", response=answers(schemas.ListeningQuery), summary="Change a query")
def change(request: HttpRequest, query_id: Id, what: schemas.ListeningQueryChange) -> Query:
    """Its name, its text, and whether it is listened for."""
    agent = allow(request, Act.RULES)
    query = _one(agent, query_id)
    _in_words(lambda: actions.change(query, agent, what.name, what.text))
    if query.on != what.on:
        actions.switch(query, agent, on=what.on)
    return _one(agent, query_id)


@router.get("/listening-queries/{query_id}/noise", response=answers(list[schemas.ListeningNoise]), summary="Noise")
def noise(request: HttpRequest, query_id: Id) -> list[Noise]:
    """What was met where a find was not about you, and hardly elsewhere. It is left out only when you say so."""
    return by_name.noise(_one(allow(request, Act.READ), query_id))


@router.post(
    "/listening-queries/{query_id}/leave-out", response=answers(schemas.ListeningQuery), summary="Leave something out"
)
def leave_out(request: HttpRequest, query_id: Id, what: schemas.ListeningPreview) -> Query:
    """A word, an author or a site, as the query language writes it."""
    agent = allow(request, Act.RULES)
    query = _one(agent, query_id)
    _in_words(lambda: actions.leave_out(query, agent, what.text))
    return _one(agent, query_id)


@router.get("/listening-sources", response=answers(list[schemas.ListeningSource]), summary="How networks are searched")
def listening_sources(request: HttpRequest) -> list[Source]:
    """Those that were ever switched on, by network and account."""
    return list(queries.sources(finding.workspace(allow(request, Act.READ)).pk))


@router.put(
    "/accounts/{account_id}/listening-sources/{way}",
    response=answers(schemas.ListeningSource),
    summary="Search, or not",
)
def switch(request: HttpRequest, account_id: Id, way: Way, what: schemas.SourceSwitching) -> Source:
    """What is switched on anew begins anew."""
    agent = allow(request, Act.RULES)
    account = finding.account(agent, account_id)
    network = sought(account)
    if network is None or way not in network.ways:
        raise No(409, _("This network cannot be searched in this way."))
    return searching.switch(account, Source.Way(way), agent, on=what.on)


@router.delete("/listening-queries/{query_id}", response=answers(None, 204), summary="Delete a query")
def delete(request: HttpRequest, query_id: Id) -> Status[None]:
    """What it has found stays on the desk."""
    agent = allow(request, Act.RULES)
    actions.delete(_one(agent, query_id))
    return Status(204, None)


def _one(agent: Agent, query_id: int) -> Query:
    return finding.there(queries.counted(finding.workspace(agent).pk).filter(pk=query_id).first())


def _in_words(act: Callable[[], T]) -> T:
    """What cannot be read says where, and what to do."""
    try:
        return act()
    except Unclear as unclear:
        words = _(unclear.words) % unclear.figures
        raise No(422, _("Character %(at)s: %(words)s") % {"at": unclear.at, "words": words}, at=unclear.at) from None
    except actions.CannotListen as no:
        raise No(409, _(str(no))) from None

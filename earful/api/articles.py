"""Articles: reading and writing them, publishing, and the passages that may help with an answer."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router, Status

from earful import knowing
from earful.api import finding
from earful.api import schemas_articles as schemas
from earful.api.permission import No, allow
from earful.api.schemas import Id, Line, answers
from earful.conversations import queries as conversations
from earful.knowledge import actions, queries, suggesting
from earful.knowledge.models import Article, Edition
from earful.staff.models import Agent
from earful.staff.rules import Act

router = Router(tags=["articles"])


@router.get("/articles", response=answers(list[schemas.Article]), summary="All articles")
def articles(request: HttpRequest, words: Line = "") -> list[dict[str, Any]]:
    """Those changed last come first. `words`: of a title or a text, in any edition."""
    workspace = finding.workspace(allow(request, Act.READ)).pk
    return [
        _shown(finding.there(queries.one(workspace, line.article.pk))) for line in queries.lines(workspace, words)[:100]
    ]


@router.post("/articles", response=answers(schemas.Article, 201), summary="Begin an article")
def begin(request: HttpRequest, what: schemas.ArticleWriting) -> Status[dict[str, Any]]:
    """It is internal and a draft."""
    agent = allow(request, Act.ANSWER)
    return Status(201, _do(agent, lambda: actions.begin(agent, what.language, what.title, what.body)))


@router.get("/articles/{article_id}", response=answers(schemas.Article), summary="One article")
def article(request: HttpRequest, article_id: Id) -> dict[str, Any]:
    """In each language every edition, the newest first."""
    return _shown(_found(allow(request, Act.READ), article_id))


@router.put("/articles/{article_id}", response=answers(schemas.Article), summary="Write an edition")
def write(request: HttpRequest, article_id: Id, what: schemas.ArticleWriting) -> dict[str, Any]:
    """In a language it has or in a new one. What is published stays until another edition is."""
    agent = allow(request, Act.ANSWER)
    known = _found(agent, article_id)
    return _do(agent, lambda: actions.write(known, agent, what.language, what.title, what.body), known)


@router.post(
    "/articles/{article_id}/settle", response=answers(schemas.Article), summary="Open it to everybody, or close it"
)
def settle(request: HttpRequest, article_id: Id, what: schemas.Settling) -> dict[str, Any]:
    """And say who looks after it."""
    agent = allow(request, Act.ARTICLES)
    known = _found(agent, article_id)
    owner = (
        finding.there(Agent.objects.filter(workspace=agent.workspace_id, pk=what.owner_id).first())
        if what.owner_id
        else None
    )
    return _do(agent, lambda: actions.settle(known, agent, public=what.public, owner=owner), known)


@router.post("/articles/{article_id}/retire", response=answers(schemas.Article), summary="Retire it")
def retire(request: HttpRequest, article_id: Id) -> dict[str, Any]:
    """Shown and suggested nowhere any more; it can be brought back."""
    agent = allow(request, Act.ARTICLES)
    known = _found(agent, article_id)
    return _do(agent, lambda: actions.retire(known, agent), known)


@router.post("/articles/{article_id}/back", response=answers(schemas.Article), summary="Bring it back")
def bring_back(request: HttpRequest, article_id: Id) -> dict[str, Any]:
    """As it was before it was retired."""
    agent = allow(request, Act.ARTICLES)
    known = _found(agent, article_id)
    return _do(agent, lambda: actions.bring_back(known, agent), known)


@router.post("/editions/{edition_id}/publish", response=answers(schemas.Article), summary="Publish an edition")
def publish(request: HttpRequest, edition_id: Id) -> dict[str, Any]:
    """In its language the article says this from now on."""
    agent = allow(request, Act.ARTICLES)
    edition = finding.there(queries.edition(finding.workspace(agent).pk, edition_id))
    return _do(agent, lambda: actions.publish(edition, agent), edition.wording.article)


@router.get(
    "/conversations/{conversation_id}/suggestions", response=answers(list[schemas.Suggestion]), summary="What may help"
)
def suggestions(request: HttpRequest, conversation_id: Id, words: Line = "") -> list[suggesting.Suggestion]:
    """Passages of articles and earlier answers of solved matters, each with its source; for `words` of one's own as well."""
    agent = allow(request, Act.ANSWER)
    conversation = finding.conversation(agent, conversation_id)
    return suggesting.suggest(conversation, conversations.answerable(conversation), words)


def _found(agent: Agent, article_id: int) -> Article:
    return finding.there(queries.one(finding.workspace(agent).pk, article_id))


def _do(agent: Agent, act: Callable[[], Any], article: Article | None = None) -> dict[str, Any]:
    try:
        done = knowing.change(finding.workspace(agent).pk, act)
    except actions.CannotKeep as no:
        raise No(409, _(str(no))) from no
    return _shown(_found(agent, (article or done).pk))


def _shown(article: Article) -> dict[str, Any]:
    wordings = [
        {"language": one.language, "published": one.published.number if one.published else None, "editions": [_edition(each) for each in one.editions.all()]}
        for one in article.wordings.all()
    ]  # fmt: skip
    fields = ("slug", "public", "owner", "retired_at", "changed_at")
    return {"id": article.pk, "wordings": wordings, **{name: getattr(article, name) for name in fields}}


def _edition(edition: Edition) -> dict[str, Any]:
    return {"id": edition.pk, **{name: getattr(edition, name) for name in ("number", "title", "body", "by", "at")}}

"""What the team knows: which articles there are, and one of them with everything it ever said."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from earful.knowledge import queries, repeating
from earful.knowledge.marking import page
from earful.knowledge.models import Article, Edition
from earful.staff import queries as staff
from earful.staff.models import Agent
from earful.staff.rules import Act
from earful.web.help.pages import named
from earful.web.house.who import workspace_of
from earful.web.permission import may


@require_safe
@may(Act.READ)
def all_articles(request: HttpRequest, agent: Agent) -> HttpResponse:
    """All of them, and what may be worth another."""
    workspace, words = workspace_of(agent), request.GET.get("q", "").replace("\0", "").strip()[:200]
    leads = agent.may(Act.ARTICLES)
    context = {
        "lines": queries.lines(workspace.pk, words),
        "words": words,
        "may_write": agent.may(Act.ANSWER),
        "may_decide": leads,
        "repeats": [(one, repeating.places(one)) for one in queries.repeats(workspace.pk)] if leads else [],
    }
    return render(request, "web/house/articles.html", context)


def found(agent: Agent, article_id: int) -> Article:
    """An article of this person's workspace. Raises Http404."""
    article = queries.one(workspace_of(agent).pk, article_id)
    if article is None:
        raise Http404
    return article


def edition_of(agent: Agent, edition_id: int) -> Edition:
    """An edition of an article of this person's workspace. Raises Http404."""
    edition = queries.edition(workspace_of(agent).pk, edition_id)
    if edition is None:
        raise Http404
    return edition


@require_safe
@may(Act.READ)
def article(request: HttpRequest, agent: Agent, article_id: int) -> HttpResponse:
    """How it stands in each language, and what can be done."""
    known = found(agent, article_id)
    wordings = [(one, named(one.language), next(iter(one.editions.all()), None)) for one in known.wordings.all()]
    titles = [one.published.title if one.published else newest.title for one, _, newest in wordings if newest]
    context = {
        "article": known,
        "title": next(iter(titles), ""),
        "wordings": wordings,
        "open": known.public and known.retired_at is None,
        "may_write": agent.may(Act.ANSWER),
        "may_decide": agent.may(Act.ARTICLES),
        "colleagues": staff.colleagues(workspace_of(agent).pk) if agent.may(Act.ARTICLES) else (),
    }
    return render(request, "web/house/article.html", context)


@require_safe
@may(Act.READ)
def edition(request: HttpRequest, agent: Agent, edition_id: int) -> HttpResponse:
    """What it said from one change to the next, as it is shown."""
    known = edition_of(agent, edition_id)
    context = {
        "edition": known,
        "article": known.wording.article,
        "language": named(known.wording.language),
        "body": page(known.body),
        "newest": known.number == known.wording.newest,
        "may_write": agent.may(Act.ANSWER),
        "may_decide": agent.may(Act.ARTICLES),
    }
    return render(request, "web/house/article_edition.html", context)

"""Deciding about an article: publish, take down, open or close it, retire it, bring back what it said or was."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from earful import knowing
from earful.knowledge import actions, queries, repeating
from earful.staff import queries as staff
from earful.staff.models import Agent
from earful.staff.rules import Act
from earful.web.house.articles import edition_of, found
from earful.web.house.who import workspace_of
from earful.web.permission import may


def do(request: HttpRequest, agent: Agent, act: Callable[[], object], done: str) -> None:
    """Do it, and say so."""
    try:
        knowing.change(workspace_of(agent).pk, act)
    except actions.CannotKeep as no:
        messages.error(request, _(str(no)))
    else:
        messages.success(request, done)


@require_POST
@may(Act.ARTICLES)
def publish(request: HttpRequest, agent: Agent, edition_id: int) -> HttpResponse:
    """What it says from now on."""
    edition = edition_of(agent, edition_id)
    article = edition.wording.article
    told = _("Published. Everybody can read it.") if article.public else _("Published for the team.")
    do(request, agent, lambda: actions.publish(edition, agent), told)
    return redirect("house_article", article.pk)


@require_POST
@may(Act.ANSWER)
def restore(request: HttpRequest, agent: Agent, edition_id: int) -> HttpResponse:
    """What it said before is its newest draft."""
    edition = edition_of(agent, edition_id)
    do(
        request,
        agent,
        lambda: actions.restore(edition, agent),
        _("This is the newest draft now. Publish it when it is right."),
    )
    return redirect("house_article", edition.wording.article_id)


@require_POST
@may(Act.ARTICLES)
def take_down(request: HttpRequest, agent: Agent, wording_id: int) -> HttpResponse:
    """A draft again, in one language."""
    wording = queries.wording(workspace_of(agent).pk, wording_id)
    if wording is None:
        raise Http404
    do(request, agent, lambda: actions.take_down(wording, agent), _("Taken down. It is a draft again."))
    return redirect("house_article", wording.article_id)


@require_POST
@may(Act.ARTICLES)
def settle(request: HttpRequest, agent: Agent, article_id: int) -> HttpResponse:
    """Who may read it, and whose it is."""
    article, number = found(agent, article_id), request.POST.get("owner", "")
    own = staff.colleagues(workspace_of(agent).pk)
    owner = own.filter(pk=int(number)).first() if number.isascii() and number.isdigit() and len(number) < 16 else None
    public = request.POST.get("public") == "yes"
    do(request, agent, lambda: actions.settle(article, agent, public=public, owner=owner), _("Saved."))
    return redirect("house_article", article.pk)


@require_POST
@may(Act.ARTICLES)
def retire(request: HttpRequest, agent: Agent, article_id: int) -> HttpResponse:
    """Shown and suggested nowhere any more."""
    article = found(agent, article_id)
    do(
        request,
        agent,
        lambda: actions.retire(article, agent),
        _("Retired. Nobody outside the team can read it, and it is not suggested."),
    )
    return redirect("house_article", article.pk)


@require_POST
@may(Act.ARTICLES)
def bring_back(request: HttpRequest, agent: Agent, article_id: int) -> HttpResponse:
    """As it was before."""
    article = found(agent, article_id)
    do(request, agent, lambda: actions.bring_back(article, agent), _("It is back, as it was."))
    return redirect("house_article", article.pk)


@require_POST
@may(Act.ARTICLES)
def decline(request: HttpRequest, agent: Agent, repeat_id: int) -> HttpResponse:
    """Not worth an article, now and when it is written again."""
    repeat = queries.repeat(workspace_of(agent).pk, repeat_id)
    if repeat is None:
        raise Http404
    do(request, agent, lambda: repeating.decline(repeat, agent), _("It is not proposed again."))
    return redirect("house_articles")

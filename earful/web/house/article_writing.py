"""Writing an article: a new one, another language, a change, and one that grew out of what was answered three times."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from earful.knowledge import actions, queries, repeating
from earful.knowledge.models import Article, Edition
from earful.knowledge.suggesting import bare
from earful.staff.models import Agent
from earful.staff.rules import Act
from earful.web.house.articles import found
from earful.web.house.forms import Plain
from earful.web.house.who import workspace_of
from earful.web.permission import may


class Writing(Plain):
    """A title and a text in one language."""

    language = forms.RegexField(
        label=gettext_lazy("Language"), regex="^[A-Za-z]{2,3}$", max_length=3, initial="en",
        help_text=gettext_lazy("Its two letters: en, de, fr."),
        error_messages={"required": gettext_lazy("Say which language it is in."), "invalid": gettext_lazy("Two or three letters, like en.")},
    )  # fmt: skip
    title = forms.CharField(
        label=gettext_lazy("Title"), max_length=120, error_messages={"required": gettext_lazy("Give it a title.")}
    )
    body = forms.CharField(
        label=gettext_lazy("Text"), max_length=actions.LONGEST, widget=forms.Textarea(attrs={"rows": 16}),
        help_text=gettext_lazy("A blank line begins a paragraph, # a heading, - a line of a list. **Bold**, and [words](https://address)."),
        error_messages={"required": gettext_lazy("Write what it says.")},
    )  # fmt: skip
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput())


@may(Act.ANSWER)
def new(request: HttpRequest, agent: Agent) -> HttpResponse:
    """An article that is not there yet."""
    form = Writing(request.POST if request.method == "POST" else None)
    if form.is_valid():
        return _saved(request, form, lambda: actions.begin(agent, *_words(form)))
    return _page(request, form)


@may(Act.ANSWER)
def write(request: HttpRequest, agent: Agent, article_id: int) -> HttpResponse:
    """A new edition, in a language it has already or in another."""
    article = found(agent, article_id)
    form = Writing(request.POST if request.method == "POST" else None, initial=_before(article, request.GET))
    if form.is_valid():
        seen = form.cleaned_data["seen"]
        return _saved(
            request, form, lambda: actions.write(article, agent, *_words(form), seen).wording.article, article
        )
    return _page(request, form, article)


@may(Act.ARTICLES)
def from_repeat(request: HttpRequest, agent: Agent, repeat_id: int) -> HttpResponse:
    """What was answered three times is where it begins."""
    repeat = queries.repeat(workspace_of(agent).pk, repeat_id)
    if repeat is None:
        raise Http404
    places = repeating.places(repeat)
    first = {"body": bare(places[0].text), "language": places[0].language or "en"} if places else {}
    form = Writing(request.POST if request.method == "POST" else None, initial=first)
    if form.is_valid():
        return _saved(request, form, lambda: repeating.write(repeat, agent, *_words(form)))
    return _page(request, form, places=places)


def _before(article: Article, asked: Mapping[str, str]) -> dict[str, Any]:
    wording = next((one for one in article.wordings.all() if one.language == asked.get("language")), None)
    last: Edition | None = next(iter(wording.editions.all()), None) if wording else None
    if last is None or wording is None:
        return {"language": "", "seen": 0}
    return {"language": wording.language, "title": last.title, "body": last.body, "seen": last.number}


def _words(form: Writing) -> tuple[str, str, str]:
    given = form.cleaned_data
    return given["language"], given["title"], given["body"]


def _saved(request: HttpRequest, form: Writing, act: Any, article: Article | None = None) -> HttpResponse:
    try:
        kept = act()
    except actions.CannotKeep as no:
        form.add_error(None, _(str(no)))
        return _page(request, form, article)
    messages.success(request, _("Saved as a draft. Nobody outside the team reads it until it is published."))
    return redirect("house_article", kept.pk)


def _page(request: HttpRequest, form: Writing, article: Article | None = None, places: Any = ()) -> HttpResponse:
    context = {"form": form, "article": article, "places": places}
    return render(request, "web/house/article_write.html", context, status=422 if form.is_bound else 200)

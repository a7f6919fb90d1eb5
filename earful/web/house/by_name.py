"""Listening queries: which there are, and writing one with a preview beside it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from earful.insights.by_name import Preview, noise, preview
from earful.listening import actions, queries
from earful.listening.composing import composed
from earful.listening.models import Query
from earful.listening.rules import Unclear, parse
from earful.staff.models import Agent
from earful.staff.rules import Act
from earful.web.house.by_name_sources import ways
from earful.web.house.forms import Plain
from earful.web.permission import may

LINES = forms.Textarea(attrs={"rows": 3})


class Writing(Plain):
    """A query: its name and its text."""

    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=80, error_messages={"required": gettext_lazy("Give the query a name.")}
    )
    text = forms.CharField(
        label=gettext_lazy("What to listen for"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
        error_messages={"required": gettext_lazy("There is nothing to listen for yet. Write a word or a “phrase”.")},
        help_text=gettext_lazy(
            "Words, “phrases in quotation marks”, AND, OR, NOT, (groups), rail near/5 late, train*, #tag, =Exact, author:, site:, lang:, has:link."
        ),
    )


class Building(Plain):
    """The same in plain lists, for those who do not write the language."""

    any_of = forms.CharField(label=gettext_lazy("One of these, one on each line"), max_length=2000, required=False, widget=LINES, help_text=gettext_lazy("Names, products, misspellings."))  # fmt: skip
    tags = forms.BooleanField(label=gettext_lazy("Also as hashtags"), required=False)
    all_of = forms.CharField(label=gettext_lazy("And each of these"), max_length=2000, required=False, widget=LINES)
    none_of = forms.CharField(label=gettext_lazy("But none of these"), max_length=2000, required=False, widget=LINES)
    language = forms.RegexField(r"^[A-Za-z]{2,3}$", label=gettext_lazy("Only in this language"), required=False, error_messages={"invalid": gettext_lazy("Write the short name of a language, such as de.")})  # fmt: skip


@require_safe
@may(Act.READ)
def listed(request: HttpRequest, agent: Agent) -> HttpResponse:
    """All of them."""
    context = {"queries": queries.counted(agent.workspace_id), "may_change": agent.may(Act.RULES)}
    context |= {"ways": ways(agent.workspace_id or 0)}
    return render(request, "web/house/by_name.html", context)


@may(Act.RULES)
def new(request: HttpRequest, agent: Agent) -> HttpResponse:
    """Write one."""
    return _write(request, agent, None)


@may(Act.RULES)
def one(request: HttpRequest, agent: Agent, query_id: int) -> HttpResponse:
    """Change one."""
    return _write(request, agent, found(agent, query_id))


@require_POST
@may(Act.RULES)
def switch(request: HttpRequest, agent: Agent, query_id: int) -> HttpResponse:
    """Listen, or pause."""
    query = found(agent, query_id)
    actions.switch(query, agent, on=not query.on)
    said = _("“%(name)s” is paused.") if query.on else _("“%(name)s” is listened for again.")
    messages.success(request, said % {"name": query.name})
    return redirect("house_listening")


@require_POST
@may(Act.RULES)
def leave_out(request: HttpRequest, agent: Agent, query_id: int) -> HttpResponse:
    """Leave out what was proposed, or anything else that can be written."""
    query = found(agent, query_id)
    try:
        actions.leave_out(query, agent, request.POST.get("text", "")[:4000])
    except Unclear as unclear:
        messages.error(request, said(unclear))
    else:
        messages.success(request, _("“%(name)s” leaves that out from now on.") % {"name": query.name})
    return redirect("house_listening_one", query.pk)


@require_POST
@may(Act.RULES)
def delete(request: HttpRequest, agent: Agent, query_id: int) -> HttpResponse:
    """Take it away; what it found stays."""
    query = found(agent, query_id)
    actions.delete(query)
    messages.success(request, _("“%(name)s” is deleted. What it found stays on the desk.") % {"name": query.name})
    return redirect("house_listening")


def found(agent: Agent, query_id: int) -> Query:
    """One of this person's workspace. Raises Http404."""
    query = queries.one(agent.workspace_id, query_id)
    if query is None:
        raise Http404
    return query


def said(unclear: Unclear) -> str:
    """What cannot be read, where, and what to do."""
    words = _(unclear.words) % unclear.figures
    return words if unclear.at <= 1 else _("Character %(at)s: %(words)s") % {"at": unclear.at, "words": words}


def _write(request: HttpRequest, agent: Agent, query: Query | None) -> HttpResponse:
    posted = request.POST if request.method == "POST" else None
    text = {"name": query.name, "text": query.text} if query else {}
    form, building = Writing(posted, initial=text), Building(posted)
    shown: Preview | None = None
    if posted is not None and "build" in posted:
        form = _built(posted, building)
    elif posted is not None and "try" in posted:
        shown = _tried(form, agent)
    elif posted is not None and form.is_valid() and _kept(form, agent, query):
        messages.success(request, _("“%(name)s” is kept.") % {"name": form.cleaned_data["name"]})
        return redirect("house_listening")
    elif query is not None and posted is None:
        shown = preview(agent.workspace_id, parse(query.text))
    context: dict[str, Any] = {"form": form, "building": building, "query": query, "preview": shown}
    context |= {"noise": noise(query)} if query and posted is None else {}
    return render(request, "web/house/by_name_write.html", context)


def _built(posted: Any, building: Building) -> Writing:
    """The form with the text that the lists make; what was written before it is replaced."""
    form = Writing(initial={"name": posted.get("name", "")[:80], "text": posted.get("text", "")[:4000]})
    if building.is_valid():
        lists = {name: building.cleaned_data[name].splitlines() for name in ("any_of", "all_of", "none_of")}
        try:
            form.initial["text"] = composed(
                lists["any_of"], lists["all_of"], lists["none_of"],
                tags=building.cleaned_data["tags"], language=building.cleaned_data["language"].lower(),
            )  # fmt: skip
        except Unclear as unclear:
            building.add_error(None, said(unclear))
    return form


def _tried(form: Writing, agent: Agent) -> Preview | None:
    form.is_valid()
    form.errors.pop("name", None)
    if form.errors:
        return None
    try:
        return preview(agent.workspace_id, parse(form.cleaned_data["text"]))
    except Unclear as unclear:
        form.add_error("text", said(unclear))
    return None


def _kept(form: Writing, agent: Agent, query: Query | None) -> bool:
    name, text = form.cleaned_data["name"], form.cleaned_data["text"]
    try:
        if query is None:
            actions.make(agent, name, text)
        else:
            actions.change(query, agent, name, text)
    except Unclear as unclear:
        form.add_error("text", said(unclear))
    except actions.CannotListen as no:
        form.add_error("name", _(str(no)))
    return form.is_valid()

"""One topic in words: its name, its hint and its examples."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from earful import topics
from earful.conversations import sorting
from earful.insights import topics as figures
from earful.intake.models import Item
from earful.staff.models import Agent
from earful.staff.rules import Act
from earful.triage.models import Topic, TopicExample
from earful.triage.topics import actions, queries
from earful.web.desk.about import address
from earful.web.house.forms import Plain
from earful.web.house.topics import do, examples_of, found
from earful.web.house.who import workspace_of
from earful.web.permission import may

MOST = 12  # messages to choose from
State = Topic.State


class Naming(Plain):
    """What a topic is called."""

    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=60, error_messages={"required": gettext_lazy("Give the topic a name.")}
    )
    hint = forms.CharField(
        label=gettext_lazy("What belongs here"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("A sentence for colleagues. Earful does not read it."),
    )


class Named(Naming):
    """The same, with examples."""

    words = forms.CharField(
        label=gettext_lazy("Examples, one on each line"),
        max_length=20_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy(
            "What customers write, or could write, in their own words. Five are a good start. "
            "Leave out names, numbers and addresses."
        ),
    )


@may(Act.TOPICS)
def new(request: HttpRequest, agent: Agent) -> HttpResponse:
    """Name a topic and give it examples: own words, or messages that came."""
    form = Named(request.POST if request.method == "POST" else None)
    if form.is_valid() and "look" not in request.POST:
        entered = form.cleaned_data
        words, items = entered["words"].splitlines(), _chosen(request, agent)

        def act() -> Topic:
            return actions.name(agent, entered["name"], entered["hint"], words, items)

        try:
            topic = topics.change(workspace_of(agent).pk, act)
        except actions.CannotSort as no:
            form.add_error(None, _(str(no)))
        else:
            said = _("“%(name)s” is a topic now. What came in the last 30 days is being sorted.")
            messages.success(request, said % {"name": topic.name})
            return redirect("house_topics")
    looking = "look" in request.POST
    if looking:
        form = Named(initial=request.POST.dict())
    context = {"form": form, **_to_choose(request, agent)}
    return render(request, "web/house/topic_new.html", context, status=422 if form.is_bound and not looking else 200)


def _to_choose(request: HttpRequest, agent: Agent, without: frozenset[int] = frozenset()) -> dict[str, Any]:
    """Messages to choose examples from: those that were looked for, and those chosen already."""
    words = (request.POST.get("find") or request.GET.get("find", "")).strip()[:200]
    chosen = {item.pk for item in _chosen(request, agent)}
    turns = sorting.said_like(workspace_of(agent).pk, words, MOST)
    known = {turn.item_id for turn in turns}
    kept = sorting.said_in(workspace_of(agent).pk, chosen - known)
    rows = [{"turn": turn, "chosen": turn.item_id in chosen} for turn in [*kept, *turns] if turn.item_id not in without]
    return {"find": words, "to_choose": rows}


def _chosen(request: HttpRequest, agent: Agent) -> list[Item]:
    numbers = [int(n) for n in request.POST.getlist("item") if n.isascii() and n.isdigit() and len(n) < 16]
    return [turn.item for turn in sorting.said_in(workspace_of(agent).pk, numbers[: actions.AT_ONCE])]


@require_safe
@may(Act.READ)
def one(request: HttpRequest, agent: Agent, topic_id: int) -> HttpResponse:
    """One topic: what it is learned from, and everything one can do with it."""
    topic = found(agent, topic_id)
    if topic.part_of_id is not None and topic.state == State.PROPOSED:
        return redirect("house_topic", topic.part_of_id)
    if topic.state != State.IN_USE:
        return redirect("house_topics")
    return render(request, "web/house/topic.html", _shown(request, agent, topic))


def _shown(request: HttpRequest, agent: Agent, topic: Topic, form: Naming | None = None) -> dict[str, Any]:
    parts = list(topic.parts.filter(state=State.PROPOSED).order_by("-size", "pk"))
    examples = examples_of([topic.pk, *(part.pk for part in parts)])
    own = examples.get(topic.pk, [])
    given = frozenset(each.turn.item_id for each in own if each.turn is not None)
    return {
        "topic": topic,
        "address": address(topic.name),
        "said": figures.lately(topic.workspace_id).get(topic.pk, figures.Said()),
        "examples": own,
        "unread": sum(not each.read for each in own),
        "parts": [{"topic": part, "examples": examples.get(part.pk, [])[:5]} for part in parts],
        "splitting": not parts and topics.splitting(topic),
        "others": [other for other in queries.in_use(topic.workspace_id) if other.pk != topic.pk],
        "may_change": agent.may(Act.TOPICS),
        "form": form or Naming(initial={"name": topic.name, "hint": topic.hint}),
        **_to_choose(request, agent, given),
    }


@require_POST
@may(Act.TOPICS)
def rename(request: HttpRequest, agent: Agent, topic_id: int) -> HttpResponse:
    """Another name, another hint."""
    topic, form = found(agent, topic_id), Naming(request.POST)
    if not form.is_valid():
        return render(request, "web/house/topic.html", _shown(request, agent, topic, form), status=422)
    name, hint = form.cleaned_data["name"], form.cleaned_data["hint"]
    do(request, agent, lambda: actions.rename(topic, agent, name, hint), _("Saved."))
    return redirect("house_topic", topic.pk)


@require_POST
@may(Act.TOPICS)
def exemplify(request: HttpRequest, agent: Agent, topic_id: int) -> HttpResponse:
    """More examples: own words, or messages that came."""
    topic, items = found(agent, topic_id), _chosen(request, agent)
    words = request.POST.get("words", "")[:20_000].splitlines()
    said = _("Earful learns from it now. What came in the last 30 days is being sorted again.")
    do(request, agent, lambda: actions.exemplify(topic, agent, words, items), said)
    return redirect("house_topic", topic.pk)


@require_POST
@may(Act.TOPICS)
def take_off(request: HttpRequest, agent: Agent, example_id: int) -> HttpResponse:
    """It is no example any more."""
    rows = TopicExample.objects.filter(workspace=workspace_of(agent), pk=example_id).select_related("topic")
    example = rows.defer("vector").first()
    if example is None:
        raise Http404
    do(request, agent, lambda: actions.take_off(example, agent), _("Earful does not learn from that any more."))
    return redirect("house_topic", example.topic_id)

"""Topics: which there are, what Earful proposes, how much of each comes, and changing them as a whole."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from earful import topics
from earful.conversations import sorting
from earful.conversations.models import Turn
from earful.insights import topics as figures
from earful.kit import clock
from earful.staff.models import Agent
from earful.staff.rules import Act
from earful.triage.models import Topic, TopicExample
from earful.triage.topics import actions, queries
from earful.web.desk.about import address
from earful.web.house.who import workspace_of
from earful.web.permission import may

SHOWN = 5  # examples of a proposal
LATELY = 12  # topics that ended, the last ones
State = Topic.State


@dataclass(frozen=True, slots=True)
class Line:
    """One topic in the list."""

    topic: Topic
    address: str
    said: figures.Said
    weeks: Sequence[figures.Said]


@dataclass(frozen=True, slots=True)
class Proposed:
    """One proposal, with what it was found in."""

    topic: Topic
    examples: Sequence["Example"]


@dataclass(frozen=True, slots=True)
class Example:
    """An example as it is shown: words, and the message they come from, if they do."""

    pk: int
    words: str
    turn: Turn | None
    by: str
    read: bool


def examples_of(topic_ids: Iterable[int]) -> dict[int, list[Example]]:
    """The examples of topics, ready to be shown; those whose message is gone are left out."""
    rows = queries.examples(topic_ids)
    turns = sorting.standing(row.item for row in rows if row.item is not None)
    found: dict[int, list[Example]] = {}
    for row in rows:
        turn = turns.get(row.item_id or 0)
        if words := _words(row, turn):
            by = row.by.name if row.by else ""
            found.setdefault(row.topic_id, []).append(Example(row.pk, words, turn, by, row.vector is not None))
    return found


def _words(row: TopicExample, turn: Turn | None) -> str:
    if row.item_id is None:
        return row.text
    return "" if turn is None or turn.removed_at or turn.emptied_at else turn.warning or turn.text


@require_safe
@may(Act.READ)
def all_topics(request: HttpRequest, agent: Agent) -> HttpResponse:
    """Everything about topics on one page."""
    workspace = workspace_of(agent)
    used = list(queries.with_examples(workspace.pk, State.IN_USE).order_by("name", "pk"))
    proposals = list(queries.with_examples(workspace.pk, State.PROPOSED).filter(part_of=None).order_by("-size", "pk"))
    ended = queries.with_examples(workspace.pk, State.RETIRED, State.DECLINED).order_by("-retired_at", "-pk")[:LATELY]
    said, by_week = figures.lately(workspace.pk), figures.weeks(workspace, clock.now())
    examples = examples_of([topic.pk for topic in proposals])
    none = (figures.Said(),) * len(by_week.mondays)
    context = {
        "lines": [
            Line(topic, address(topic.name), said.get(topic.pk, figures.Said()), by_week.rows.get(topic.pk, none))
            for topic in used
        ],
        "proposals": [Proposed(topic, examples.get(topic.pk, [])[:SHOWN]) for topic in proposals],
        "ended": list(ended),
        "weeks": [_week(day, place) for place, day in enumerate(by_week.mondays)],
        "may_change": agent.may(Act.TOPICS),
        "unread": len(queries.unread(workspace.pk)),
        "looking": topics.looking(workspace.pk),
    }
    return render(request, "web/house/topics.html", context)


def _week(monday: date, place: int) -> dict[str, Any]:
    names = {0: _("This week"), 1: _("Last week")}
    return {"monday": monday, "name": names.get(place, "")}


def found(agent: Agent, topic_id: int) -> Topic:
    """A topic of this person's workspace. Raises Http404."""
    topic = queries.one(workspace_of(agent).pk, topic_id)
    if topic is None:
        raise Http404
    return topic


def do(request: HttpRequest, agent: Agent, act: Callable[[], object], done: str, **names: Any) -> bool:
    """Change topics, and say so; whether it was done."""
    try:
        topics.change(workspace_of(agent).pk, act)
    except actions.CannotSort as no:
        messages.error(request, _(str(no)))
        return False
    messages.success(request, done % names)
    return True


@require_POST
@may(Act.TOPICS)
def look(request: HttpRequest, agent: Agent) -> HttpResponse:
    """Look for new topics now."""
    topics.look(workspace_of(agent).pk)
    messages.success(request, _("Earful is looking for what keeps coming up. It takes a minute or two."))
    return redirect("house_topics")


@require_POST
@may(Act.TOPICS)
def use(request: HttpRequest, agent: Agent, topic_id: int) -> HttpResponse:
    """A proposal becomes a topic."""
    topic, name = found(agent, topic_id), request.POST.get("name", "")
    said = _("“%(name)s” is a topic now. What came in the last 30 days is being sorted.")
    do(request, agent, lambda: actions.use(topic, agent, name), said, name=name.strip())
    return redirect("house_topics")


@require_POST
@may(Act.TOPICS)
def decline(request: HttpRequest, agent: Agent, topic_id: int) -> HttpResponse:
    """A proposal is no topic."""
    topic = found(agent, topic_id)
    said = _("“%(name)s” is not proposed again. You can undo this below.")
    do(request, agent, lambda: actions.decline(topic, agent), said, name=topic.name)
    return redirect("house_topics")


@require_POST
@may(Act.TOPICS)
def retire(request: HttpRequest, agent: Agent, topic_id: int) -> HttpResponse:
    """It is not used any more."""
    topic = found(agent, topic_id)
    said = _("“%(name)s” is retired. You can undo this below.")
    do(request, agent, lambda: actions.retire(topic, agent), said, name=topic.name)
    return redirect("house_topics")


@require_POST
@may(Act.TOPICS)
def bring_back(request: HttpRequest, agent: Agent, topic_id: int) -> HttpResponse:
    """Undo what ended it."""
    topic = found(agent, topic_id)
    said = _("“%(name)s” is back.")
    do(request, agent, lambda: actions.bring_back(topic, agent), said, name=topic.name)
    return redirect("house_topics")


@require_POST
@may(Act.TOPICS)
def merge(request: HttpRequest, agent: Agent, topic_id: int) -> HttpResponse:
    """Another topic goes into this one."""
    topic, number = found(agent, topic_id), request.POST.get("other", "")
    if not number.isascii() or not number.isdigit() or len(number) > 15:
        messages.error(request, _("Choose the topic to merge into this one."))
        return redirect("house_topic", topic.pk)
    other = found(agent, int(number))
    said = _("“%(other)s” is part of “%(name)s” now. You can undo this below.")
    if do(request, agent, lambda: actions.merge(topic, other, agent), said, name=topic.name, other=other.name):
        return redirect("house_topics")
    return redirect("house_topic", topic.pk)


@require_POST
@may(Act.TOPICS)
def look_for_parts(request: HttpRequest, agent: Agent, topic_id: int) -> HttpResponse:
    """See whether it falls into parts."""
    topic = found(agent, topic_id)
    topics.look_for_parts(topic)
    messages.success(request, _("Earful is looking whether this falls into parts. Nothing changes until you say so."))
    return redirect("house_topic", topic.pk)


@require_POST
@may(Act.TOPICS)
def split(request: HttpRequest, agent: Agent, topic_id: int) -> HttpResponse:
    """The parts that were shown take its place, or it stays whole."""
    topic = found(agent, topic_id)
    if "whole" in request.POST:
        do(request, agent, lambda: actions.leave_whole(topic, agent), _("It stays as it is."))
        return redirect("house_topic", topic.pk)
    names = _named(request.POST)
    one, many = "“%(name)s” is split into %(n)s.", "“%(name)s” is split into %(n)s topics. You can undo this below."
    said = ngettext(one, many, len(names))
    if do(request, agent, lambda: actions.split(topic, agent, names), said, name=topic.name, n=len(names)):
        return redirect("house_topics")
    return redirect("house_topic", topic.pk)


def _named(given: Mapping[str, str]) -> dict[int, str]:
    """Names of parts, by the number of each: part-12=Late trains."""
    numbers = {name: name.removeprefix("part-") for name in given if name.startswith("part-")}
    return {int(n): given[name] for name, n in numbers.items() if n.isascii() and n.isdigit() and len(n) < 16}

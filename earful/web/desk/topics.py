"""Putting a message under a topic, or taking it off."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from earful.conversations import sorting
from earful.conversations.actions import CannotDo
from earful.conversations.models import Turn
from earful.staff.models import Agent
from earful.staff.rules import Act
from earful.triage.topics import queries
from earful.web.desk import about, acting
from earful.web.desk.talk import number, place
from earful.web.permission import may


@require_safe
@may(Act.ANSWER)
def of_turn(request: HttpRequest, agent: Agent, turn_id: int) -> HttpResponse:
    """The topics a message could be put under, those it has first."""
    turn = _turn(agent, turn_id)
    has = {row.topic_id: about.words(row) for row in queries.of_items([turn.item_id]).get(turn.item_id, [])}
    topics = sorted(queries.in_use(turn.workspace_id), key=lambda topic: topic.pk not in has)
    lines = [{"topic": topic, "has": topic.pk in has, "words": has.get(topic.pk, topic.hint)} for topic in topics]
    context = {"turn": turn, "lines": lines, "place": place(request), "may_name": agent.may(Act.TOPICS)}
    template = "web/desk/topics.html" if "HX-Request" in request.headers else "web/desk/topics_page.html"
    return render(request, template, context)


@require_POST
@may(Act.ANSWER)
def put(request: HttpRequest, agent: Agent, turn_id: int) -> HttpResponse:
    """Put a message under a topic (`topic`), or take it off (`not`)."""
    turn = _turn(agent, turn_id)
    holds = "topic" in request.POST
    topic = queries.one(turn.workspace_id, number(request.POST.get("topic" if holds else "not", "")) or 0)

    def act(_conversation: object) -> None:
        if topic is None:
            raise CannotDo(_("Choose a topic."))
        sorting.put_under(turn, agent, topic, holds=holds)

    return acting.do(request, agent, turn.conversation_id, act)


def _turn(agent: Agent, turn_id: int) -> Turn:
    rows = Turn.objects.filter(ours=False).select_related("conversation")
    return get_object_or_404(rows, workspace_id=agent.workspace_id, pk=turn_id)

"""What people do to a conversation from its page. Each is one action of a room."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from earful import learning, telling_apart
from earful.conversations import actions
from earful.conversations.actions import CannotDo
from earful.conversations.models import Conversation, Event, Outcome, Turn
from earful.conversations.same import halves
from earful.queues import actions as queues
from earful.staff import queries as staff
from earful.staff.models import Agent
from earful.staff.rules import Act
from earful.web.desk import acting, undoing
from earful.web.permission import may


@require_POST
@may(Act.ANSWER)
def assign(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """Give it to a colleague, take it, or lay it back."""
    named = request.POST.get("to", "")
    to = get_object_or_404(staff.colleagues(agent.workspace_id or 0), pk=_number(named)) if named else None
    return acting.do(request, agent, pk, lambda conversation: queues.assign(conversation, to, agent))


@require_POST
@may(Act.ANSWER)
def team(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """Hand it to a team, or to nobody in particular."""
    named = request.POST.get("to", "")
    to = get_object_or_404(staff.teams(agent.workspace_id or 0), pk=_number(named)) if named else None
    return acting.do(request, agent, pk, lambda conversation: queues.set_team(conversation, to, agent))


@require_POST
@may(Act.ANSWER)
def tag(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """Put a word on it."""
    name = request.POST.get("name", "").lstrip("#")
    return acting.do(request, agent, pk, lambda conversation: actions.tag(conversation, agent, name))


@require_POST
@may(Act.ANSWER)
def remove_tag(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """Take a word off."""
    name = request.POST.get("name", "")
    return acting.do(request, agent, pk, lambda conversation: actions.remove_tag(conversation, agent, name))


@require_POST
@may(Act.ANSWER)
def note(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """Leave words that only the team sees."""
    text = request.POST.get("text", "")
    return acting.do(request, agent, pk, lambda conversation: actions.leave_note(conversation, agent, text), fresh=True)


@require_POST
@may(Act.ANSWER)
def end(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """End it with an outcome."""
    reason = request.POST.get("reason", "")
    named = request.POST.get("outcome", "")

    def act(conversation: Conversation) -> None:
        if named not in Outcome.values:
            raise CannotDo(_("Choose how this ends."))
        actions.end(conversation, agent, Outcome(named), reason)

    return acting.do(request, agent, pk, act)


@require_POST
@may(Act.ANSWER)
def judge(request: HttpRequest, agent: Agent, turn_id: int) -> HttpResponse:
    """Say whether one message needs an answer."""
    turn = _turn(agent, turn_id)
    needs, reason = request.POST.get("needs") == "yes", request.POST.get("reason", "")
    judged = turn.conversation_id
    return acting.do(request, agent, judged, lambda _c: learning.judge(turn, agent, needs_answer=needs, reason=reason))


@require_POST
@may(Act.ANSWER)
def correct(request: HttpRequest, agent: Agent, turn_id: int) -> HttpResponse:
    """Say what one message is: "kind:complaint", "urgency:2", "needs:no"."""
    turn = _turn(agent, turn_id)
    question, _sep, answer = request.POST.get("is", "").partition(":")
    corrected = turn.conversation_id
    return acting.do(request, agent, corrected, lambda _c: learning.correct(turn, agent, question, answer))


@require_POST
@may(Act.ANSWER)
def not_us(request: HttpRequest, agent: Agent, turn_id: int) -> HttpResponse:
    """Say that what a listening query found is not about us."""
    turn = _turn(agent, turn_id)
    return acting.do(request, agent, turn.conversation_id, lambda _c: telling_apart.not_about_us(turn, agent))


@require_POST
@may(Act.JOIN)
def split(request: HttpRequest, agent: Agent, turn_id: int) -> HttpResponse:
    """Make a message, and what answers it, a conversation of its own."""
    turn = _turn(agent, turn_id)
    return acting.do(
        request, agent, turn.conversation_id, lambda conversation: actions.split(conversation, turn, agent)
    )


@require_POST
@may(Act.JOIN)
def merge(request: HttpRequest, agent: Agent, pk: int, other_id: int) -> HttpResponse:
    """Bring another conversation into this one."""
    other = get_object_or_404(Conversation, workspace_id=agent.workspace_id, pk=other_id)
    return acting.do(request, agent, pk, lambda conversation: actions.merge(conversation, other, agent))


@require_POST
@may(Act.JOIN)
def join(request: HttpRequest, agent: Agent, pk: int, likeness_id: int) -> HttpResponse:
    """Say that this and another matter of the same person are one."""
    return acting.do(request, agent, pk, lambda conversation: halves.join(conversation, likeness_id, agent))


@require_POST
@may(Act.JOIN)
def apart(request: HttpRequest, agent: Agent, pk: int, likeness_id: int) -> HttpResponse:
    """Say that they are two."""
    return acting.do(request, agent, pk, lambda conversation: halves.apart(conversation, likeness_id, agent))


@require_POST
@may(Act.ANSWER)
def undo(request: HttpRequest, agent: Agent, event_id: int) -> HttpResponse:
    """Take one thing back."""
    events = Event.objects.select_related("conversation", "agent")
    event = get_object_or_404(events, workspace_id=agent.workspace_id, pk=event_id)
    return acting.do(request, agent, event.conversation_id, lambda _c: undoing.undo(event, agent))


def _turn(agent: Agent, turn_id: int) -> Turn:
    rows = Turn.objects.select_related("conversation")
    return get_object_or_404(rows, workspace_id=agent.workspace_id, pk=turn_id)


def _number(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 18:
        raise Http404
    return int(text)

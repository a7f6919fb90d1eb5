"""A person decides about a message that its own site holds back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from earful import letting_in
from earful.channels.moderating import Verdict
from earful.conversations.models import Turn
from earful.outbox.actions import TooLate
from earful.staff.models import Agent
from earful.staff.rules import Act
from earful.web.desk.talk import place, view_of
from earful.web.permission import may


@require_POST
@may(Act.ANSWER)
def decide(request: HttpRequest, agent: Agent, turn_id: int) -> HttpResponse:
    """Let a message through, or take it for spam."""
    rows = Turn.objects.filter(ours=False).select_related("conversation").defer("search")
    turn = get_object_or_404(rows, workspace_id=agent.workspace_id, pk=turn_id)
    try:
        letting_in.decide(turn, agent, Verdict.SPAM if request.POST.get("verdict") == "spam" else Verdict.SHOW)
    except TooLate as late:
        messages.error(request, _(str(late)))
    return redirect(reverse("desk_one", args=[view_of(request), turn.conversation_id]) + place(request))

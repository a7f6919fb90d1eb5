"""Why a conversation stands where it stands: its place in the queue, what decides it, what is promised, and who has it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from earful.staff.models import Agent
from earful.staff.rules import Act
from earful.web.desk import found_by
from earful.web.desk.talk import found, place
from earful.web.desk.why_words import reasons
from earful.web.permission import may


@require_safe
@may(Act.READ)
def why_here(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """In sentences."""
    conversation = found(agent, pk)
    known = {
        "conversation": conversation,
        "reasons": [*found_by.reasons(conversation), *reasons(conversation)],
        "place": place(request),
    }
    template = "web/desk/why_here.html" if "HX-Request" in request.headers else "web/desk/why_here_page.html"
    return render(request, template, known)

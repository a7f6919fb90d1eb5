"""What every button of a conversation shares: find it, do one thing, show how it stands now."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from earful.conversations.actions import CannotDo, CannotJoin
from earful.conversations.models import Conversation
from earful.kit.transaction import one_moment
from earful.outbox.actions import TooLate
from earful.replies.pictures import Unfit
from earful.staff.models import Agent
from earful.triage.topics.actions import CannotSort
from earful.web.desk.talk import found, place, talk, view_of

REFUSALS = (CannotDo, CannotJoin, CannotSort, TooLate, Unfit)


def do(
    request: HttpRequest, agent: Agent, pk: int, act: Callable[[Conversation], object], *, fresh: bool = False
) -> HttpResponse:
    """Do one thing to a conversation and show it. `fresh`: what is being written changes with it."""
    conversation = found(agent, pk)
    trouble = ""
    try:
        act(conversation)
    except REFUSALS as refusal:
        trouble = _(str(refusal))
    return show(request, agent, conversation.pk, trouble, fresh=fresh)


def show(request: HttpRequest, agent: Agent, pk: int, trouble: str = "", **more: Any) -> HttpResponse:
    """The conversation as it stands now: its pane for a script, its page for everybody else."""
    if "HX-Request" not in request.headers:
        if trouble:
            messages.error(request, trouble)
        return redirect(reverse("desk_one", args=[view_of(request), pk]) + place(request))
    with one_moment():
        context = {"talk": {**talk(request, agent, found(agent, pk), trouble), **more}}
        response = render(request, "web/desk/talk.html", context)
    response["HX-Trigger"] = "earful:acted"
    response["Cache-Control"] = "private, no-store"
    return response

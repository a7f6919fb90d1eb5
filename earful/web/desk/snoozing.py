"""Putting a conversation away from its page, and bringing it back."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from earful.conversations import actions
from earful.conversations.models import Conversation
from earful.conversations.returning import Return, choices, chosen
from earful.kit import clock
from earful.staff.models import Agent
from earful.staff.rules import Act
from earful.web.desk import acting
from earful.web.desk.moments import when, zone
from earful.web.permission import may


@dataclass(frozen=True, slots=True)
class Choice:
    """One time to choose, as people say it."""

    name: str
    words: str
    when: str


def offered() -> list[Choice]:
    """The times one can choose with one press."""
    return [Choice(each.name, _words(each), _time(each)) for each in choices(clock.now(), zone())]


def _time(choice: Return) -> str:
    """What the words do not say yet."""
    at = formats.time_format(timezone.localtime(choice.at), "H:i")
    return when(choice.at) if choice.name == "monday" else at


def _words(choice: Return) -> str:
    return {"later": _("Later today"), "tomorrow": _("Tomorrow"), "monday": _("Next Monday")}[choice.name]


def asked(request: HttpRequest) -> datetime | None:
    """The moment somebody chose in a form."""
    return chosen(request.POST.get("until", ""), request.POST.get("own", ""), clock.now(), zone())


@require_POST
@may(Act.ANSWER)
def put_away(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """Until a time, for a reason; not if something was said that was not on the page."""
    until, reason = asked(request), request.POST.get("reason", "")
    seen = request.POST.get("seen", "")
    known = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else None

    def act(conversation: Conversation) -> Any:
        return actions.snooze(conversation, agent, until, reason, known)

    return acting.do(request, agent, pk, act)


@require_POST
@may(Act.ANSWER)
def bring_back(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """Before its time."""
    return acting.do(request, agent, pk, lambda conversation: actions.bring_back(conversation, agent))

"""Saved replies: which there are, whose, how they fared; one of them with everything it ever said; archiving one."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from earful.outbox import origins
from earful.outbox.origins import Used
from earful.replies.models import SavedReply
from earful.replies.saved import actions, queries
from earful.replies.saved.rules import may_change
from earful.staff.models import Agent
from earful.staff.rules import Act
from earful.web.permission import may


@dataclass(frozen=True, slots=True)
class Line:
    """One in the list."""

    reply: SavedReply
    languages: str
    used: str
    fared: str
    due: bool


@require_safe
@may(Act.READ)
def listed(request: HttpRequest, agent: Agent) -> HttpResponse:
    """Those in use, or archived ones."""
    words = request.GET.get("q", "").replace("\0", "").strip()[:200]
    archived = request.GET.get("which") == "archived"
    replies = queries.listed(agent, words, archived=archived)
    context = {
        "lines": _lines(agent, replies),
        "words": words,
        "archived": archived,
        "many": len(replies) == queries.MOST,
        "may_write": agent.may(Act.ANSWER),
    }
    return render(request, "web/house/saved.html", context)


def _lines(agent: Agent, replies: list[SavedReply]) -> list[Line]:
    numbers = [reply.pk for reply in replies]
    used, languages = origins.used(agent.workspace_id, numbers), dict[int, list[str]]()
    for variant in queries.variants(numbers):
        languages.setdefault(variant.edition.reply_id, []).append(variant.language)
    today = timezone.localdate()
    return [
        Line(
            reply,
            ", ".join(dict.fromkeys(languages.get(reply.pk, ()))),
            often(used.get(reply.pk, Used())),
            fared(used.get(reply.pk, Used())),
            reply.archived_at is None and reply.review_on is not None and reply.review_on <= today,
        )
        for reply in replies
    ]


def often(used: Used) -> str:
    """How often it was sent."""
    if not used.times:
        return _("never used")
    return ngettext("used once", "used %(n)s times", used.times) % {"n": used.times}


def fared(used: Used) -> str:
    """How often that was the end of it; "" while nothing is known."""
    if not used.decided:
        return ""
    return _("solved %(solved)s of %(n)s without another word") % {"solved": used.solved, "n": used.decided}


def found(agent: Agent, saved_id: int) -> SavedReply:
    """One that this person may see. Raises Http404."""
    reply = queries.one(agent, saved_id)
    if reply is None:
        raise Http404
    return reply


def changes(agent: Agent, reply: SavedReply) -> bool:
    """Whether this person may change it."""
    mine = reply.owner_id == agent.pk
    return agent.may(Act.ANSWER) and may_change(personal=reply.personal, mine=mine, shares=agent.may(Act.SAVED))


@require_safe
@may(Act.READ)
def one(request: HttpRequest, agent: Agent, saved_id: int) -> HttpResponse:
    """What it says and said, and how it fared."""
    reply = found(agent, saved_id)
    used = origins.used(agent.workspace_id, [reply.pk]).get(reply.pk, Used())
    context = {
        "reply": reply,
        "newest": next(iter(reply.editions.all()), None),
        "used": used,
        "often": often(used),
        "open": used.times - used.decided,
        "due": reply.review_on is not None and reply.review_on <= timezone.localdate(),
        "may_change": changes(agent, reply),
    }
    return render(request, "web/house/saved_one.html", context)


@require_POST
@may(Act.ANSWER)
def archive(request: HttpRequest, agent: Agent, saved_id: int) -> HttpResponse:
    """Nobody is offered it any more."""
    reply = found(agent, saved_id)
    return _do(
        request, reply, lambda: actions.archive(reply, agent), _("Archived. What was sent with it stays counted.")
    )


@require_POST
@may(Act.ANSWER)
def bring_back(request: HttpRequest, agent: Agent, saved_id: int) -> HttpResponse:
    """As it was."""
    reply = found(agent, saved_id)
    return _do(request, reply, lambda: actions.bring_back(reply, agent), _("It is back, as it was."))


def _do(request: HttpRequest, reply: SavedReply, act: Callable[[], object], done: str) -> HttpResponse:
    try:
        act()
    except actions.CannotSave as no:
        messages.error(request, str(no))
    else:
        messages.success(request, done)
    return redirect("house_saved_one", reply.pk)

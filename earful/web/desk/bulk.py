"""Acting on many conversations from a list: choosing, doing, and taking it back. Every step works without scripts."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from earful import upkeep
from earful.conversations.actions import CannotDo
from earful.conversations.models import Bulk, Outcome
from earful.queues import bulk
from earful.staff import queries as staff
from earful.staff.models import Agent
from earful.staff.rules import Act
from earful.web.desk import bulk_words, rows, snoozing, viewing
from earful.web.desk.talk import EASY, WITH_REASON, view_of
from earful.web.permission import may

AT_ONCE = 100  # conversations done before the page answers; a worker does the rest
FORMS = ("assign", "team", "tag", "snooze", "end")  # acts that ask something
BARE = {"take": "assign", "lay": "assign", "spam": "end"}


@require_POST
@may(Act.ANSWER)
def choose(request: HttpRequest, agent: Agent) -> HttpResponse:
    """What to do with the rows that were chosen. What needs no answer is done at once."""
    wanted = request.POST.get("choose", "")
    chosen, whole = _chosen(request, agent)
    if not chosen:
        return _refuse(request, agent, _("Choose conversations first."), "")
    if wanted in BARE:
        bare: dict[str, dict[str, Any]] = {
            "take": {"to": agent.pk},
            "lay": {"to": None},
            "spam": {"outcome": Outcome.SPAM.value},
        }
        return _do(request, agent, BARE[wanted], bare[wanted], chosen)
    return _ask(request, agent, wanted if wanted in FORMS else "end", chosen, whole=whole)


@require_POST
@may(Act.ANSWER)
def do(request: HttpRequest, agent: Agent) -> HttpResponse:
    """Do it."""
    what = request.POST.get("what", "")
    return _do(request, agent, what, _given(request, what), _read(request.POST.get("rows", "")))


def _do(
    request: HttpRequest, agent: Agent, what: str, given: dict[str, Any], chosen: list[bulk.Chosen]
) -> HttpResponse:
    try:
        begun = upkeep.begin_bulk(agent, what, given, chosen)
    except CannotDo as refusal:
        if what not in bulk.ACTS or not chosen:
            return _refuse(request, agent, _(str(refusal)), "")
        return _ask(request, agent, "tag" if what == "untag" else what, chosen, trouble=_(str(refusal)))
    return _show(request, agent, bulk.advance(begun, AT_ONCE))


@require_POST
@may(Act.ANSWER)
def undo(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """Take all of it back."""
    done = _of(agent, pk)
    try:
        done = bulk.advance(upkeep.begin_bulk_undo(done, agent), AT_ONCE)
    except CannotDo as refusal:
        return _refuse(request, agent, _(str(refusal)), pk)
    return _show(request, agent, done)


@require_safe
@may(Act.ANSWER)
def lately(request: HttpRequest, agent: Agent) -> HttpResponse:
    """What this person did to many at once, with an undo for each."""
    acts = [bulk_words.told(each) for each in bulk.lately(agent)]
    return render(request, "web/desk/bulk_lately.html", {"acts": acts})


def _show(request: HttpRequest, agent: Agent, done: Bulk) -> HttpResponse:
    """The list as it is now, with what was done above it."""
    if request.POST.get("from") == "lately":
        return redirect("desk_bulk_lately")
    return _list(request, agent, done.pk)


def _list(request: HttpRequest, agent: Agent, done: int | str) -> HttpResponse:
    view = view_of(request)
    kept = {key: value for key, value in (("q", request.GET.get("q", "")), ("done", done)) if value}
    if "HX-Request" not in request.headers:
        return redirect(reverse("desk_list", args=[view]) + f"?{urlencode(kept)}")
    response = render(request, "web/desk/list.html", rows.listed(request, agent, view, done=int(done or 0)))
    _to(request, response, "list", "keyed")
    response["HX-Trigger"] = "earful:acted, earful:bulk"
    response["Cache-Control"] = "private, no-store"
    return response


def _refuse(request: HttpRequest, agent: Agent, words: str, done: int | str) -> HttpResponse:
    messages.error(request, words)
    return _list(request, agent, done)


def _ask(
    request: HttpRequest, agent: Agent, what: str, chosen: list[bulk.Chosen], *, whole: bool = False, trouble: str = ""
) -> HttpResponse:
    """The form of one act."""
    view = view_of(request)
    context = {
        "what": what,
        "title": bulk_words.title(what, len(chosen)),
        "whole": whole,
        "trouble": trouble,
        "rows": ",".join(f"{each.conversation_id}:{each.version}:{each.turns}" for each in chosen),
        "place": "?" + urlencode({"view": view, **({"q": q} if (q := request.GET.get("q", "")) else {})}),
        "back": reverse("desk_list", args=[view]),
        "colleagues": staff.colleagues(agent.workspace_id or 0),
        "teams": staff.teams(agent.workspace_id or 0),
        "outcomes": [*EASY, *WITH_REASON],
        "entered": request.POST,
        "me": agent,
    }
    hx = "HX-Request" in request.headers
    response = render(request, "web/desk/bulk_form.html" if hx else "web/desk/bulk_page.html", context)
    _to(request, response, "bulk-sheet", "innerHTML")
    response["Cache-Control"] = "private, no-store"
    return response


def _to(request: HttpRequest, response: HttpResponse, part: str, how: str) -> None:
    """Where it belongs, if it was not asked for there: the form that asked may have left the page meanwhile."""
    if request.headers.get("HX-Target") != part:
        response["HX-Retarget"], response["HX-Reswap"] = f"#{part}", how


def _given(request: HttpRequest, what: str) -> dict[str, Any]:
    """What was filled in, as the act keeps it."""
    post = request.POST
    to = post.get("to", "")
    until = snoozing.asked(request)
    filled: dict[str, dict[str, Any]] = {
        "assign": {"to": int(to) if to.isascii() and to.isdigit() and len(to) < 16 else None},
        "team": {"to": int(to) if to.isascii() and to.isdigit() and len(to) < 16 else None},
        "tag": {"name": post.get("name", "")[:60]},
        "untag": {"name": post.get("name", "")[:60]},
        "snooze": {"until": until.isoformat() if until else "", "reason": post.get("reason", "")[:200]},
        "end": {"outcome": post.get("outcome", ""), "reason": post.get("reason", "")[:300]},
    }
    return filled.get(what, {})


def _chosen(request: HttpRequest, agent: Agent) -> tuple[list[bulk.Chosen], bool]:
    """The rows that were ticked, or all of the view; and whether the view holds more than one act may."""
    if not request.POST.get("all"):
        return _read(",".join(request.POST.getlist("row"))), False
    page = viewing.find(agent, view_of(request)).page("", request.GET.get("q", "").strip()[:200], bulk.MOST)
    return bulk.chosen(page.rows), bool(page.next)


def _read(text: str) -> list[bulk.Chosen]:
    """Rows as the page knew them: "12:3:1,13:2:1"; what somebody made up is left out."""
    found = []
    for row in text.split(",")[: bulk.MOST + 1]:
        numbers = [int(part) for part in row.split(":") if part.isascii() and part.isdigit() and len(part) < 16]
        if len(numbers) == 3:
            found.append(bulk.Chosen(*numbers))
    return found


def _of(agent: Agent, pk: int) -> Bulk:
    found = bulk.of(agent, pk)
    if found is None:
        raise Http404
    return found

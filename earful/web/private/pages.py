"""A private page. Opened by a public link it shows a form and nothing else, until a person has let its writer in.

Looking at it changes nothing, because programs look at links before people do. A press begins a visit, which is bound to
this browser; by a link that came by mail the first press lets in.
"""

import secrets
from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from earful import in_private
from earful.conversations.models import Turn
from earful.conversations.refusing import CannotDo
from earful.kit import clock
from earful.outbox.models import PrivatePage, Visit
from earful.outbox.pages import opening, queries, rules, solved
from earful.web.desk.said import said
from earful.web.private import door
from earful.web.private.answering import take_answer

Door = rules.Door
FULL = 403  # a link that would let in, and takes nobody more


@sensitive_post_parameters()
@sensitive_variables("key", "secret")
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, key: str) -> HttpResponse:
    """The page of one link."""
    found = opening.of_key(key)
    if found is None:
        return door.show(request, "closed", {"door": "", **door.brand(None, None)}, 404)
    visit = door.visit(request, found.pk)
    if request.method == "POST":
        return _press(request, key, found, visit)
    return _shown(request, found, visit)


def _press(request: HttpRequest, key: str, found: PrivatePage, visit: Visit | None) -> HttpResponse:
    """Begin, write, or answer "Solved?"."""
    text = request.POST.get("text", "").replace("\r\n", "\n").replace("\0", "")
    if door.too_often(request, key):
        return _shown(request, found, visit, _("That was very often in a short time. Wait some minutes."), text, 429)
    secret = ""
    if visit is None:
        if not text.strip() and found.given == PrivatePage.Given.PUBLIC:
            return _shown(request, found, None, _("Write something first."), text, 422)
        begun = opening.come(found)
        if begun is None:
            return _shown(request, found, None, "", text, FULL)
        visit, secret = opening.VISITS.get(pk=begun[0].pk), begun[1]
    elif opening.door(found, visit) not in {Door.WAITS, Door.IN}:
        return _shown(request, found, visit, "", text, 403)
    try:
        _take(request, visit, text)
    except CannotDo as no:
        return _remembered(_shown(request, found, visit, _(str(no)), text, 422), request, secret)
    return _remembered(redirect("private_page", key), request, secret)


def _take(request: HttpRequest, visit: Visit, text: str) -> None:
    """What came with the press; a press that only opens brings nothing."""
    if "solved" in request.POST:
        question = solved.of_conversation(queries.home(visit.page))
        if visit.let_in_at is not None and question is not None:
            take_answer(question, request.POST["solved"], text)
    elif "open" not in request.POST:
        in_private.say(visit, text, request.POST.get("once", ""))


def _remembered(response: HttpResponse, request: HttpRequest, secret: str) -> HttpResponse:
    return door.remember(response, request.path, secret) if secret else response


def _shown(
    request: HttpRequest, found: PrivatePage, visit: Visit | None, trouble: str = "", text: str = "", status: int = 200
) -> HttpResponse:
    """How it stands for this browser."""
    fresh = queries.unread(visit) if visit else []  # asked for first: what is understood meanwhile is found as a turn
    if visit is None:
        met, turns = opening.door(found), list[Turn]()
    else:
        met, turns = in_private.window(visit)
    context: dict[str, Any] = {
        **door.brand(queries.home(found), found.workspace),
        "page": found,
        "door": met.value,
        "visit": visit,
        "turns": [_turn(turn) for turn in turns] + _unread(fresh, turns, met),
        "once": secrets.token_urlsafe(9),
        "trouble": trouble,
        "text": text,
        "question": _question(found) if met is Door.IN else None,
    }
    inside = met in {Door.FORM, Door.WAITS, Door.IN} and status != FULL
    return door.show(request, "page" if inside else "closed", context, status if inside or status > 200 else 403)


def _turn(turn: Turn) -> dict[str, Any]:
    """One message, without addresses and faces: who, when, what."""
    by = turn.agent.name if turn.ours and turn.agent else ""
    return {"ours": turn.ours, "by": by, "said": said(turn.text, ()), "at": turn.said_at, "gone": turn.emptied_at}


def _unread(fresh: Sequence[tuple[int, str]], turns: Sequence[Turn], met: Door) -> list[dict[str, Any]]:
    """What they have just written stands there at once, before a worker has read it."""
    there = {turn.item_id for turn in turns}
    texts = [text for item, text in fresh if item not in there] if met in {Door.WAITS, Door.IN} else []
    return [{"ours": False, "said": said(text, ()), "at": clock.now()} for text in texts]


def _question(found: PrivatePage) -> Any:
    question = solved.of_conversation(queries.home(found))
    return question if question is not None and solved.holds(question) else None

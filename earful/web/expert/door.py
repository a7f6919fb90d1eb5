"""Who came in by an invitation: a signed cookie that is shown to the pages of that one invitation and to no others."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from earful.conversations.experts import entering, telling
from earful.conversations.experts.rules import LASTS, Door
from earful.conversations.models import Letter

P = ParamSpec("P")
ExpertView = Callable[Concatenate[HttpRequest, Letter, P], HttpResponse]
COOKIE = "expert"
SALT = "earful.expert"


def let_in(response: HttpResponse, letter: Letter) -> HttpResponse:
    """Remember in this browser by which link somebody came. What counts is what stands in the database."""
    response.set_signed_cookie(
        COOKIE,
        str(letter.pk),
        salt=SALT,
        max_age=LASTS,
        path=reverse("expert", args=[letter.invitation_id]),
        secure=bool(settings.SESSION_COOKIE_SECURE),
        httponly=True,
        samesite="Lax",
    )
    return response


def came_by(request: HttpRequest, invitation_id: int) -> Letter | None:
    """The letter by whose link this browser came to this invitation, however long ago."""
    told = request.get_signed_cookie(COOKIE, default="", salt=SALT, max_age=LASTS) or ""
    letter = entering.visit(int(told)) if told.isascii() and told.isdigit() else None
    return letter if letter is not None and letter.invitation_id == invitation_id else None


def for_expert(view: ExpertView[P]) -> Callable[..., HttpResponse]:
    """Let only the expert of this invitation through, while their time lasts; times are shown in the desk's zone."""

    @wraps(view)
    def page(request: HttpRequest, /, pk: int, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        letter = came_by(request, pk)
        if letter is None or not entering.is_in(letter):
            return closed(request, letter, again=reverse("expert_again", args=[pk]))
        with timezone.override(ZoneInfo(letter.invitation.workspace.time_zone)):
            return view(request, letter, *args, **kwargs)

    return never_cache(page)


def closed(request: HttpRequest, letter: Letter | None, *, again: str = "", key: str = "") -> HttpResponse:
    """Why this does not open, and whether a fresh link can be had. Words that were being written are given back."""
    door = telling.door_of(letter.invitation) if letter is not None else None
    context = {
        "door": door.value if door is not None else "",
        "again": again if door is Door.OPEN else "",
        "by_mail": settings.MAIL is not None,
        "key": key,
        "written": request.POST.get("text", "")[:20_000],
        **outside(letter),
    }
    return show(request, "closed", context, 403)


def outside(letter: Letter | None) -> dict[str, Any]:
    """What a page shows that is nobody's of the desk; who else is signed in in this browser is not of interest."""
    invitation = letter.invitation if letter is not None else None
    if invitation is None:
        return {"agent": None, "workspace": None, "invitation": None}
    account = invitation.conversation.account
    brand = account.name or account.handle
    return {"agent": None, "workspace": invitation.workspace, "invitation": invitation, "brand": brand}


def show(request: HttpRequest, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """A page of an expert. Its address may be a key: it is told to nobody else, and kept by nobody on the way."""
    response = render(request, f"web/expert/{name}.html", context, status=status)
    response["Referrer-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    return response

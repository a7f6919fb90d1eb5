"""What every page of a customer shares: a cookie for one link only, limits, and answers that nobody keeps on the way."""

from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from earful.conversations.models import Conversation
from earful.outbox.models import Visit
from earful.outbox.pages import opening
from earful.outbox.pages.rules import STAYS, fingerprint
from earful.staff.models import Workspace

COOKIE = "private"
MOST, WITHIN = 30, 600  # presses by one address at one link, in so many seconds
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)


def visit(request: HttpRequest, page_id: int) -> Visit | None:
    """The visit of this browser to this page; the cookie of another is none."""
    found = opening.of_secret(request.COOKIES.get(COOKIE, ""))
    return found if found is not None and found.page_id == page_id else None


def remember(response: HttpResponse, path: str, secret: str) -> HttpResponse:
    """Bind this browser to its visit."""
    response.set_cookie(
        COOKIE,
        secret,
        max_age=STAYS,
        path=path,
        secure=bool(settings.SESSION_COOKIE_SECURE),
        httponly=True,
        samesite="Lax",
    )
    return response


def too_often(request: HttpRequest, key: str) -> bool:
    """Whether there were too many presses from one place."""
    name = f"private:{fingerprint(key)[:16]}:{request.META.get('REMOTE_ADDR', '')}"
    cache.add(name, 0, WITHIN)
    try:
        return int(cache.incr(name)) > MOST
    except ValueError:  # it ran out between the two
        return False


def brand(conversation: Conversation | None, workspace: Workspace | None) -> dict[str, Any]:
    """Whose page it is."""
    account = conversation.account if conversation is not None else None
    return {"agent": None, "workspace": workspace, "brand": (account.name or account.handle) if account else ""}


def show(request: HttpRequest, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """A page of a customer. Its address is a key: it is told to nobody, kept by nobody, and found by no search."""
    response = render(request, f"web/private/{name}.html", context, status=status)
    response["Content-Security-Policy"] = POLICY
    response["Referrer-Policy"] = "same-origin"  # "no-referrer" would make browsers post from nowhere
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response

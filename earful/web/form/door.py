"""What the pages of a contact form share: limits, tickets and headers. No cookie, no script, no foreign source."""

import secrets
from typing import Any

from django.core import signing
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from earful.accounts.models import Account

WITHIN, MOST, MOST_OF_ALL = 600, 8, 300  # messages in ten minutes: from one place, and at one form
LASTS = 24 * 3600  # seconds in which a form that was opened is taken
POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors "


def ticket(account: Account) -> str:
    """A fresh token of a follow-up link, signed, so that nobody chooses their own."""
    return signing.TimestampSigner(salt=f"form:{account.external_id}").sign(secrets.token_urlsafe(24))


def token(account: Account, given: str) -> str:
    """The token of a form that was opened here not too long ago, else ""."""
    try:
        return signing.TimestampSigner(salt=f"form:{account.external_id}").unsign(given[:200], max_age=LASTS)
    except signing.BadSignature:
        return ""


def too_often(request: HttpRequest, account: Account) -> bool:
    """Whether too much was written from one place, or at this form altogether."""
    here = _count(f"form:{account.pk}:{request.META.get('REMOTE_ADDR', '')}")
    return here > MOST or _count(f"form:{account.pk}") > MOST_OF_ALL


def _count(name: str) -> int:
    cache.add(name, 0, WITHIN)
    try:
        return int(cache.incr(name))
    except ValueError:  # it ran out between the two
        return 1


def words(request: HttpRequest, name: str, most: int) -> str:
    """What was entered, as a database can keep it."""
    text = request.POST.get(name, "").replace("\r\n", "\n").replace("\0", "").strip()
    return text.encode("utf-8", "replace").decode()[:most]


def show(
    request: HttpRequest, name: str, account: Account | None, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """A page for a visitor. The form may stand within other sites; what was written stands within none."""
    workspace, brand = (account.workspace, account.name or account.handle) if account else (None, "")
    page = {"agent": None, "workspace": workspace, "brand": brand, **context}
    response = render(request, f"web/form/{name}.html", page, status=status)
    anywhere = name in {"form", "thanks"}
    response["Content-Security-Policy"] = POLICY + ("*" if anywhere else "'none'")
    setattr(response, "xframe_options_exempt", anywhere)  # noqa: B010 -- Django's own way to say so, which has no type
    response["Referrer-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response

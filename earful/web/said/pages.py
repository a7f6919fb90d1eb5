"""One answer to somebody's page, marked so that their site can read it: whose it is, what it says, what it answers."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from earful.outbox import queries as dispatches
from earful.outbox.models import Dispatch
from earful.outbox.rules import bare
from earful.web.desk.said import said

NETWORK = "webmention"
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


@require_safe
def answer(request: HttpRequest, key: UUID) -> HttpResponse:
    """It stands from the moment it is sent. What was emptied since is gone, as its readers are told."""
    found = dispatches.standing(NETWORK, key)
    if found is None or not found.text:
        return _shown(request, "gone", found, {}, 404 if found is None else 410)
    above = found.answers.external_id
    there = above if above.startswith(("https://", "http://")) else ""
    page = {
        "said": said(found.text, ()),
        "title": " ".join(bare(found.text).split())[:80],
        "at": found.created_at,
        "by": found.agent.name if found.account.signature != found.account.Signature.NONE else "",
        "there": there,
        "language": next(iter(found.languages), ""),
    }
    return _shown(request, "answer", found, page, 200)


def _shown(
    request: HttpRequest, name: str, found: Dispatch | None, page: dict[str, object], status: int
) -> HttpResponse:
    brand = (found.account.name or found.account.handle) if found else ""
    context = {"agent": None, "workspace": found.workspace if found else None, "brand": brand, **page}
    response = render(request, f"web/said/{name}.html", context, status=status)
    response["Content-Security-Policy"] = POLICY
    response["Cache-Control"] = "public, max-age=60" if status == 200 else "no-store"
    return response

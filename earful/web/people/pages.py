"""Who answers: name, face, role and a few words. For people who opened their page and still work here; no cookie, no scripts."""

from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import get_language, get_language_bidi
from django.views.decorators.http import conditional_page, require_safe

from earful.staff import queries as staff
from earful.staff import showing
from earful.staff.models import Agent, Workspace

KEPT = "public, max-age=60"


@require_safe
@conditional_page
def person(request: HttpRequest, slug: str) -> HttpResponse:  # noqa: ARG001 -- a view; who asks does not matter
    """One person's page, in the language of whoever reads it; what somebody wrote about themself stays as it is."""
    workspace = _workspace()
    found = _found(workspace, slug)
    context = {
        "workspace": workspace,
        "person": found,
        "face": getattr(found, "face", None),
        "language": get_language() or "en",  # the reader's own: the middleware has looked what their browser likes
        "dir": "rtl" if get_language_bidi() else "ltr",
    }
    answer = HttpResponse(render_to_string("web/help/person.html", context))
    answer["Cache-Control"] = KEPT
    if not found.findable:
        answer["X-Robots-Tag"] = "noindex"
    return answer


@require_safe
@conditional_page
def picture(request: HttpRequest, slug: str) -> HttpResponse:  # noqa: ARG001 -- a view; who asks does not matter
    """Their picture."""
    face = showing.face(_found(_workspace(), slug))
    if face is None:
        raise Http404
    answer = HttpResponse(bytes(face.content), content_type=face.mime)
    answer["Cache-Control"] = KEPT
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


def _workspace() -> Workspace:
    found = staff.workspace()
    if found is None:
        raise Http404
    return found


def _found(workspace: Workspace, slug: str) -> Agent:
    found = showing.person(workspace.pk, slug) if "\0" not in slug else None
    if found is None:
        raise Http404
    return found

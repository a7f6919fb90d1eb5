"""The list, the search, and one article. No cookie is set or looked at, so that what stands here may be kept on the way."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language_info
from django.utils.translation.trans_real import parse_accept_lang_header
from django.views.decorators.http import conditional_page, require_safe

from earful.knowledge import public
from earful.knowledge.marking import page
from earful.staff import queries as staff
from earful.staff.models import Workspace

KEPT = "public, max-age=60"


def named(code: str) -> str:
    """A language in its own words; its code where nobody wrote them down."""
    try:
        return str(get_language_info(code)["name_local"])
    except KeyError:
        return code


@require_safe
@conditional_page
def everything(request: HttpRequest) -> HttpResponse:
    """What there is in one language, or what holds some words."""
    workspace = _workspace()
    there = public.languages(workspace.pk)
    words = request.GET.get("q", "").replace("\0", "").strip()[:200]
    language = _wanted(request, there)
    found, instead = (
        public.search(workspace.pk, language, words) if words else (public.listed(workspace.pk, language), "")
    )
    context = {
        "workspace": workspace,
        "language": language,
        "languages": [(code, named(code), f"{reverse('help')}?lang={code}") for code in there],
        "words": words,
        "instead": instead,
        "found": found,
    }
    return _shown(request, "list", context)


@require_safe
@conditional_page
def article(request: HttpRequest, slug: str, language: str = "") -> HttpResponse:
    """One article. Without a language it leads to the one this reader likes best."""
    workspace = _workspace()
    wordings = public.article(workspace.pk, slug) if "\0" not in slug else []
    if not wordings:
        raise Http404
    if not language:
        answer = redirect("help_article", slug, _wanted(request, [one.language for one in wordings]))
        patch_vary_headers(answer, ["Accept-Language"])
        return answer
    wording = next((one for one in wordings if one.language == language), None)
    if wording is None or wording.published is None:
        raise Http404
    context = {
        "workspace": workspace,
        "language": language,
        "languages": [
            (one.language, named(one.language), reverse("help_article", args=[slug, one.language])) for one in wordings
        ],
        "title": wording.published.title,
        "body": page(wording.published.body),
        "at": wording.published.at,
    }
    return _shown(request, "article", context)


def _workspace() -> Workspace:
    found = staff.workspace()
    if found is None:
        raise Http404
    return found


def _wanted(request: HttpRequest, there: Sequence[str]) -> str:
    """The language that was asked for, else the one this reader's browser likes best of those there are."""
    asked = request.GET.get("lang", "")
    if asked in there:
        return asked
    liked = parse_accept_lang_header(request.headers.get("Accept-Language", "")[:200])
    first = [code.partition("-")[0] for code, _ in liked]
    return next((code for code in first if code in there), "en" if "en" in there or not there else there[0])


def _shown(request: HttpRequest, name: str, context: dict[str, Any]) -> HttpResponse:
    """Rendered without the request: who is signed in does not matter here, and must not."""
    rtl = context["language"] in {"ar", "fa", "he", "ur"}
    answer = HttpResponse(render_to_string(f"web/help/{name}.html", {**context, "dir": "rtl" if rtl else "ltr"}))
    answer["Cache-Control"] = KEPT
    if "lang" not in request.GET:
        patch_vary_headers(answer, ["Accept-Language"])
    return answer

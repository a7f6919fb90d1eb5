"""When the database cannot serve: a calm page that says so and comes back by itself, and one line in the log."""

import sys
import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.defaults import server_error

from earful.kit.away import Away, away
from earful.kit.logs import log

RETRY_AFTER = 5  # seconds
SAY_EVERY = 10.0
logger = log(__name__)


class DatabaseAway:
    """Middleware: what a view could not do because the database is away is no fault of anybody here."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Nothing to do before or after."""
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """A view raised; None leaves it to others."""
        why = away(error)
        return calm(request, why) if why else None


def stumbled(request: HttpRequest) -> HttpResponse:
    """Everything else that failed, in or around a view; there too it may have been the database."""
    why = away(sys.exc_info()[1])
    return calm(request, why) if why else server_error(request)


def calm(request: HttpRequest, why: Away) -> HttpResponse:
    """503 in words: a page for a person, an object for a program."""
    _say.once(why)
    title, words = _words(why)
    response: HttpResponse
    if request.path.startswith("/api/"):
        response = JsonResponse({"words": f"{title} {words}"}, status=503)
    else:
        reading = request.method in ("GET", "HEAD")
        page = {"title": title, "words": words, "reading": reading, "again": RETRY_AFTER}
        response = HttpResponse(render_to_string("503.html", page), status=503)
    response["Retry-After"] = str(RETRY_AFTER)
    response["Cache-Control"] = "no-store"
    response._has_been_logged = True  # type: ignore[attr-defined]  # noqa: SLF001 -- Django's own mark; it would write a traceback for each page
    return response


def _words(why: Away) -> tuple[str, str]:
    """A headline and what it means."""
    match why:
        case Away.FULL:
            return (
                _("The disk of the desk's database is full."),
                _(
                    "Nothing can be written until there is room. What customers say waits on their networks and is "
                    "fetched then. Whoever looks after this machine makes room; all else goes on by itself."
                ),
            )
        case Away.CROWDED:
            return (
                _("The desk's database is very busy."),
                _("It takes no more questions at a time. Nothing is lost."),
            )
        case Away.COPY:
            return (
                _("The desk can only be read just now."),
                _("Its database is a copy while another takes over. What customers say is fetched afterwards."),
            )
        case _:
            return (
                _("The desk's database is away."),
                _(
                    "It is starting again, or cannot be reached. Nothing is lost: what customers say is fetched as "
                    "soon as it is back, and answers that were waiting leave then."
                ),
            )


class _Say:
    """One line now and then, however many people ask."""

    def __init__(self) -> None:
        self._last = 0.0

    def once(self, why: Away) -> None:
        """Unless it was said a moment ago."""
        now = time.monotonic()
        if now - self._last > SAY_EVERY or not self._last:
            self._last = now
            logger.warning("database_away", why=why)


_say = _Say()

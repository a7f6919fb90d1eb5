"""After somebody did something, the promises it touches are told anew before they go on."""

from collections.abc import Callable

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse

from earful.kit.logs import log
from earful.queues.promises import settling

SAFE = {"GET", "HEAD", "OPTIONS", "TRACE"}
QUIET = {"desk_beat", "desk_leave", "desk_keep", "desk_here"}  # said every few seconds, and change no conversation
logger = log(__name__)


class Settled:
    """Sets the clocks of what a request changed. Should that fail, a worker does it within seconds."""

    def __init__(self, following: Callable[[HttpRequest], HttpResponse]) -> None:
        self._following = following

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer first, then settle."""
        response = self._following(request)
        if request.method in SAFE or response.status_code >= 500:
            return response
        match = request.resolver_match
        agent = getattr(request, "auth", None) or getattr(request, "user", None)
        workspace = getattr(agent, "workspace_id", None)
        if workspace is not None and match is not None and match.url_name not in QUIET:
            try:
                settling.settle_stirred(workspace)
            except DatabaseError as error:
                logger.warning("not_settled", error=type(error).__name__)
        return response

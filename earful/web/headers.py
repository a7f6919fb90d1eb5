"""What every answer carries so that a browser runs only our own code."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse


class SecurityHeaders:
    """Middleware: a strict content policy. Live updates may come from their own port."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Add the headers to an answer."""
        response = self._get_response(request)
        response.headers.setdefault("Content-Security-Policy", policy(live_address(request)))
        response.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        return response


def live_address(request: HttpRequest) -> str:
    """Where this page finds the live door: as configured, else this very host on the live port."""
    if settings.LIVE_URL:
        return str(settings.LIVE_URL)
    host = request.get_host().rsplit(":", 1)[0] if not request.get_host().endswith("]") else request.get_host()
    return f"{request.scheme}://{host}:{settings.LIVE_PORT}"


def policy(live: str, *, forms_to: str = "") -> str:
    """The Content-Security-Policy: no inline script, no foreign source, no frame.

    `forms_to`: where a form of this page may lead besides here; browsers also ask when the answer to it points elsewhere.
    """
    to = f"'self' {forms_to}".strip()
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
        f"connect-src 'self' {live}; form-action {to}; frame-ancestors 'none'; base-uri 'none'; manifest-src 'self'"
    )

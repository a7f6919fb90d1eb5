"""What went wrong, as a status and a sentence: every answer that is not a success is {"words": "..."}."""

from typing import Any

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from earful.api.permission import No
from earful.channels.contract import Failure, Retry
from earful.channels.registry import UnknownNetwork
from earful.conversations.actions import CannotDo, CannotJoin
from earful.customers import actions as customers
from earful.kit.transport import TransportError
from earful.outbox.actions import TooLate
from earful.replies.pictures import Unfit
from earful.staff.changes import LastOwner
from earful.triage.topics.actions import CannotSort

# An exception of a room holds its sentence; here stands what it means to a program.
STATUS: dict[type[Exception], int] = {
    CannotDo: 422,
    CannotSort: 422,
    Unfit: 422,
    CannotJoin: 409,
    customers.CannotJoin: 409,
    TooLate: 409,
    LastOwner: 409,
    Failure: 422,  # a network said no to a login
    Retry: 503,  # it could not be asked
    TransportError: 422,
    UnknownNetwork: 422,
}
GARBLED = (BadRequest, SuspiciousOperation, MultiPartParserError)


def tell(api: NinjaAPI) -> None:
    """Let the API answer every expected trouble in words; anything else is a fault of ours and stays a 500."""

    def answer(request: HttpRequest, error: Any) -> HttpResponse:
        status, words, more = said(error)
        return api.create_response(request, {"words": words, **more}, status=status)

    for trouble in (*STATUS, *GARBLED, No, AuthenticationError, ValidationError, HttpError, Http404):
        api.add_exception_handler(trouble, answer)


def said(error: Exception) -> tuple[int, str, dict[str, Any]]:
    """A status, a sentence, and what a program needs besides."""
    match error:
        case No():
            return error.status, error.words, error.more
        case ValidationError():
            return 422, _understood(error), {}
        case AuthenticationError():
            return 401, _("Sign in first, or send a token."), {}
        case HttpError():
            return error.status_code, str(error), {}
        case Http404():
            return 404, _("There is nothing here."), {}
    status = next((STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), 400)
    return status, _(str(error)) if status != 400 else _("This request could not be understood."), {}


def _understood(error: ValidationError) -> str:
    """The first thing that is wrong, and where."""
    first = error.errors[0] if error.errors else {"loc": (), "msg": ""}
    place = ".".join(str(part) for part in first["loc"] if part not in {"body", "query", "path", "form", "file"})
    return _("Look at %(place)s: %(why)s.") % {"place": place or _("the request"), "why": first["msg"]}

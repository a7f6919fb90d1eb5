"""What is posted by a channel of one's own: proven, stored, and only then said to be taken.

What cannot be read is kept and shown like everywhere, and the sender is told so at once: trying again would not help.
"""

from typing import Any

from django.http import HttpRequest, JsonResponse
from django.http.request import RawPostDataException, UnreadablePostError
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_variables

from earful import flow
from earful.accounts import hooks, reaching
from earful.accounts.models import Account
from earful.channels.contract import Batch, Parcel, Unreadable
from earful.channels.hook import signing, wire
from earful.kit import clock, jsontext, seal

MOST = 1024 * 1024  # bytes of a body; Django's own limit is for forms
PAUSED = 600  # seconds after which a sender asks again


class No(Exception):
    """It is not taken: a status, a sentence, and headers."""

    def __init__(self, status: int, words: str, **headers: str) -> None:
        super().__init__(words)
        self.status, self.words, self.headers = status, words, headers


@csrf_exempt
@never_cache
def take(request: HttpRequest, key: str) -> JsonResponse:
    """One message. 2xx only once it is stored."""
    try:
        account, body = _proven(request, key)
    except No as no:
        return JsonResponse({"words": no.words}, status=no.status, headers=no.headers)
    return _stored(account, _parcel(body))


@sensitive_variables("body", "given")
def _proven(request: HttpRequest, key: str) -> tuple[Account, bytes]:
    """Whose it is and what was posted, once it is sure who did. Raises No."""
    if request.method != "POST":
        raise No(405, _("Messages are posted here."), Allow="POST")
    account = hooks.of_key(key)
    if account is None:
        raise No(404, _("No channel has this address."))
    if request.content_type != "application/json" or request.headers.get("content-encoding", "identity") != "identity":
        raise No(415, _("A message is JSON, not compressed, with the header content-type: application/json."))
    body = body_of(request)
    given = {name.lower(): value for name, value in request.headers.items()}
    later = {"Retry-After": str(PAUSED)}
    try:
        signing.verify(hooks.secrets(account), given, body, clock.now())
    except signing.Unproven as unproven:
        raise No(401, _(str(unproven))) from unproven
    except seal.Unsealable as error:
        raise No(503, _("The secret was kept with another key. Make a new one."), **later) from error
    if account.state == Account.State.PAUSED:
        raise No(503, _("The channel is paused. Keep the message and send it later."), **later)
    return account, body


def body_of(request: HttpRequest) -> bytes:
    """The whole body as it came. Raises No when it is too long, or nobody says how long."""
    told = request.META.get("CONTENT_LENGTH") or ""
    if not told.isdecimal() or len(told) > 9 or int(told) > MOST:
        raise No(413, _("A message has a content-length, of at most %(most)s bytes.") % {"most": MOST})
    try:
        return request.read(int(told))
    except (UnreadablePostError, RawPostDataException) as error:
        raise No(400, _("The message broke off.")) from error


def _parcel(body: bytes) -> Parcel:
    try:
        return wire.parcel(jsontext.load(body))
    except (ValueError, RecursionError):
        return wire.unreadable(body)


def _stored(account: Account, parcel: Parcel) -> JsonResponse:
    """In the ledger first; then it is read once here, so that whoever writes the sender learns what is wrong."""
    fresh = flow.arrive(account, Batch((parcel,)))
    told: dict[str, Any] = {"stored": bool(fresh), "id": parcel.external_id}
    if not fresh:
        return JsonResponse({**told, "words": _("This was here already. Nothing was added.")})
    try:
        reaching.read(account, parcel.external_id, parcel.raw)
    except Unreadable as error:
        words = _("It is kept, and shown to the team as unreadable: %(why)s") % {"why": error}
        return JsonResponse({**told, "words": words}, status=202)
    return JsonResponse(told)

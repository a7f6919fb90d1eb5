"""Where anybody may say that a page of theirs links to one of ours. It is looked at later, and nobody is visited here."""

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from earful import heeding
from earful.accounts import hooks
from earful.accounts.models import Account
from earful.channels.calling import Call, NotTaken
from earful.kit.words import gettext_noop
from earful.web.hooks.door import PAUSED, No, body_of

TAKEN = gettext_noop("It is looked at soon.")
MUCH = gettext_noop("Too much waits to be looked at. Send it again later.")


@csrf_exempt
@never_cache
def take(request: HttpRequest, key: str) -> JsonResponse:
    """One webmention. 202 only once it is kept."""
    try:
        return _taken(request, key)
    except No as no:
        return JsonResponse({"words": no.words}, status=no.status, headers=no.headers)


def _taken(request: HttpRequest, key: str) -> JsonResponse:
    if request.method != "POST":
        raise No(405, _("Webmentions are posted here, as a form with source and target."), Allow="POST")
    account, network = hooks.heeding("webmention", key)
    if account is None or network is None:
        raise No(404, _("No account has this address."))
    call = Call({name.lower(): value for name, value in request.headers.items()}, body_of(request))
    try:
        word = network.heed(call, account.settings)
    except NotTaken as no:
        raise No(400, _(str(no))) from no
    later = {"Retry-After": str(PAUSED)}
    if account.state == Account.State.PAUSED:
        raise No(503, _("The account is paused."), **later)
    if not heeding.heed(account, word):
        raise No(429, _(MUCH), **later)
    return JsonResponse({"words": _(TAKEN)}, status=202)

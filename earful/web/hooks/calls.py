"""What is posted by networks that call us: proven, stored, and only then said to be taken.

A call that is not taken is brought again by the network, or fetched by the poll.
"""

from django.db import transaction
from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_variables

from earful import flow
from earful.accounts import hooks
from earful.accounts.models import Account
from earful.channels.calling import Call, Unproven
from earful.channels.contract import Batch, Refused
from earful.kit import seal
from earful.web.hooks.door import PAUSED, No, body_of


@csrf_exempt
@never_cache
def take(request: HttpRequest, network: str, key: str) -> JsonResponse:
    """One call. 2xx only once what it brings is stored."""
    try:
        return _taken(request, network, key)
    except No as no:
        return JsonResponse({"words": no.words}, status=no.status, headers=no.headers)


@sensitive_variables("call")
def _taken(request: HttpRequest, network: str, key: str) -> JsonResponse:
    if request.method != "POST":
        raise No(405, _("Messages are posted here."), Allow="POST")
    if request.content_type != "application/json" or request.headers.get("content-encoding", "identity") != "identity":
        raise No(415, _("A message is JSON, not compressed, with the header content-type: application/json."))
    call = Call({name.lower(): value for name, value in request.headers.items()}, body_of(request))
    with transaction.atomic():  # one call after another: each goes on from the place that the one before has left
        account = hooks.called(network, key)
        if account is None:
            raise No(404, _("No account has this address."))
        batch = _proven(account, call)
        if account.state == Account.State.PAUSED:
            raise No(503, _("The account is paused."), **{"Retry-After": str(PAUSED)})
        fresh = flow.arrive(account, batch)
    return JsonResponse({"stored": len(fresh)})


def _proven(account: Account, call: Call) -> Batch:
    try:
        return hooks.take(account, call)
    except Unproven as unproven:
        raise No(401, _(str(unproven))) from unproven
    except (seal.Unsealable, Refused) as error:
        later = {"Retry-After": str(PAUSED)}
        raise No(503, _("The account cannot be used at the moment."), **later) from error

"""The contact form: opened by a link or within another site, without script, cookie or account.

It is not bound to a cookie, since browsers keep none within other sites; its signed ticket takes the place of one.
"""

from functools import cache
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from earful import flow
from earful.accounts import forms
from earful.accounts.models import Account
from earful.channels.contract import Batch
from earful.channels.form import wire
from earful.kit import clock
from earful.web.form import door

SCRIPT = Path(__file__).with_name("widget.js")


@csrf_exempt
@sensitive_post_parameters()
@sensitive_variables("token")
@require_http_methods(["GET", "HEAD", "POST"])
def form(request: HttpRequest, key: str) -> HttpResponse:
    """The form; a press stores what was written and gives the link under which the answer will stand."""
    account = forms.of_key(key)
    if account is None:
        return door.show(request, "closed", None, {}, 404)
    if request.method != "POST":
        return _form(request, account, "", 200)
    text, mail = door.words(request, "text", wire.LONGEST), door.words(request, "mail", wire.MAIL)
    token = door.token(account, request.POST.get("ticket", ""))
    if trouble := _trouble(request, text, mail, token):
        return _form(request, account, trouble, 422)
    if door.too_often(request, account):
        return _form(request, account, _("That was very often in a short time. Wait some minutes."), 429)
    name = " ".join(door.words(request, "name", wire.NAME).split())
    flow.arrive(account, Batch((wire.theirs(token, text, clock.now(), name=name, mail=mail),)))
    return door.show(request, "thanks", account, {"account": account, "token": token, "text": text})


def _trouble(request: HttpRequest, text: str, mail: str, token: str) -> str:
    """What is wrong with what was entered, or ""."""
    if request.POST.get("website", ""):
        return _("One field must stay empty, and something was entered there. Please send it once more.")
    if not text:
        return _("Write something first.")
    if mail:
        try:
            validate_email(mail)
        except ValidationError:
            return _("This is not a mail address. Mend it, or leave it out.")
    return "" if token else _("The form was open for very long. Please send it once more.")


def _form(request: HttpRequest, account: Account, trouble: str, status: int) -> HttpResponse:
    given = {name: request.POST.get(name, "")[: wire.LONGEST] for name in ("text", "name", "mail")}
    page = {"account": account, "ticket": door.ticket(account), "trouble": trouble, "longest": wire.LONGEST, **given}
    return door.show(request, "form", account, page, status)


@require_safe
def widget(_request: HttpRequest) -> HttpResponse:
    """The script that opens the form on another site; there, the link it stands on works without it."""
    answer = HttpResponse(_script(), content_type="text/javascript; charset=utf-8")
    answer["Cache-Control"] = "public, max-age=3600"
    answer["Access-Control-Allow-Origin"] = "*"
    answer["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer


@cache
def _script() -> str:
    return SCRIPT.read_text("utf-8")

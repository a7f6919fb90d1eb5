"""The webhook of a channel of one's own: its address, and its secrets. For owners."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST

from earful.accounts import hooks
from earful.accounts.models import Account
from earful.kit import seal
from earful.staff.models import Agent
from earful.staff.rules import Act
from earful.web.house.accounts import found
from earful.web.permission import may


@never_cache
@sensitive_variables("secret")
@may(Act.ACCOUNTS)
def webhook(request: HttpRequest, agent: Agent, account_id: int) -> HttpResponse:
    """Where to post, and how many secrets hold; a press makes a new one, which is shown in the answer and never again."""
    account = _of_hook(agent, account_id)
    pressed, secret, trouble = request.method == "POST", "", ""
    if pressed:
        try:
            secret = hooks.new_secret(account, request.POST.get("after", ""))
        except seal.Unsealable as unsealable:
            trouble = str(unsealable)
        account.refresh_from_db()
    page = {
        "account": account,
        "address": f"{settings.URL.rstrip('/')}{reverse('hook_take', args=[account.external_id])}",
        "secret": secret,
        "too_late": pressed and not secret and not trouble,
        "trouble": trouble,
        **_holding(account),
    }
    return render(request, "web/house/webhook.html", page)


@require_POST
@may(Act.ACCOUNTS)
def end_before(request: HttpRequest, agent: Agent, account_id: int) -> HttpResponse:
    """Only the newest secret holds from now on."""
    account = _of_hook(agent, account_id)
    hooks.end_before(account)
    messages.success(request, _("Only the newest secret holds now."))
    return redirect("house_webhook", account.pk)


def _of_hook(agent: Agent, account_id: int) -> Account:
    account = found(agent, account_id)
    if account.network != hooks.NETWORK:
        raise Http404
    return account


def _holding(account: Account) -> dict[str, int | str]:
    """How many secrets hold, and by what the newest is known; none when they were sealed with another key."""
    try:
        return {"secrets": len(hooks.secrets(account)), "newest": hooks.newest(account)}
    except seal.Unsealable:
        return {"secrets": 0, "newest": ""}

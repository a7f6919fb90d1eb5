"""Where webmentions are taken, and what was told and not kept. For owners."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from earful.intake import knocks
from earful.staff.models import Agent
from earful.staff.rules import Act
from earful.web.house.accounts import found
from earful.web.permission import may

NETWORK = "webmention"


@require_safe
@may(Act.ACCOUNTS)
def mentions(request: HttpRequest, agent: Agent, account_id: int) -> HttpResponse:
    """What to copy, and what came to nothing."""
    account = found(agent, account_id)
    if account.network != NETWORK:
        raise Http404
    base = str(account.settings.get("desk") or settings.URL).rstrip("/")
    page = {
        "account": account,
        "address": f"{base}{reverse('mention_take', args=[account.external_id])}",
        "pages": account.settings.get("pages") or [],
        "waiting": knocks.how_many(account),
        "ended": [(knock.told.get("source", ""), knock.ended_at, _(knock.trouble)) for knock in knocks.lately(account)],
    }
    return render(request, "web/house/mentions.html", page)

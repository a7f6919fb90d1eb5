"""A contact form: its link, and the lines that open it on a site of one's own. For owners."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from earful.accounts import forms
from earful.staff.models import Agent
from earful.staff.rules import Act
from earful.web.house.accounts import found
from earful.web.permission import may


@require_safe
@may(Act.ACCOUNTS)
def contact_form(request: HttpRequest, agent: Agent, account_id: int) -> HttpResponse:
    """What to copy."""
    account = found(agent, account_id)
    if account.network != forms.NETWORK:
        raise Http404
    base = settings.URL.rstrip("/")
    page = {
        "account": account,
        "base": base,
        "link": f"{base}{reverse('form', args=[account.external_id])}",
        "script": f"{base}{reverse('form_widget')}",
    }
    return render(request, "web/house/contact_form.html", page)

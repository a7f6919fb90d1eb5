"""What one wants to be told of, by which way, and when not."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from earful.kit import mail
from earful.notices import letters, wishes
from earful.notices.models import Hook
from earful.staff.models import Agent
from earful.staff.rules import Act
from earful.web.house.notice_form import WAYS, Choosing
from earful.web.permission import may


@may(Act.READ)
def my_notices(request: HttpRequest, agent: Agent) -> HttpResponse:
    """One's own page of wishes."""
    held = wishes.of(agent)
    form = Choosing(agent, held, request.POST if request.method == "POST" else None)
    if form.is_valid():
        wishes.choose(agent, form.chosen())
        messages.success(request, _("Saved."))
        return redirect("house_my_notices")
    known = {
        "form": form,
        "ways": list(WAYS.values()),
        "mail_ready": mail.ready(),
        "hook": Hook.objects.filter(agent=agent, retired_at=None).first(),
        "failed": letters.last_failure(agent.pk),
    }
    return render(request, "web/house/my_notices.html", known, status=422 if form.is_bound else 200)

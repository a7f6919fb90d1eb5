"""The language model that may add second opinions: connecting it, trying it, and what came of it. For owners."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from earful.insights import opinions as insights
from earful.kit import clock
from earful.staff.models import Agent
from earful.staff.rules import Act
from earful.triage import advisers, asking, calls
from earful.triage.opinions import Question
from earful.triage.ungiven import Ungiven
from earful.web.desk import seconds
from earful.web.house import ungiven
from earful.web.house.adviser_form import Connecting
from earful.web.house.who import workspace_of
from earful.web.house.words import moment
from earful.web.permission import may

TRIAL = Question("Hello, my parcel should have come last week. Where is it?", "mention", "en")
TRIAL_PATIENCE = 20.0  # seconds a page may wait


@never_cache
@sensitive_post_parameters("key")
@may(Act.ACCOUNTS)
def adviser(request: HttpRequest, agent: Agent) -> HttpResponse:
    """Everything about it on one page."""
    workspace = workspace_of(agent)
    known = advisers.of(workspace.pk)
    form = Connecting(known, request.POST if request.method == "POST" else None)
    if form.is_valid():
        if advisers.connect(workspace, form.wishes()):
            messages.success(request, _("Saved."))
        else:
            forgotten = _("Saved. The key belonged to the other address and was forgotten; write the one for this.")
            messages.warning(request, forgotten)
        return redirect("house_adviser")
    found = insights.compared(workspace.pk, calls.month_begins(workspace))
    now = clock.now()
    rests = known.quiet_until if known.on and known.quiet_until and known.quiet_until > now else None
    page = {
        "form": form,
        "adviser": known,
        "calls": calls.made(known),
        "used_up": bool(known.address) and not calls.left(known),
        "found": found,
        "failed": ungiven.counted(found.failed),
        "rests": moment(rests, now) if rests else "",
    }
    return render(request, "web/house/adviser.html", page, status=422 if form.is_bound else 200)


@require_POST
@may(Act.ACCOUNTS)
def trial(request: HttpRequest, agent: Agent) -> HttpResponse:
    """Ask it about an invented message, and say in a sentence what came of it."""
    known = advisers.begin_trial(workspace_of(agent).pk)
    if known is None:
        messages.warning(request, _("Nothing was asked: no language model is connected, or no calls are left."))
        return redirect("house_adviser")
    try:
        answer, took_ms = asking.ask(advisers.way(known), TRIAL, TRIAL_PATIENCE)
    except Ungiven as failure:
        messages.error(request, ungiven.sentence(failure))
    else:
        says = seconds.words(needs_answer=answer.needs_answer, kind=answer.kind, urgency=answer.urgency)
        told = _("It answers, in %(time)s s. About a parcel that has not come it says: %(says)s.")
        messages.success(request, told % {"time": f"{took_ms / 1000:.1f}", "says": says})
    return redirect("house_adviser")


@require_POST
@may(Act.ACCOUNTS)
def forget(request: HttpRequest, agent: Agent) -> HttpResponse:
    """Forget it with its key."""
    advisers.disconnect(workspace_of(agent).pk)
    messages.success(request, _("Forgotten, with its key. What it said before stays where it stands."))
    return redirect("house_adviser")

"""Help with writing by a language model: owners connect it, leads see which answers it helped with."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from earful.outbox import queries as outbox
from earful.replies.assisting import prompts, settings, words
from earful.staff.models import Agent
from earful.staff.rules import Act
from earful.triage.asking import chat
from earful.triage.ungiven import Ungiven
from earful.web.house.assistance_form import Assisting
from earful.web.house.who import workspace_of
from earful.web.permission import may

TRIAL = {
    "draft": "Hello, we are very, very sorry that your parcel has not come yet. We are looking for it.",
    "passages": [],
}


@never_cache
@require_safe
@may(Act.RULES)
def assistance(request: HttpRequest, agent: Agent) -> HttpResponse:
    """Leads and owners see what left with its help; owners also how it is connected."""
    return _page(request, agent, Assisting(settings.of(workspace_of(agent).pk)))


@require_POST
@sensitive_post_parameters("key")
@may(Act.ACCOUNTS)
def connect(request: HttpRequest, agent: Agent) -> HttpResponse:
    """Keep where it is and what it may do."""
    workspace = workspace_of(agent)
    form = Assisting(settings.of(workspace.pk), request.POST)
    if not form.is_valid():
        return _page(request, agent, form)
    if settings.connect(workspace, form.wishes()):
        messages.success(request, _("Saved."))
    else:
        messages.warning(
            request, _("Saved. The key belonged to the other address and was forgotten; write the one for this.")
        )
    return redirect("house_assistance")


@require_POST
@may(Act.ACCOUNTS)
def trial(request: HttpRequest, agent: Agent) -> HttpResponse:
    """Let it shorten an invented answer, and say in a sentence what came of it."""
    known = settings.of(workspace_of(agent).pk)
    if not known.address:
        messages.warning(request, _("Nothing was asked: no language model is connected."))
        return redirect("house_assistance")
    try:
        said, took_ms = chat(settings.way(known), prompts.messages("shorten", "English", TRIAL), known.patience)
        text, _used = prompts.read(said, 0)
    except Ungiven as failure:
        messages.error(request, words.failure(failure.why.value, failure.status))
    else:
        told = _("It answers, in %(time)s s. It shortens an invented answer to: %(text)s")
        messages.success(request, told % {"time": f"{took_ms / 1000:.1f}", "text": text[:300]})
    return redirect("house_assistance")


@require_POST
@may(Act.ACCOUNTS)
def forget(request: HttpRequest, agent: Agent) -> HttpResponse:
    """Forget it with its key."""
    settings.disconnect(workspace_of(agent).pk)
    messages.success(request, _("Forgotten, with its key. Which answers it helped with stays known."))
    return redirect("house_assistance")


def _page(request: HttpRequest, agent: Agent, form: Assisting) -> HttpResponse:
    workspace = workspace_of(agent)
    page = {
        "form": form,
        "known": settings.of(workspace.pk),
        "may_change": agent.may(Act.ACCOUNTS),
        "helped": outbox.assisted(workspace.pk),
    }
    return render(request, "web/house/assistance.html", page, status=422 if form.is_bound else 200)

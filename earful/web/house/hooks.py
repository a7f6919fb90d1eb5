"""Chat tools that are told what happens. For owners."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from earful.kit import seal
from earful.notices import calling, hooks
from earful.notices.hooks import CannotConnect
from earful.notices.lines import SHARED
from earful.notices.models import Hook
from earful.staff.models import Agent
from earful.staff.rules import Act
from earful.web.house.hook_form import Connecting
from earful.web.house.who import workspace_of
from earful.web.permission import may


@require_safe
@may(Act.ACCOUNTS)
def all_hooks(request: HttpRequest, agent: Agent) -> HttpResponse:
    """Those that are in use, and how it goes with them."""
    found = [(hook, [_(SHARED[kind]) for kind in hook.kinds]) for hook in hooks.of(workspace_of(agent).pk)]
    return render(request, "web/house/hooks.html", {"hooks": found})


@never_cache
@sensitive_post_parameters("address")
@may(Act.ACCOUNTS)
def new(request: HttpRequest, agent: Agent) -> HttpResponse:
    """Connect one."""
    return _form(request, agent, None)


@never_cache
@sensitive_post_parameters("address")
@may(Act.ACCOUNTS)
def one(request: HttpRequest, agent: Agent, hook_id: int) -> HttpResponse:
    """Change one."""
    return _form(request, agent, _found(agent, hook_id))


def _form(request: HttpRequest, agent: Agent, hook: Hook | None) -> HttpResponse:
    workspace = workspace_of(agent)
    form = Connecting(workspace, hook, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            hooks.connect(workspace, form.way(), hook)
        except CannotConnect as no:
            form.add_error(None, _(str(no)))
        else:
            messages.success(request, _("Saved."))
            return redirect("house_hooks")
    return render(request, "web/house/hook.html", {"form": form, "hook": hook}, status=422 if form.is_bound else 200)


@require_POST
@may(Act.ACCOUNTS)
def trial(request: HttpRequest, agent: Agent, hook_id: int) -> HttpResponse:
    """Tell it something, and say in a sentence what came of it."""
    hook = _found(agent, hook_id)
    text = _("Hello from Earful. What happens at %(desk)s will be told here.") % {"desk": workspace_of(agent).name}
    try:
        calling.call(calling.Call(hooks.address(hook), hook.shape, text))
    except calling.NotTaken as failure:
        messages.error(request, failure.words)
    except seal.Unsealable:
        messages.error(request, _("Its address was kept with another key. Enter it again."))
    else:
        hooks.works(hook)
        messages.success(request, _("It took the message. Look whether it stands there."))
    return redirect("house_hooks")


@require_POST
@may(Act.ACCOUNTS)
def retire(request: HttpRequest, agent: Agent, hook_id: int) -> HttpResponse:
    """Forget it with its address."""
    hooks.retire(_found(agent, hook_id))
    messages.success(request, _("Removed, with its address. It is told nothing more."))
    return redirect("house_hooks")


def _found(agent: Agent, hook_id: int) -> Hook:
    return get_object_or_404(Hook, workspace_id=agent.workspace_id, pk=hook_id, retired_at=None)

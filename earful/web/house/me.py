"""What a person decides for themself: name, words about them, password. And what an owner decides for the workspace."""

from allauth.decorators import rate_limit
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.forms import PasswordChangeForm, SetPasswordForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from earful.kit import clock
from earful.queues.sharing import shifts
from earful.staff import changes
from earful.staff.models import Agent
from earful.staff.rules import Act
from earful.web import shown
from earful.web.house.forms import Profile, Settings
from earful.web.house.languages import written
from earful.web.house.who import workspace_of
from earful.web.permission import may
from earful.web.sign_in import came_by_link, forget_link


@may(Act.READ)
def me(request: HttpRequest, agent: Agent) -> HttpResponse:
    """One's own page."""
    form = Profile(agent, request.POST if request.method == "POST" else None)
    if form.is_valid():
        changes.describe(agent, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("house_me")
    known = {"form": form, "time": shown.clock_time(clock.now()), "has_password": agent.has_usable_password()}
    known |= {
        "may_answer": agent.may(Act.ANSWER),
        "languages": written(agent.speaks),
        "skills": ", ".join(agent.skills.order_by("name").values_list("name", flat=True)),
        "shift": shifts.now_of(agent),
    }
    return render(request, "web/house/me.html", known, status=422 if form.is_bound else 200)


@sensitive_post_parameters()
@rate_limit(action="change_password")  # type: ignore[untyped-decorator]  # -- allauth is not typed
@may(Act.READ)
def password(request: HttpRequest, agent: Agent) -> HttpResponse:
    """Choose a password. Whoever just came by a link need not know the old one: that is what the link is for."""
    entered = request.POST if request.method == "POST" else None
    knows_none = came_by_link(request) or not agent.has_usable_password()
    form: SetPasswordForm[Agent] = SetPasswordForm(agent, entered) if knows_none else PasswordChangeForm(agent, entered)
    form.label_suffix = ""
    if form.is_valid():
        form.save()
        update_session_auth_hash(request, agent)
        forget_link(request)
        messages.success(request, _("Your password is set. Other browsers you were signed in with are signed out."))
        return redirect("house_me")
    known = {"form": form, "first": not agent.has_usable_password()}
    return render(request, "web/house/password.html", known, status=422 if form.is_bound else 200)


@may(Act.STAFF)
def settings(request: HttpRequest, agent: Agent) -> HttpResponse:
    """What the workspace is called and what it promises."""
    workspace = workspace_of(agent)
    form = Settings(workspace, request.POST if request.method == "POST" else None)
    if form.is_valid():
        changes.settle(workspace, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("house_settings")
    return render(request, "web/house/settings.html", {"form": form}, status=422 if form.is_bound else 200)

"""Who works here: inviting, roles, leaving, and the link that signs a person in once."""

from django.contrib import messages
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from earful.kit import mail
from earful.staff import actions, changes
from earful.staff.models import Agent
from earful.staff.rules import Act, Role
from earful.web.house import handing
from earful.web.house.forms import ROLES, TAKEN, ChangeRole, Invite
from earful.web.house.who import workspace_of
from earful.web.permission import may


@require_safe
@may(Act.STAFF)
def staff(request: HttpRequest, agent: Agent) -> HttpResponse:
    """Everyone, those who left last."""
    people = Agent.objects.filter(workspace=workspace_of(agent)).order_by("-is_active", "public_name", "id")
    return render(request, "web/house/staff.html", {"people": people.prefetch_related("teams"), "roles": ROLES})


@never_cache
@may(Act.STAFF)
def invite(request: HttpRequest, agent: Agent) -> HttpResponse:
    """Add a colleague and show the link that lets them in."""
    form = Invite(request.POST if request.method == "POST" else None)
    if form.is_valid():
        entered = form.cleaned_data
        try:
            role = Role(entered["role"])
            person = actions.invite(
                workspace_of(agent), entered["username"], entered["public_name"], role, entered["email"]
            )
        except IntegrityError:  # two owners may invite at the same moment
            form.add_error("username", TAKEN)
        else:
            return handing.link(request, agent, person, fresh=True)
    context = {"form": form, "by_mail": mail.ready()}
    return render(request, "web/house/invite.html", context, status=422 if form.is_bound else 200)


def _found(agent: Agent, agent_id: int) -> Agent:
    person = Agent.objects.filter(workspace=workspace_of(agent), pk=agent_id).first()
    if person is None:
        raise Http404
    return person


@never_cache
@require_POST
@may(Act.STAFF)
def link(request: HttpRequest, agent: Agent, agent_id: int) -> HttpResponse:
    """A new sign-in link for somebody who cannot get in."""
    person = _found(agent, agent_id)
    if not person.is_active:
        messages.warning(request, _("%(name)s has left. Let them back in first.") % {"name": person.name})
        return redirect("house_staff")
    return handing.link(request, agent, person)


@require_POST
@may(Act.STAFF)
def role(request: HttpRequest, agent: Agent, agent_id: int) -> HttpResponse:
    """Change what a colleague may do."""
    person = _found(agent, agent_id)
    form = ChangeRole(request.POST)
    if form.is_valid():
        try:
            changes.set_role(person, Role(form.cleaned_data["role"]))
        except changes.LastOwner as no:
            messages.error(request, _(str(no)))
        else:
            messages.success(request, _("Saved."))
    if agent.pk != person.pk or person.may(Act.STAFF):
        return redirect("house_staff")
    return redirect("house_me")


@require_POST
@may(Act.STAFF)
def approves(request: HttpRequest, agent: Agent, agent_id: int) -> HttpResponse:
    """Whether a colleague may approve answers of others."""
    person = _found(agent, agent_id)
    changes.let_approve(person, approves="approves" in request.POST)
    messages.success(request, _("Saved."))
    return redirect("house_staff")


@require_POST
@may(Act.STAFF)
def let_go(request: HttpRequest, agent: Agent, agent_id: int) -> HttpResponse:
    """A colleague leaves."""
    person = _found(agent, agent_id)
    try:
        changes.let_go(person)
    except changes.LastOwner as no:
        messages.error(request, _(str(no)))
    else:
        said = _("%(name)s can no longer sign in. What they wrote stays under their name.")
        messages.success(request, said % {"name": person.name})
    return redirect("house_staff")


@require_POST
@may(Act.STAFF)
def welcome_back(request: HttpRequest, agent: Agent, agent_id: int) -> HttpResponse:
    """A colleague returns."""
    person = _found(agent, agent_id)
    changes.welcome_back(person)
    messages.success(request, _("%(name)s can sign in again.") % {"name": person.name})
    return redirect("house_staff")

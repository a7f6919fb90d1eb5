"""What people can do: languages, skills, and how much at once."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from earful.conversations.refusing import CannotDo
from earful.queues.sharing import leading, shifts
from earful.staff import abilities
from earful.staff.models import Agent, Skill
from earful.staff.rules import Act
from earful.web.house.abilities_form import Abilities, OwnLanguages
from earful.web.house.who import workspace_of
from earful.web.permission import may


def colleague(agent: Agent, agent_id: int) -> Agent:
    """Somebody who answers here. Raises Http404."""
    found = Agent.objects.filter(workspace=workspace_of(agent), pk=agent_id, is_active=True).first()
    if found is None:
        raise Http404
    return found


@may(Act.ROUTING)
def one(request: HttpRequest, agent: Agent, agent_id: int) -> HttpResponse:
    """One person."""
    person, all_skills = colleague(agent, agent_id), abilities.skills(workspace_of(agent).pk)
    form = Abilities(person, all_skills, request.POST if request.method == "POST" else None)
    if form.is_valid():
        found = form.cleaned_data
        abilities.set_languages(person, found["languages"])
        abilities.set_capacity(person, found["capacity"])
        if "skills" in found:
            abilities.set_skills(person, [skill for skill in all_skills if skill.pk in found["skills"]])
        messages.success(request, _("Saved."))
        return redirect("house_routing")
    known = {"form": form, "person": person, "shift": shifts.now_of(person)}
    return render(request, "web/house/abilities.html", known, status=422 if form.is_bound else 200)


@may(Act.ANSWER)
def own(request: HttpRequest, agent: Agent) -> HttpResponse:
    """In which languages one answers oneself."""
    form = OwnLanguages(agent, request.POST if request.method == "POST" else None)
    if form.is_valid():
        abilities.set_languages(agent, form.cleaned_data["languages"])
        messages.success(request, _("Saved."))
        return redirect("house_me")
    return render(request, "web/house/languages.html", {"form": form}, status=422 if form.is_bound else 200)


@require_POST
@may(Act.ROUTING)
def name_skill(request: HttpRequest, agent: Agent) -> HttpResponse:
    """A skill has a name."""
    if abilities.name_skill(workspace_of(agent).pk, request.POST.get("name", "")) is None:
        messages.error(request, _("Write a name for the skill."))
    return redirect("house_routing")


@require_POST
@may(Act.ROUTING)
def remove_skill(request: HttpRequest, agent: Agent, skill_id: int) -> HttpResponse:
    """Nobody has it any more."""
    try:
        leading.remove_skill(get_object_or_404(Skill, workspace=workspace_of(agent), pk=skill_id))
    except CannotDo as no:
        messages.error(request, _(str(no)))
    return redirect("house_routing")

"""Along whom goes what is urgent, late, and taken by nobody."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from earful.kit import clock
from earful.notices import actions, escalating, queries
from earful.notices.models import Escalation, EscalationStep
from earful.staff import queries as staff
from earful.staff.models import Agent
from earful.staff.rules import Act
from earful.web.house.forms import Plain
from earful.web.house.lengths import Length
from earful.web.house.who import workspace_of
from earful.web.house.words import moment
from earful.web.permission import may

EMPTY, MOST = 2, 10  # rows to fill in beside those there are, and steps in all
DEFAULT = 10  # minutes


class Step(Plain):
    """Somebody, and how long they have."""

    agent = forms.TypedChoiceField(label=gettext_lazy("Who"), required=False, coerce=int, empty_value=None)
    minutes = Length(label=gettext_lazy("Has"), required=False)

    def __init__(self, people: Sequence[tuple[Any, Any]], step: EscalationStep | None, data: Any, prefix: str) -> None:
        first = {"agent": step.agent_id, "minutes": step.minutes} if step else {"minutes": DEFAULT}
        super().__init__(data, initial=first, prefix=prefix)
        field = self.fields["agent"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [("", _("nobody")), *people]


@dataclass(frozen=True, slots=True)
class Running:
    """Something that goes along the chain just now, in words."""

    conversation: int
    about: str
    words: str


@may(Act.PROMISES)
def escalation(request: HttpRequest, agent: Agent) -> HttpResponse:
    """The chain, to be read and changed, and what goes along it now."""
    workspace = workspace_of(agent)
    steps = escalating.steps(workspace.pk)
    people = {one.pk: one for one in staff.colleagues(workspace.pk)} | {step.agent_id: step.agent for step in steps}
    entered = request.POST if request.method == "POST" else None
    choices = [(pk, one.name) for pk, one in people.items()]
    places = min(len(steps) + EMPTY, MOST)
    steps_in = [Step(choices, steps[at] if at < len(steps) else None, entered, f"step{at}") for at in range(places)]
    fit = [form.is_valid() for form in steps_in]  # all of them are asked, so that each says what is wrong with it
    if entered is not None and all(fit):
        told = [form.cleaned_data for form in steps_in if form.cleaned_data["agent"] is not None]
        chosen = [(people[one["agent"]], one["minutes"] or DEFAULT) for one in told]
        actions.set_chain(workspace, chosen)
        messages.success(request, _("Saved."))
        return redirect("house_escalation")
    running = [_running(one) for one in queries.chains(workspace.pk)]
    known = {"forms": steps_in, "chain": steps, "running": running}
    return render(request, "web/house/escalation.html", known, status=422 if entered is not None else 200)


def _running(one: Escalation) -> Running:
    now, asker = clock.now(), one.conversation.asker
    told = {"since": moment(one.begun_at, now), "next": moment(one.next_at, now)}
    words = _("Late since %(since)s. It goes on at %(next)s, unless somebody takes it.") % told
    name = (asker.name or asker.handle) if asker else str(one.conversation_id)
    return Running(one.conversation_id, name, words)

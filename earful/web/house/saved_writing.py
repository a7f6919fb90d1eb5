"""Writing a saved reply: a new one, or its next edition."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from earful.replies.models import SavedReply
from earful.replies.saved import actions
from earful.replies.saved.rules import LINK, NAMES
from earful.staff import queries as staff
from earful.staff.models import Agent
from earful.staff.rules import Act
from earful.triage.topics import queries as topics
from earful.web.house.forms import Plain
from earful.web.house.saved import changes, found
from earful.web.permission import may


class Wording(Plain):
    """What it says in one language and tone; left out when it is empty."""

    language = forms.CharField(label=gettext_lazy("Language"), max_length=3, required=False)
    tone = forms.CharField(label=gettext_lazy("Tone"), max_length=30, required=False)
    text = forms.CharField(
        label=gettext_lazy("Text"), max_length=actions.LONGEST, required=False, widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"})
    )  # fmt: skip


class About(Plain):
    """Its name, whose it is, where it fits."""

    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=80, help_text=gettext_lazy("As your team calls it. Customers never read it."),
        error_messages={"required": gettext_lazy("Give it a name.")},
    )  # fmt: skip
    personal = forms.BooleanField(label=gettext_lazy("For me alone"), required=False)
    owner = forms.TypedChoiceField(label=gettext_lazy("Who looks after it"), coerce=int, required=False)
    review_on = forms.DateField(
        label=gettext_lazy("Read it again on"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": gettext_lazy("Write a day, like 2027-03-01.")},
    )  # fmt: skip
    topics = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Fits these topics"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    teams = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Fits these teams"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput())

    def __init__(self, agent: Agent, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        given: dict[str, list[tuple[int, str]]] = {
            "owner": [(one.pk, one.name) for one in staff.colleagues(agent.workspace_id)],
            "topics": [(one.pk, one.name) for one in topics.in_use(agent.workspace_id)],
            "teams": [(one.pk, one.name) for one in staff.teams(agent.workspace_id)],
        }
        for name, choices in given.items():
            field: Any = self.fields[name]
            field.choices = choices
            if not choices:
                del self.fields[name]
        if not agent.may(Act.SAVED):
            for name in ("personal", "owner"):
                self.fields.pop(name, None)


Wordings = forms.formset_factory(Wording, extra=1, max_num=actions.MOST, absolute_max=actions.MOST)


@may(Act.ANSWER)
def new(request: HttpRequest, agent: Agent) -> HttpResponse:
    """One that is not there yet."""
    first = {"owner": agent.pk, "personal": not agent.may(Act.SAVED)}
    return _written(request, agent, None, first, [{"language": "en"}], lambda terms, _seen: actions.make(agent, terms))


@may(Act.ANSWER)
def change(request: HttpRequest, agent: Agent, saved_id: int) -> HttpResponse:
    """Its next edition, begun from the newest or from an earlier one."""
    reply = found(agent, saved_id)
    if not changes(agent, reply):
        messages.error(request, _("Leads and owners write what everybody uses. Make one of your own."))
        return redirect("house_saved_one", reply.pk)
    asked = request.GET.get("edition", "")
    edition = next((one for one in reply.editions.all() if str(one.number) == asked), None) or reply.editions.all()[0]
    about = {
        "name": edition.name, "personal": reply.personal, "owner": reply.owner_id, "review_on": reply.review_on,
        "topics": [one.pk for one in reply.topics.all()], "teams": [one.pk for one in reply.teams.all()], "seen": reply.newest,
    }  # fmt: skip
    said = [{"language": one.language, "tone": one.tone, "text": one.text} for one in edition.variants.all()]
    return _written(request, agent, reply, about, said, lambda terms, seen: actions.change(reply, agent, terms, seen))


def _written(
    request: HttpRequest, agent: Agent, reply: SavedReply | None, about: dict[str, Any], said: list[dict[str, str]],
    act: Callable[[actions.Terms, int | None], SavedReply],
) -> HttpResponse:  # fmt: skip
    given = request.POST if request.method == "POST" else None
    form = About(agent, given, initial=about)
    wordings = (
        Wordings(initial=said) if given is None else Wordings(given)
    )  # a form that is unchanged would be left out
    if given is not None and form.is_valid() and wordings.is_valid():
        try:
            kept = act(_terms(form, wordings), form.cleaned_data["seen"])
        except actions.CannotSave as no:
            form.add_error(None, str(no))
        else:
            if "more" in given:
                return redirect("house_saved_change", kept.pk)
            messages.success(request, _("Saved."))
            return redirect("house_saved_one", kept.pk)
    placeholders = [f"{{{name}}}" for name in NAMES] + [f"{{{LINK}:article}}"]
    context = {"form": form, "wordings": wordings, "reply": reply, "placeholders": placeholders}
    return render(request, "web/house/saved_write.html", context, status=422 if given is not None else 200)


def _terms(form: About, wordings: Any) -> actions.Terms:
    given = form.cleaned_data
    said = [one.cleaned_data for one in wordings if one.cleaned_data.get("text")]
    return actions.Terms(
        given["name"],
        [actions.Wording(one.get("language", ""), one["text"], one.get("tone", "")) for one in said],
        personal=bool(given.get("personal")),
        owner_id=given.get("owner") or None,
        review_on=given["review_on"],
        topics=given.get("topics", ()),
        teams=given.get("teams", ()),
    )

"""What the guard looks for in words that want to leave, how much each rule weighs here, and who decided that."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from earful.kit import clock
from earful.outbox import queries as outbox
from earful.outbox.models import Insistence
from earful.replies import tuning
from earful.replies.guard import USUAL
from earful.replies.models import GuardSetting
from earful.staff.models import Agent
from earful.staff.rules import Act
from earful.web.house.guard_words import NAMES
from earful.web.house.words import moment
from earful.web.permission import may

WEIGHTS = (
    ("refuse", gettext_lazy("never leaves")),
    ("confirm", gettext_lazy("leaves with a reason")),
    ("note", gettext_lazy("is only noted")),
    (tuning.OFF, gettext_lazy("is not looked for")),
)
PAST = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Line:
    """One rule: its name, what it looks for, its weight here, and who made it so."""

    code: str
    name: str
    about: str
    weight: str
    by: str
    insisted: int


@may(Act.READ)
def guard(request: HttpRequest, agent: Agent) -> HttpResponse:
    """Everybody may read it; leads and owners change it."""
    latest = {row.code: row for row in tuning.latest(agent.workspace_id)}
    insisted = outbox.insisted(agent.workspace_id, clock.now() - PAST)
    contacts = latest.get(tuning.CONTACTS)
    known = {
        "lines": _lines(latest, insisted),
        "weights": WEIGHTS,
        "contacts": contacts.words if contacts else "",
        "insistences": insisted[:20],
        "may_change": agent.may(Act.RULES),
    }
    return render(request, "web/house/guard.html", known)


def _lines(latest: dict[str, GuardSetting], insisted: Sequence[Insistence]) -> list[Line]:
    found = []
    for code, usual in USUAL.items():
        name, about = NAMES[code]
        row = latest.get(code)
        told = {"name": row.by.name, "when": moment(row.at, clock.now())} if row else {}
        by = _("%(name)s decided that, %(when)s") % told if row else ""
        count = sum(one.code == code for one in insisted)
        found.append(Line(code, str(name), str(about), row.strength if row else usual.value, by, count))
    return found


@require_POST
@may(Act.RULES)
def change(request: HttpRequest, agent: Agent) -> HttpResponse:
    """All weights at once, and the contacts; what did not change is not written down again."""
    for code in USUAL:
        weight = request.POST.get(code, "")
        if weight in {value for value, _words in WEIGHTS}:
            tuning.decide(code, weight, agent)
    tuning.tell_contacts(request.POST.get("contacts", ""), agent)
    messages.success(request, _("Saved."))
    return redirect("house_guard")

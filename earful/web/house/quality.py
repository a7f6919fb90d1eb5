"""How good triage is on the team's own items, what corrections taught it, and the card of what was shipped."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf.locale import LANG_INFO
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from earful import learning
from earful.insights import quality as insights
from earful.insights.rating import KINDS, Part, Rating, Shares
from earful.staff.models import Agent
from earful.staff.rules import Act
from earful.triage import actions as triage
from earful.triage import queries as verdicts
from earful.triage.card import card
from earful.web import shown
from earful.web.house import lessons
from earful.web.house.who import workspace_of
from earful.web.permission import may

PERIODS = (30, 90, 365)  # days
MOST_PARTS = 12
SHOWN = 4  # lessons; those before are folded away
BAR = 100


@dataclass(frozen=True, slots=True)
class Row:
    """Figures in a line of a table."""

    name: str
    kinds: int
    right: str
    judged: int
    recall: str
    precision: str
    bar: int  # of right ones, in hundredths


@require_safe
@may(Act.TRIAGE)
def quality(request: HttpRequest, agent: Agent) -> HttpResponse:
    """The figures of a period, and the lessons."""
    workspace = workspace_of(agent)
    asked = request.GET.get("days", "")
    days = int(asked) if asked in {str(each) for each in PERIODS} else PERIODS[0]
    found, learned = insights.quality(workspace, days), lessons.told(verdicts.lessons(workspace.pk))
    known = {
        "days": days,
        "periods": PERIODS,
        "rating": found,
        "headline": headline(found.whole),
        "needs": needs_words(found.whole.needs),
        **_tables(found),
        "lessons": learned[:SHOWN],
        "lessons_before": learned[SHOWN:],
        "in_force": verdicts.in_force(workspace.pk),
        "is_set_back": verdicts.is_set_back(workspace.pk),
    }
    return render(request, "web/house/quality.html", known)


def _tables(found: Rating) -> dict[str, Any]:
    kinds = [shown.answer("kind", kind) for kind in KINDS]
    return {
        "kinds": [(shown.answer("kind", kind), *_shares(shares), shares) for kind, shares in found.kinds],
        "kind_names": kinds,
        "confused": [
            (shown.answer("kind", true), [(count, said == true) for said, count in zip(KINDS, counts, strict=True)])
            for true, counts in found.confused
        ],
        "networks": [_row(part, shown.network(part.name)) for part in found.networks[:MOST_PARTS]],
        "languages": [_row(part, language(part.name)) for part in found.languages[:MOST_PARTS]],
        "weeks": [_row(part, date_format(date.fromisoformat(part.name), "j F")) for part in found.weeks],
    }


def _row(part: Part, name: str) -> Row:
    recall, precision = _shares(part.needs)
    bar = round(BAR * part.share) if part.share is not None else 0
    return Row(name, part.kinds, percent(part.share), part.judged, recall, precision, bar)


def _shares(shares: Shares) -> tuple[str, str]:
    return percent(shares.recall), percent(shares.precision)


def percent(share: float | None) -> str:
    """A share that never rounds a failure away; a dash where there was nothing."""
    if share is None:
        return "–"
    whole = round(share * 100)
    whole = 99 if whole == 100 and share < 1 else 1 if whole == 0 and share > 0 else whole
    return _("%(percent)s %%") % {"percent": whole}


def headline(whole: Part) -> str:
    """The first sentence of the page."""
    if not whole.kinds:
        return _("Nobody has said yet what a message of this time is.")
    told = {"right": whole.right, "all": whole.kinds}
    return _("Of %(all)s messages of which somebody said what they are, triage had said the same of %(right)s.") % told


def needs_words(needs: Shares) -> str:
    """The second."""
    if not needs.there:
        return ""
    told = {"found": needs.both, "there": needs.there}
    return _("Of %(there)s that needed an answer, it had shown %(found)s.") % told


def language(code: str) -> str:
    """A language by its name."""
    name = LANG_INFO.get(code, {}).get("name")
    return _(name) if isinstance(name, str) else _("Not recognised") if code == "und" else code


@require_POST
@may(Act.TRIAGE)
def set_back(request: HttpRequest, agent: Agent) -> HttpResponse:
    """Judge as it was shipped."""
    triage.set_back(workspace_of(agent).pk, agent)
    messages.success(request, _("Triage judges as it was shipped. The corrections are kept, and new ones count."))
    return redirect("house_quality")


@require_POST
@may(Act.TRIAGE)
def resume(request: HttpRequest, agent: Agent) -> HttpResponse:
    """Learn from everything again."""
    learning.resume(workspace_of(agent).pk, agent)
    messages.success(request, _("All corrections count again. Triage is learning from them."))
    return redirect("house_quality")


@require_safe
@may(Act.TRIAGE)
def model_card(request: HttpRequest, agent: Agent) -> HttpResponse:
    """What the shipped weights are, and are not for."""
    workspace = workspace_of(agent)
    known = {"card": card(), "in_force": verdicts.in_force(workspace.pk)}
    return render(request, "web/house/model_card.html", known)

"""When customers write, and when people are there: by the hours of a week."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from earful.conversations.models import Conversation
from earful.insights import coverage as insights
from earful.insights.coverage import Cell, Coverage
from earful.staff.models import Agent
from earful.staff.rules import Act
from earful.web.house import coverage_words as words
from earful.web.house.who import workspace_of
from earful.web.permission import may

MOST = 200


@dataclass(frozen=True, slots=True)
class Shown:
    """One cell as the table shows it."""

    cell: Cell
    words: str
    people: str
    share: str
    heat: int


@require_safe
@may(Act.READ)
def coverage(request: HttpRequest, agent: Agent) -> HttpResponse:
    """The table, and the hours in which most was ignored in words."""
    told = insights.coverage(workspace_of(agent))
    known = {
        "rows": [(f"{hour:02}", [_shown(cell) for cell in cells]) for hour, cells in enumerate(told.cells)],
        "days": words.days(),
        "summary": words.summary(told),
        "worst": _worst(told),
        "known": words.known(told),
    }
    return render(request, "web/house/coverage.html", known)


def _shown(cell: Cell) -> Shown:
    people = f"{cell.people:.1f}".removesuffix(".0") if cell.people else ""
    share = words.percent(cell.share) if cell.ignored and cell.share is not None else ""
    return Shown(cell, words.sentence(cell), people, share, words.heat(cell))


def _worst(told: Coverage) -> list[Shown]:
    """Up to three, most ignored first."""
    found = sorted((cell for row in told.cells for cell in row if cell.ignored), key=lambda one: -one.ignored)
    return [_shown(cell) for cell in found[:3]]


@require_safe
@may(Act.READ)
def hour(request: HttpRequest, agent: Agent, day: int, hour: int) -> HttpResponse:
    """The conversations behind one cell."""
    if not (0 <= day < 7 and 0 <= hour < 24):
        raise Http404
    found = insights.in_hour(workspace_of(agent), day, hour, MOST + 1)
    rows = Conversation.objects.select_related("asker", "account").in_bulk([pk for pk, _ in found[:MOST]])
    known = {
        "title": words.when(day, hour),
        "rows": [(rows[pk], ignored) for pk, ignored in found[:MOST]],
        "more": len(found) > MOST,
    }
    return render(request, "web/house/coverage_hour.html", known)

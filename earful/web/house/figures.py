"""The two headline figures, in words, and the few beside them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from earful.insights import queries
from earful.insights.rules import Wait
from earful.insights.words import ignored_words, oldest_words, share_words, spell
from earful.staff.models import Agent
from earful.staff.rules import Act
from earful.web.house.who import workspace_of
from earful.web.permission import may


@require_safe
@may(Act.READ)
def figures(request: HttpRequest, agent: Agent) -> HttpResponse:
    """How many were ignored this week, who waits longest, and how long people wait."""
    report = queries.report(workspace_of(agent))
    known = {
        "report": report,
        "figures": report.figures,
        "headline": ignored_words(report.figures),
        "share": share_words(report.figures),
        "oldest": [(oldest, oldest_words(oldest)) for oldest in report.oldest],
        "median": wait_words(report.figures.median),
        "ninetieth": wait_words(report.figures.ninetieth),
        "within": spell(report.within),
    }
    return render(request, "web/house/figures.html", known)


def wait_words(wait: Wait | None) -> str:
    """A wait, said as a lower bound when somebody in it still waits."""
    if wait is None:
        return ""
    length = spell(wait.length)
    return _("at least %(length)s") % {"length": length} if wait.open else length

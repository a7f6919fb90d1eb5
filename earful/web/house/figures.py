"""The two headline figures, in words, and the few beside them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from earful.insights import queries
from earful.insights.rules import Figures, Wait
from earful.staff.models import Agent
from earful.staff.rules import Act
from earful.web.house.who import workspace_of
from earful.web.house.words import spell
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


def ignored_words(figures: Figures) -> str:
    """The first headline, like "4 of 212 questions this week got no answer in time"."""
    if not figures.due:
        return _("No answer fell due this week.")
    if not figures.ignored:
        one = "The one customer who was owed an answer this week got it in time."
        many = "All %(due)s customers who were owed an answer this week got it in time."
        return ngettext(one, many, figures.due) % {"due": figures.due}
    one = "%(ignored)s of %(due)s question this week got no answer in time."
    many = "%(ignored)s of %(due)s questions this week got no answer in time."
    return ngettext(one, many, figures.due) % {"ignored": figures.ignored, "due": figures.due}


def share_words(figures: Figures) -> str:
    """The ignored share as a percentage that never rounds a failure away."""
    share = figures.share
    if share is None:
        return ""
    percent = share * 100
    if 0 < percent < 0.1:
        return _("under 0.1 %%") % {}
    return _("%(percent)s %%") % {"percent": f"{percent:.1f}".removesuffix(".0")}


def oldest_words(oldest: queries.Oldest) -> str:
    """The second headline."""
    said = _("The oldest private message waits %(age)s.") if oldest.private else _("The oldest waits %(age)s.")
    return said % {"age": spell(oldest.age)}


def wait_words(wait: Wait | None) -> str:
    """A wait, said as a lower bound when somebody in it still waits."""
    if wait is None:
        return ""
    length = spell(wait.length)
    return _("at least %(length)s") % {"length": length} if wait.open else length

"""The figures in words: the two headlines, and how long people wait."""

from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from earful.insights import queries
from earful.insights.rules import Figures

DAY = 24 * 3600


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


def spell(length: timedelta) -> str:
    """A length of time in at most two units: "4 s", "12 min", "3 h 12 min", "2 days 5 h"."""
    seconds = max(int(length.total_seconds()), 0)
    if seconds < 60:
        return _("%(n)s s") % {"n": seconds}
    if seconds < 3600:
        return _("%(n)s min") % {"n": seconds // 60}
    if seconds < DAY:
        return _two(_("%(n)s h") % {"n": seconds // 3600}, seconds % 3600 // 60, _("%(n)s min"))
    days = seconds // DAY
    whole = ngettext("%(n)s day", "%(n)s days", days) % {"n": days}
    return _two(whole, seconds % DAY // 3600, _("%(n)s h")) if days < 7 else whole


def _two(first: str, rest: int, unit: str) -> str:
    return f"{first} {unit % {'n': rest}}" if rest else first

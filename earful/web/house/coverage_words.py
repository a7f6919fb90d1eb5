"""Coverage as sentences."""

from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from earful.insights.coverage import Cell, Coverage

HEATS = (0.0, 0.05, 0.15, 0.35)  # from which share of ignored ones on a cell is one shade warmer


def days() -> list[tuple[str, str]]:
    """The days of the week, Monday first: short and whole."""
    return [(capfirst(str(WEEKDAYS_ABBR[day])), capfirst(str(WEEKDAYS[day]))) for day in range(7)]


def when(day: int, hour: int) -> str:
    """One hour of the week."""
    return _("%(day)s, %(hour)s to %(next)s") % {
        "day": capfirst(str(WEEKDAYS[day])),
        "hour": f"{hour:02}:00",
        "next": f"{hour + 1:02}:00",
    }


def sentence(cell: Cell) -> str:
    """Everything a cell says."""
    came = ngettext("%(n)s message needed an answer", "%(n)s messages needed an answer", cell.arrived)
    people = (
        _("%(n)s on shift") % {"n": f"{cell.people:.1f}".removesuffix(".0")} if cell.people else _("nobody on shift")
    )
    told = _("%(ignored)s of %(due)s ignored") % {"ignored": cell.ignored, "due": cell.due} if cell.due else ""
    pieces = (came % {"n": cell.arrived}, people, told)
    return f"{when(cell.day, cell.hour)}: {', '.join(piece for piece in pieces if piece)}."


def percent(share: float) -> str:
    """A share in whole hundredths, never nought for some."""
    return _("%(n)s%%") % {"n": max(1, round(share * 100))}


def heat(cell: Cell) -> int:
    """How warm a cell is, 0 to 4; only what was ignored warms, and a single one does not glow, whatever its share."""
    warm = sum(cell.share > least for least in HEATS) if cell.ignored and cell.share is not None else 0
    return min(warm, cell.ignored + 1)


def summary(told: Coverage) -> str:
    """All of it in a sentence."""
    cells = [cell for row in told.cells for cell in row]
    arrived, due, ignored = (sum(getattr(cell, what) for cell in cells) for what in ("arrived", "due", "ignored"))
    if not arrived:
        return _("Nobody needed an answer in the last four weeks.")
    alone = sum(cell.arrived for cell in cells if not cell.people)
    words = _("%(arrived)s messages needed an answer in the last four weeks, and %(ignored)s of the %(due)s that fell due got none in time.")  # fmt: skip
    found = words % {"arrived": arrived, "due": due, "ignored": ignored}
    if told.with_shifts and alone:
        found += " " + _("%(n)s came when nobody was on shift.") % {"n": alone}
    return found


def known(told: Coverage) -> str:
    """What of people's hours is known, honestly."""
    if not told.with_shifts:
        return _("Nobody has shifts yet, so it is not known who was there. Set them on the page of routing.")
    some = ngettext("Of %(n)s person by their shifts", "Of %(n)s people by their shifts", told.with_shifts)
    found = some % {"n": told.with_shifts}
    if told.without:
        rest = ngettext(
            "%(n)s more has none, and is not counted", "%(n)s more have none, and are not counted", told.without
        )
        found += "; " + rest % {"n": told.without}
    return found + "."

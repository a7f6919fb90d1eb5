"""What is said of looks behind links, as sentences."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from earful.conversations.links.rules import Why

SAID = {
    Why.NO_ADDRESS: gettext_noop("This is not an address of the web, so it was not opened."),
    Why.USER: gettext_noop(
        "It carries a name or a password in front of its host, so it was not opened. Such links are mostly made to deceive."
    ),
    Why.PORT: gettext_noop(
        "It leads to an unusual place on its host, so it was not opened. Pages are nearly never there."
    ),
    Why.ODD: gettext_noop(
        "It hides its host behind a number, so it was not opened. Such links are mostly made to deceive."
    ),
    Why.LONG: gettext_noop("It is too long to be opened."),
    Why.INTERNAL: gettext_noop("It leads to the inside of a network, so it was not opened."),
    Why.UNREACHABLE: gettext_noop("Nothing answers there, or it cannot prove who it is."),
    Why.BROKEN: gettext_noop("It broke off in the middle of its answer."),
    Why.SLOW: gettext_noop("It did not answer within five seconds."),
    Why.ROUND: gettext_noop("It leads on and on, so nobody followed it to its end."),
    Why.PACKED: gettext_noop("It answers in a way that cannot be read here."),
    Why.STALE: gettext_noop("The look was interrupted. Look again."),
    Why.OFF: gettext_noop("Looking behind links is switched off."),
}
GONE = {404, 410}
SHUT = {401, 402, 403, 407, 451}


class CannotLook(Exception):
    """Nobody goes, with the sentence why."""


def off() -> str:
    """An owner does not want it."""
    return _(SAID[Why.OFF])


def used_up(hourly: int) -> str:
    """The desk looked often enough."""
    told = _("This desk looked behind %(count)s links within an hour, which is the most. Try again later.")
    return told % {"count": hourly}


def failure(why: str, status: int = 0, sort: str = "") -> str:
    """Why there is nothing to show."""
    match why:
        case Why.SORT:
            known = _("There is no page but a file (%(sort)s), which was not opened.")
            return known % {"sort": sort} if sort else _("There is no page but a file, which was not opened.")
        case Why.STATUS if status in GONE:
            return _("There is no page there any more.")
        case Why.STATUS if status in SHUT:
            return _("That page is not shown to everybody. It may look different to its customer.")
        case Why.STATUS:
            return _("Its server could not show the page just now.")
    return _(SAID[Why(why)])

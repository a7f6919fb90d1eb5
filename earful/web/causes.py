"""Why something was not heard, as a sentence."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from earful.intake.models import Unheard
from earful.web.house.words import moment

BETWEEN = {
    "nobody": gettext_noop("Nobody listened between %(began)s and %(ended)s."),
    "trouble": gettext_noop("The network was in trouble between %(began)s and %(ended)s."),
    "signed_out": gettext_noop("The account was signed out between %(began)s and %(ended)s."),
    "paused": gettext_noop("Listening was paused between %(began)s and %(ended)s."),
}
SINCE = {
    "nobody": gettext_noop("Nobody had listened since %(began)s."),
    "trouble": gettext_noop("The network had been in trouble since %(began)s."),
    "signed_out": gettext_noop("The account had been signed out since %(began)s."),
    "paused": gettext_noop("Listening had been paused since %(began)s."),
}
PASSED = gettext_noop("The check at %(passed)s covered that time and did not bring it.")
AFTERWARDS = gettext_noop("The check at %(passed)s should have brought it and did not.")


def cause(one: Unheard) -> str:
    """In one or two sentences, with the times."""
    now = one.found_at or one.seen_at
    times = {
        name: moment(at, now)
        for name, at in (("began", one.cause_from), ("ended", one.cause_until), ("passed", one.passed_at))
        if at is not None
    }
    said = []
    if one.cause in BETWEEN and "began" in times:
        said.append(_((BETWEEN if "ended" in times else SINCE)[one.cause]) % times)
    if one.words:
        said.append(_(one.words))
    if "passed" in times:
        said.append(_(AFTERWARDS if said else PASSED) % times)
    return " ".join(said) or _("Nobody had listened yet.")

"""What came while somebody was writing, as sentences; every door says them the same way."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

MINUTE, HOUR, DAY = 60, 3600, 86400
KINDS = (
    "customer", "edited", "removed", "colleague", "leaving", "retried", "sending", "uncertain", "native", "ended",
    "joined", "parted", "taken", "unseen",
)  # fmt: skip


def news(kind: str, figures: Mapping[str, int | str]) -> str:
    """A piece of news as a sentence: "Ana answered 8 seconds ago."."""
    who, seconds = str(figures.get("who", "")), int(figures.get("seconds", 0))
    sentence = (_theirs() if who else _own()).get(kind) or _theirs()[kind]
    return sentence % {"who": who or _("Somebody"), "ago": ago(seconds), "in": within(seconds)}


def _theirs() -> dict[str, str]:
    return {
        "customer": _("%(who)s added something %(ago)s."),
        "edited": _("%(who)s changed a message %(ago)s."),
        "removed": _("%(who)s removed a message %(ago)s."),
        "colleague": _("%(who)s answered %(ago)s."),
        "leaving": _("An answer by %(who)s leaves in %(in)s."),
        "retried": _("An answer by %(who)s has not left yet and is being tried again."),
        "sending": _("An answer by %(who)s is leaving now."),
        "uncertain": _("Nobody knows yet whether an answer by %(who)s arrived. Earful is looking."),
        "native": _("Somebody answered in the network's own app %(ago)s."),
        "ended": _("%(who)s ended this %(ago)s."),
        "joined": _("%(who)s joined another conversation with this one %(ago)s."),
        "parted": _("%(who)s moved messages out of this conversation %(ago)s."),
        "taken": _("%(who)s has this."),
        "unseen": _("It is not known what was shown to you before you wrote. Read how it stands now."),
    }


def _own() -> dict[str, str]:
    """What the agent did elsewhere: in another window, or with a program of theirs."""
    return {
        "colleague": _("You answered %(ago)s, in another window."),
        "leaving": _("An answer of yours leaves in %(in)s."),
        "retried": _("An answer of yours has not left yet and is being tried again."),
        "sending": _("An answer of yours is leaving now."),
        "uncertain": _("Nobody knows yet whether an answer of yours arrived. Earful is looking."),
        "joined": _("Another conversation was joined with this one %(ago)s."),
        "parted": _("Messages were moved out of this conversation %(ago)s."),
    }


def ago(seconds: int) -> str:
    """How long ago, exact where it matters."""
    if seconds < 1:
        return _("just now")
    if seconds < MINUTE:
        return ngettext("%(count)s second ago", "%(count)s seconds ago", seconds) % {"count": seconds}
    if seconds < HOUR:
        return ngettext("%(count)s minute ago", "%(count)s minutes ago", seconds // MINUTE) % {
            "count": seconds // MINUTE
        }
    if seconds < DAY:
        return ngettext("%(count)s hour ago", "%(count)s hours ago", seconds // HOUR) % {"count": seconds // HOUR}
    return ngettext("%(count)s day ago", "%(count)s days ago", seconds // DAY) % {"count": seconds // DAY}


def within(seconds: int) -> str:
    """How soon."""
    return ngettext("%(count)s second", "%(count)s seconds", max(seconds, 0)) % {"count": max(seconds, 0)}

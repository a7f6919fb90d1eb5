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


def of_rule(code: str, figures: Mapping[str, int | str]) -> str:
    """A rule about words as a sentence, with what it found; "" for a ruling that is none."""
    found = str(figures.get("words", ""))
    sentence = _rules().get(code, "")
    return sentence % {"words": found} if sentence else ""


def _rules() -> dict[str, str]:
    return {
        "selling": _("This sells: “%(words)s”. Here people are helped, never sold to. Leave it out."),
        "campaign_link": _("This link counts who came, or leads to a campaign: %(words)s. A plain link will do."),
        "personal_data": _("Everybody can read this, and it holds personal data: %(words)s. Leave it out, or write privately."),
        "asks_personal_data": _("This asks for “%(words)s” where everybody can read the answer. Ask for it privately."),
        "placeholder": _("Something was not filled in: %(words)s."),
        "broken_link": _("This link leads nowhere: %(words)s."),
        "short_link": _("Nobody can see where this link leads: %(words)s. The whole address is better."),
        "dm_first": _("It only asks them to write privately. Say something that helps first; others read along."),
        "compensation": _("Money or a present offered where everybody reads it: “%(words)s”. That is better said privately."),
        "talking_down": _("This may sound as if from above: “%(words)s”."),
        "wrong_name": _("%(words)s is not the name of whom you answer."),
        "language": _("They wrote to you in another tongue than this answer."),
        "after_solved": _("This is solved, and they have said nothing since. Leave them in peace, unless there is a need."),
        "wish": _("They asked to be left alone, and have not spoken since. Wait until they do."),
        "unasked": _("They did not speak to you. Answer only if it helps them."),
        "too_often": _("They have had %(words)s messages of ours since they last spoke."),
        "by_fellow": _("A fellow customer has answered this well already."),
        "same_text": _("You sent these very words to %(words)s others today. See that each of them hears what they asked about."),
        "no_due_time": _("You promise to come back. Say by when, or make it a holding reply."),
        "blame": _("This may sound like a reproach: “%(words)s”."),
        "canned": _("These are only phrases. Say what happens now."),
        "jargon": _("Customers may not know this word: “%(words)s”."),
        "untouched_assist": _("The assistant wrote this. Make it your own words, or say that you have read it."),
        "assist_gap": _("The assistant lost something here: %(words)s. Write what belongs there."),
        "assisted": _("Written with the assistant. That is noted with the answer."),
        "shouting": _("Capitals and rows of exclamation marks read as if you shouted: %(words)s."),
    }  # fmt: skip

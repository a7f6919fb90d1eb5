"""Acts on many conversations as sentences: what was done, what was left alone and why, and what undoing restored."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from earful.conversations.models import Bulk, Outcome
from earful.kit import clock
from earful.web.desk import moments


@dataclass(frozen=True, slots=True)
class Told:
    """One act, ready to be shown."""

    pk: int
    words: str
    at: datetime
    running: bool
    undoable: bool


def told(act: Bulk) -> Told:
    """What became of it so far."""
    running = act.state in {Bulk.State.RUNNING, Bulk.State.UNDOING}
    undoable = act.state in {Bulk.State.DONE, Bulk.State.RUNNING} and act.done > 0
    return Told(act.pk, _sentences(act), act.at, running, undoable)


def _sentences(act: Bulk) -> str:
    if act.state == Bulk.State.UNDOING:
        return _("Undoing: %(n)s restored so far.") % {"n": act.restored}
    if act.state == Bulk.State.UNDONE:
        back = ngettext("%(n)s restored.", "%(n)s restored.", act.restored) % {"n": act.restored}
        spared = ngettext(
            "%(n)s left as it is now: it has changed since.",
            "%(n)s left as they are now: they have changed since.",
            act.kept,
        )
        return f"{back} {spared % {'n': act.kept}}" if act.kept else back
    parts = [_done(act)]
    if act.state == Bulk.State.RUNNING:
        parts.append(_("Under way: %(n)s of %(all)s.") % {"n": act.done + sum(act.left.values()), "all": act.asked})
    parts += [_left(why, count) for why, count in sorted(act.left.items())]
    return " ".join(parts)


def _done(act: Bulk) -> str:
    given, n = act.given, act.done
    if act.what == "assign":
        words = (
            ngettext("%(n)s handed over.", "%(n)s handed over.", n)
            if given.get("to")
            else ngettext("%(n)s laid back.", "%(n)s laid back.", n)
        )
        if given.get("to") == act.agent_id:
            words = ngettext("%(n)s taken.", "%(n)s taken.", n)
        return words % {"n": n}
    if act.what == "end":
        outcome = Outcome(given["outcome"]).label if given.get("outcome") in Outcome.values else ""
        return ngettext("%(n)s ended: %(how)s.", "%(n)s ended: %(how)s.", n) % {"n": n, "how": outcome}
    if act.what == "snooze":
        until = moments.when(clock.parse(given["until"]))
        return ngettext("%(n)s put away until %(until)s.", "%(n)s put away until %(until)s.", n) % {
            "n": n,
            "until": until,
        }
    words = {
        "team": ngettext("%(n)s handed to another team.", "%(n)s handed to another team.", n),
        "tag": ngettext("%(n)s tagged #%(tag)s.", "%(n)s tagged #%(tag)s.", n),
        "untag": ngettext("%(n)s no longer tagged #%(tag)s.", "%(n)s no longer tagged #%(tag)s.", n),
    }[act.what]
    return words % {"n": n, "tag": str(given.get("name", "")).lstrip("#")}


def _left(why: str, n: int) -> str:
    return {
        "said": ngettext(
            "%(n)s left alone because something was said meanwhile.",
            "%(n)s left alone because something was said meanwhile.",
            n,
        ),
        "changed": ngettext(
            "%(n)s left alone because a colleague changed it meanwhile.",
            "%(n)s left alone because colleagues changed them meanwhile.",
            n,
        ),
        "already": ngettext("%(n)s was so already.", "%(n)s were so already.", n),
        "ended": ngettext("%(n)s had ended already.", "%(n)s had ended already.", n),
        "gone": ngettext("%(n)s is no longer there.", "%(n)s are no longer there.", n),
    }.get(why, ngettext("%(n)s could not be changed.", "%(n)s could not be changed.", n)) % {"n": n}


def title(what: str, n: int) -> str:
    """What a form of an act is about."""
    words = {
        "assign": ngettext("Hand over %(n)s conversation", "Hand over %(n)s conversations", n),
        "team": ngettext("Hand %(n)s conversation to a team", "Hand %(n)s conversations to a team", n),
        "tag": ngettext("Tag %(n)s conversation", "Tag %(n)s conversations", n),
        "snooze": ngettext("Put %(n)s conversation away until later", "Put %(n)s conversations away until later", n),
        "end": ngettext("End %(n)s conversation", "End %(n)s conversations", n),
    }
    return words[what] % {"n": n}

"""Every ruling of the guard as a sentence; every door says it the same way."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from earful.replies import words
from earful.replies.guard import Ruling

COUNTED = ("count", "over", "most", "hours", "minutes")  # of these a ruling has one at most


def ruling(found: Ruling) -> str:
    """One ruling as a sentence."""
    if found.code.startswith("newer_"):
        return words.news(found.code.removeprefix("newer_"), found.figures)
    if sentence := words.of_rule(found.code, found.figures):
        return sentence
    count = next((int(found.figures[name]) for name in COUNTED if name in found.figures), 0)
    if found.code == "too_long":
        return _over(count, str(found.figures.get("units", ""))) % {"count": count}
    counted = _counted(found.code, count)
    return counted % {"count": count} if counted else _plain(found.code)


def _counted(code: str, count: int) -> str:
    match code:
        case "too_many_pictures":
            return ngettext(
                "This network takes at most %(count)s picture.", "This network takes at most %(count)s pictures.", count
            )
        case "missing_alt":
            return ngettext(
                "One picture has no description yet. Say in a few words what it shows, for people who cannot see it.",
                "%(count)s pictures have no description yet. Say in a few words what each shows.",
                count,
            )
        case "window_closed":
            return ngettext(
                "The network takes private answers only within %(count)s hour after they wrote, and that is over.",
                "The network takes private answers only within %(count)s hours after they wrote, and that is over.",
                count,
            )
        case "window_closing":
            return ngettext(
                "The network takes an answer here for %(count)s more minute.",
                "The network takes an answer here for %(count)s more minutes.",
                count,
            )
    return ""


def _plain(code: str) -> str:
    return {
        "read_only": _("Nothing can be sent to this place from here."),
        "nothing_to_answer": _("There is nothing to answer here any more."),
        "answers_removed": _("The message you are answering was removed by its author. Choose another one to answer."),
        "widened": _("More people would read this than it was written for. Choose who reads it, then send."),
        "answers_moved": _(
            "The message you are answering is in another conversation now. Choose another one to answer."
        ),
        "empty": _("Write something first."),
        "holds_past": _("The time by which you come back is over. Choose a later one."),
        "holds_far": _("Come back within two weeks. Choose an earlier time."),
        "signed_out": _("This account is signed out, so nothing can be sent. Your words are kept."),
    }.get(code, _("This cannot be sent as it is (%(code)s).") % {"code": code})


def _over(count: int, units: str) -> str:
    if units == "bytes":
        return ngettext(
            "Too long by %(count)s byte. This network counts bytes, and some letters need several.",
            "Too long by %(count)s bytes. This network counts bytes, and some letters need several.",
            count,
        )
    return ngettext("Too long by %(count)s character.", "Too long by %(count)s characters.", count)

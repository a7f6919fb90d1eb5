"""What the guard found, in the same sentences as on the pages; a test compares them."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from earful.api.schemas_replies import News, Ruling
from earful.replies import guard
from earful.replies.words import news, of_rule


def rulings(found: Iterable[guard.Ruling]) -> list[Ruling]:
    """Each ruling with its sentence."""
    return [Ruling(code=one.code, strength=one.strength.value, words=sentence(one), mended=one.mended) for one in found]


def came(found: Iterable[guard.News]) -> list[News]:
    """What came meanwhile, each with its sentence."""
    return [
        News(
            kind=one.kind,
            words=sentence(guard.about(one)),
            text=one.words,
            turn_id=one.turn or None,
            dispatch_id=one.dispatch or None,
        )
        for one in found
    ]


def sentence(ruling: guard.Ruling) -> str:
    """A ruling in words."""
    figures = ruling.figures
    if ruling.code.startswith("newer_"):
        return news(ruling.code.removeprefix("newer_"), figures)
    if told := of_rule(ruling.code, figures):
        return told
    match ruling.code:
        case "too_long":
            count = int(figures["over"])
            return _over(count, str(figures["units"])) % {"count": count}
        case "too_many_pictures":
            most = int(figures["most"])
            one, many = (
                "This network takes at most %(count)s picture.",
                "This network takes at most %(count)s pictures.",
            )
            return ngettext(one, many, most) % {"count": most}
        case "missing_alt":
            count = int(figures["count"])
            one = "One picture has no description yet. Say in a few words what it shows, for people who cannot see it."
            return ngettext(
                one, "%(count)s pictures have no description yet. Say in a few words what each shows.", count
            ) % {"count": count}
    return _plain(ruling.code)


def _plain(code: str) -> str:
    return {
        "read_only": _("Nothing can be sent here: this comes from an archive."),
        "nothing_to_answer": _("There is nothing to answer here any more."),
        "answers_removed": _("The message you are answering was removed by its author. Choose another one to answer."),
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

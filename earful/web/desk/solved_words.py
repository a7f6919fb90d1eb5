"""What came of a matter after it was answered, and what was said about coming back, in words."""

from django.utils.translation import gettext as _

from earful.conversations.models import Conversation, Manner, Turn
from earful.conversations.queries import Whole, solved_so_far
from earful.kit import clock
from earful.web.desk.events import Line
from earful.web.desk.moments import when


def told(conversation: Conversation) -> dict[str, str]:
    """Both, for the head of a conversation."""
    return {"solved_words": solved(conversation), "held_words": held(conversation)}


def solved(conversation: Conversation) -> str:
    """Whether it is solved, or when it will be if nothing more is said; "" while somebody waits, or for no matter at all."""
    if conversation.solved_at is None or conversation.status == Conversation.Status.OPEN:
        return ""
    if conversation.solved_at > clock.now():
        return _("solved if quiet until %(time)s") % {"time": when(conversation.solved_at)}
    return _("solved, its customer says") if conversation.solved_by_word else _("solved: quiet for 72 hours")


def lines(whole: Whole) -> list[Line]:
    """When it was solved, as lines of its history."""
    return [
        Line(
            -1 - number,
            "solved",
            _("Solved: its customer says so") if by_word else _("Solved: quiet for 72 hours"),
            at,
            False,
        )
        for number, (at, by_word) in enumerate(solved_so_far(whole))
    ]


def held(conversation: Conversation) -> str:
    """What a holding reply said, while it has not been kept."""
    until = conversation.holds_until
    if until is None:
        return ""
    if until <= clock.now():
        return _("we said we would be back by %(time)s") % {"time": when(until)}
    return _("we come back by %(time)s") % {"time": when(until)}


def manner(turn: Turn) -> str:
    """How words of ours were meant, where they are no answer."""
    if turn.manner == Manner.ROBOT:
        return _("automatic message, no answer")
    if turn.manner != Manner.HOLDING or turn.holds_until is None:
        return ""
    known = {"name": turn.agent.name if turn.agent else _("a colleague"), "time": when(turn.holds_until)}
    return _("holding reply by %(name)s: back by %(time)s") % known

"""What its own site holds back: the line below the message, and whether a person can decide about it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from earful.conversations.models import Conversation, Turn
from earful.outbox import letting
from earful.outbox.models import Letting


@dataclass(frozen=True, slots=True)
class HeldShown:
    """A message that is held back. `choice`: a person can decide now; `words`: who did, and what came of it."""

    choice: bool
    words: str = ""
    trouble: str = ""


def of_turns(conversation: Conversation, turns: Iterable[Turn]) -> Mapping[int, HeldShown]:
    """By the message."""
    held = [turn for turn in turns if turn.held and not turn.ours and turn.removed_at is None]
    decided, able = letting.latest(held), bool(held) and letting.able(conversation.account)
    return {turn.pk: _shown(decided.get(turn.pk), able=able) for turn in held}


def _shown(made: Letting | None, *, able: bool) -> HeldShown:
    if made is None or made.state == Letting.State.DONE:  # done, and held back again since
        return HeldShown(choice=able)
    trouble = _(made.trouble) if made.trouble else ""
    if made.state == Letting.State.FAILED:
        return HeldShown(able, trouble=trouble)
    verdict = Letting.Verdict(made.verdict)
    words = {
        Letting.Verdict.SHOW: _("%(name)s lets it through. The site is being told."),
        Letting.Verdict.SPAM: _("%(name)s calls it spam. The site is being told."),
    }[verdict]
    return HeldShown(choice=False, words=words % {"name": made.agent.name}, trouble=trouble)

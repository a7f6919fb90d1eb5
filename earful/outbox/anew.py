"""A reply that was not sent is ruled on anew before it is tried again: much may have happened since it was written."""

from collections.abc import Sequence

from earful.conversations.models import Conversation
from earful.outbox.actions import TooLate
from earful.outbox.approval import asking
from earful.outbox.models import Dispatch, Insistence
from earful.replies import actions as writing
from earful.replies.guard import Ruling, Strength
from earful.replies.models import Draft


class Stopped(Exception):
    """What the guard says against words that were to be tried again, the gravest first."""

    def __init__(self, rulings: Sequence[Ruling]) -> None:
        super().__init__(rulings[0].code)
        self.rulings = rulings


def rule(dispatch: Dispatch, conversation: Conversation) -> None:
    """Raises Stopped. What its writer gave a reason for when they sent it stays said.

    TooLate: a colleague has to read it first by now, and nobody has.
    """
    if dispatch.approved_by_id is None and asking.needed(conversation, dispatch.agent, dispatch.answers):
        raise TooLate(asking.FIRST)
    reasons = dict(Insistence.objects.filter(dispatch=dispatch).values_list("code", "reason"))
    insisting = writing.Insisting(frozenset(reasons), next(iter(reasons.values()), ""))
    rulings = writing.review(_as_written(dispatch, conversation), insisting=insisting).rulings
    against = [ruling for ruling in rulings if ruling.strength is not Strength.NOTE]
    if against:
        raise Stopped(against)


def _as_written(dispatch: Dispatch, conversation: Conversation) -> Draft:
    """For the guard; it is never stored."""
    return Draft(
        workspace_id=dispatch.workspace_id,
        conversation=conversation,
        agent=dispatch.agent,
        text=dispatch.written,
        answers=dispatch.answers,
        holds_until=dispatch.holds_until,
        way=dispatch.way,
        readers=dispatch.readers,
    )

"""What an expert writes: a note for the team, or words they propose for the customer. Neither goes anywhere else."""

from datetime import timedelta

from earful.conversations.experts import rules, telling
from earful.conversations.models import Invitation, Note
from earful.conversations.refusing import CannotDo
from earful.kit import clock
from earful.kit.transaction import one_transaction
from earful.kit.words import gettext_noop

LONGEST = 20_000
SAME = timedelta(minutes=10)


@one_transaction
def answer(invitation: Invitation, text: str, *, proposal: bool = False) -> Note:
    """Keep an expert's words; the same words a moment later are the same note. Raises CannotDo."""
    text, now = text.strip()[:LONGEST], clock.now()
    if not rules.one_line(text, LONGEST):
        raise CannotDo(gettext_noop("Write something first."))
    conversation = telling.hold(invitation.conversation_id)
    before = list(Note.objects.filter(conversation=conversation, invitation=invitation).order_by("-id"))
    if before and (before[0].text, before[0].proposal) == (text, proposal) and now - before[0].at < SAME:
        return before[0]
    if len(before) >= rules.MOST_NOTES:
        raise CannotDo(gettext_noop("You have written fifty times here. Please write to the team by mail."))
    note = Note.objects.create(
        workspace_id=invitation.workspace_id,
        conversation=conversation,
        agent_id=invitation.by_id,
        invitation=invitation,
        proposal=proposal,
        text=text,
        at=now,
    )
    Invitation.objects.filter(pk=invitation.pk).update(answered_at=now)
    telling.note_down(conversation, "proposed" if proposal else "wrote", invitation)
    telling.tell(conversation)
    return note

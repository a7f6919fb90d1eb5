"""What happens around an expert stands in the conversation's history, and the open pages hear of it."""

from django.db.models import QuerySet

from earful.conversations.experts.rules import Door, door
from earful.conversations.history import What, write
from earful.conversations.models import Conversation, Invitation, Letter
from earful.conversations.standing import refresh
from earful.kit import clock
from earful.kit.announce import announce
from earful.staff.models import Agent
from earful.staff.rules import Act

LETTERS = Letter.objects.select_related("invitation__by", "invitation__workspace", "invitation__conversation__account")


def hold(conversation_id: int) -> Conversation:
    """The conversation's row, before any row of an expert's, so that nobody waits in a circle; where it was merged to."""
    held = Conversation.objects.select_for_update().get(pk=conversation_id)
    while held.merged_into_id is not None:
        held = Conversation.objects.select_for_update().get(pk=held.merged_into_id)
    return held


def hold_letter(rows: QuerySet[Letter]) -> tuple[Conversation, Letter] | None:
    """A letter's row and its conversation's, held until the transaction ends."""
    found = rows.first()
    if found is None:
        return None
    conversation = hold(found.invitation.conversation_id)
    letter = rows.select_for_update(of=("self",)).filter(pk=found.pk).first()  # it may have changed meanwhile
    return None if letter is None else (conversation, letter)


def tell(conversation: Conversation) -> None:
    """It changed."""
    refresh(conversation)
    announce(conversation.workspace_id, "conversation", conversation.pk, conversation.version)


def note_down(conversation: Conversation, did: str, invitation: Invitation, by: Agent | None = None) -> None:
    """A line of history: asked, came, wrote, proposed, withdrew."""
    write(conversation, What.EXPERT, by, did=did, invitation=invitation.pk, name=invitation.name)


def door_of(invitation: Invitation) -> Door:
    """Whether this expert may come in now."""
    here = invitation.by.may(Act.ANSWER)
    return door(invitation.expires_at, invitation.revoked_at, clock.now(), asker_here=here)

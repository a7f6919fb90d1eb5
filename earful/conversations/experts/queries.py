"""Reading: who was asked, whom one could ask again, and what an expert may see."""

from collections.abc import Sequence
from dataclasses import dataclass

from earful.channels.contract import Readers
from earful.conversations import queries
from earful.conversations.models import Conversation, Invitation, Note, Turn

PUBLIC = ("", Readers.EVERYBODY, Readers.QUIETLY)
MOST = 200  # messages that an expert is shown
KNOWN = 50


@dataclass(frozen=True, slots=True)
class Sight:
    """What an expert sees of a conversation: what everybody could read. `withheld`: messages that are not shown."""

    conversation: Conversation
    above: Sequence[Turn]
    turns: Sequence[Turn]
    withheld: int
    earlier: int


def sight(conversation: Conversation) -> Sight:
    """Public words that stand; nothing private, no notes, nothing of other conversations."""
    whole = queries.whole(conversation, MOST)
    above, turns = ([turn for turn in found if shows(conversation, turn)] for found in (whole.above, whole.turns))
    standing = [turn for turn in whole.turns if _stands(turn)]
    return Sight(conversation, above, turns, len(standing) - len(turns), len(whole.earlier))


def shows(conversation: Conversation, turn: Turn) -> bool:
    """Whether an expert who was asked about this conversation may read this message."""
    return not conversation.private and turn.readers in PUBLIC and _stands(turn)


def _stands(turn: Turn) -> bool:
    return turn.removed_at is None and turn.emptied_at is None


def of_conversation(conversation_id: int) -> list[Invitation]:
    """Everybody who was asked here, in order, with their letters at hand."""
    rows = Invitation.objects.filter(conversation=conversation_id).select_related("by").order_by("created_at", "id")
    return list(rows.prefetch_related("letters"))


def one(workspace_id: int, invitation_id: int) -> Invitation | None:
    """One invitation."""
    rows = Invitation.objects.select_related("by", "workspace", "conversation")
    return rows.filter(workspace=workspace_id, pk=invitation_id).first()


def known(workspace_id: int) -> list[tuple[str, str]]:
    """Names and addresses of those who were asked before, lately asked first."""
    rows = Invitation.objects.filter(workspace=workspace_id).exclude(address="").order_by("-created_at", "-id")
    found: dict[str, str] = {}
    for address, name in rows.values_list("address", "name")[: KNOWN * 10]:
        found.setdefault(address, name)
    return [(name, address) for address, name in found.items()][:KNOWN]


def words_of(invitation: Invitation) -> list[Note]:
    """What an expert wrote, in order."""
    return list(
        Note.objects.filter(conversation=invitation.conversation_id, invitation=invitation).order_by("at", "id")
    )


def proposal(workspace_id: int, note_id: int) -> Note | None:
    """Words that an expert proposed for the customer."""
    rows = Note.objects.select_related("invitation", "conversation")
    return rows.filter(workspace=workspace_id, pk=note_id, proposal=True).first()

"""Opening a link: once, by pressing a button, for one conversation and some hours."""

from earful.conversations.experts import rules, telling
from earful.conversations.experts.letters import fingerprint
from earful.conversations.models import Invitation, Letter
from earful.kit import clock
from earful.kit.transaction import one_transaction


def of_key(key: str) -> Letter | None:
    """The letter whose link this is, opened or not; looking at it uses nothing up."""
    return telling.LETTERS.filter(sha256=fingerprint(key)).first()


def can_enter(letter: Letter) -> bool:
    """Whether its link still opens."""
    return letter.used_at is None and telling.door_of(letter.invitation) is rules.Door.OPEN


@one_transaction
def enter(key: str) -> Letter | None:
    """Use a link up; None when it opens nothing. Of two who press the button at once one gets in."""
    held = telling.hold_letter(telling.LETTERS.filter(sha256=fingerprint(key)))
    if held is None or not can_enter(held[1]):
        return None
    conversation, letter = held
    letter.used_at = clock.now()
    letter.save(update_fields=["used_at"])
    if Invitation.objects.filter(pk=letter.invitation_id, seen_at=None).update(seen_at=letter.used_at):
        telling.note_down(conversation, "came", letter.invitation)
        telling.tell(conversation)
    return letter


def visit(letter_id: int) -> Letter | None:
    """The letter by whose link somebody came in; also when their time is over."""
    return telling.LETTERS.filter(pk=letter_id, used_at__isnull=False).first()


def is_in(letter: Letter) -> bool:
    """Whether who came by this link is still in."""
    return rules.stays(letter.used_at, clock.now()) and telling.door_of(letter.invitation) is rules.Door.OPEN

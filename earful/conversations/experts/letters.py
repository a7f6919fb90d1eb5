"""The links of an invitation and the mails that carry them: claim, send, record. The link itself is kept nowhere."""

import hashlib
import secrets
from datetime import timedelta

from earful.conversations.experts import rules, telling
from earful.conversations.models import Invitation, Letter
from earful.conversations.refusing import CannotDo
from earful.kit import clock
from earful.kit.mail import MailFailed
from earful.kit.transaction import one_transaction
from earful.kit.words import gettext_noop

State = Letter.State
INTERRUPTED = gettext_noop("Earful was interrupted while sending it.")
RESTORED = gettext_noop("The desk was brought back from a backup, and it may have left since.")
CLOSED = gettext_noop("The invitation does not hold any more.")


def fingerprint(key: str) -> str:
    """A key is long and random, so a plain hash of it cannot be guessed back."""
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()


@one_transaction
def prepare(invitation: Invitation, *, at_once: bool = False) -> Letter:
    """One more link, to be sent. Raises CannotDo when it does not hold any more, or had one a moment ago.

    `at_once`: a colleague asks for it, who need not wait.
    """
    telling.hold(invitation.conversation_id)
    if telling.door_of(invitation) is not rules.Door.OPEN:
        raise CannotDo(CLOSED)
    made = list(
        Letter.objects.filter(invitation=invitation).exclude(state=State.FAILED).values_list("created_at", flat=True)
    )
    if not rules.may_have_another(made, clock.now(), at_once=at_once):
        raise CannotDo(
            gettext_noop("A link was made a moment ago, or too many were. Look for it first, or wait five minutes.")
        )
    return Letter.objects.create(
        workspace_id=invitation.workspace_id, invitation=invitation, created_at=clock.now(), state=State.WAITING
    )


@one_transaction
def show(letter: Letter) -> str:
    """The key of a link that is handed over by hand; it can never be read again."""
    key = secrets.token_urlsafe(32)
    letter.sha256, letter.state, letter.settled_at = fingerprint(key), State.SHOWN, clock.now()
    letter.save(update_fields=["sha256", "state", "settled_at"])
    return key


@one_transaction
def claim(letter_id: int) -> tuple[Letter, str] | None:
    """The letter and the key to put into it; None when there is nothing to send.

    One that is claimed already was claimed by somebody who died: nobody knows whether it left.
    """
    held = telling.hold_letter(telling.LETTERS.filter(pk=letter_id, state__in=[State.WAITING, State.CLAIMED]))
    if held is None:
        return None
    conversation, letter = held
    if letter.state == State.CLAIMED:
        _settle(letter, State.UNCERTAIN, INTERRUPTED)
    elif telling.door_of(letter.invitation) is not rules.Door.OPEN:
        _settle(letter, State.FAILED, CLOSED)
    elif letter.state == State.WAITING:
        key = secrets.token_urlsafe(32)
        letter.sha256, letter.state, letter.tries = fingerprint(key), State.CLAIMED, letter.tries + 1
        letter.save(update_fields=["sha256", "state", "tries"])
        return letter, key
    telling.tell(conversation)
    return None


@one_transaction
def record(letter: Letter, failed: MailFailed | None) -> timedelta | None:
    """How it went; how long to wait until it is tried again, if it is. Who was only taken for dead still knows."""
    ours = telling.LETTERS.filter(pk=letter.pk, sha256=letter.sha256)
    held = telling.hold_letter(ours.filter(state__in=[State.CLAIMED, State.UNCERTAIN]))
    if held is None:
        return None
    conversation, letter = held
    pause = rules.pause(letter.tries) if failed is not None and failed.again else None
    if pause is not None and failed is not None:
        _settle(letter, State.WAITING, failed.words)
    elif failed is None:
        _settle(letter, State.SENT, "")
    else:
        _settle(letter, State.UNCERTAIN if failed.uncertain else State.FAILED, failed.words)
    telling.tell(conversation)
    return pause


def _settle(letter: Letter, state: Letter.State, trouble: str) -> None:
    letter.state, letter.trouble, letter.settled_at = state, trouble[:300], clock.now()
    letter.save(update_fields=["state", "trouble", "settled_at"])


@one_transaction
def doubt_all() -> int:
    """After a backup was brought back nobody knows what left since; how many letters that concerns."""
    on_their_way = Letter.objects.filter(state__in=[State.WAITING, State.CLAIMED])
    return on_their_way.update(state=State.UNCERTAIN, trouble=RESTORED, settled_at=clock.now())


def left_behind(since: timedelta) -> list[int]:
    """Letters that should have gone long ago; whoever was to send them may be gone."""
    waiting = Letter.objects.filter(state__in=[State.WAITING, State.CLAIMED], created_at__lt=clock.now() - since)
    return list(waiting.order_by("id").values_list("pk", flat=True)[:200])

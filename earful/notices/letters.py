"""Claim, send, record: a letter is written when it leaves, of what is still worth telling."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from earful.kit import clock
from earful.kit.transaction import one_transaction
from earful.notices import worth
from earful.notices.models import Hook, Letter, Notice
from earful.notices.rules import again_at

State = Letter.State
OPEN = (State.WAITING, State.SENDING)
NEAR = ("conversation__asker", "conversation__account", "account")


@dataclass(frozen=True, slots=True)
class Claimed:
    """A letter that may leave now, and what it tells; the text of a digest stands in the letter."""

    letter: Letter
    notices: Sequence[Notice]


@one_transaction
def claim(letter_id: int) -> Claimed | datetime | None:
    """A letter that is due; when it will be, if it is not yet; None: nothing is left to do about it.

    One that was being sent when its worker died is sent again: better twice, under one name, than not at all.
    """
    letter = (
        Letter.objects.select_for_update(of=("self",)).select_related("agent", "hook", "workspace").get(pk=letter_id)
    )
    if letter.state not in OPEN:
        return None
    now = clock.now()
    if letter.due_at > now:
        return letter.due_at
    rows = Notice.objects.filter(chat=letter) if letter.hook_id else Notice.objects.filter(mail=letter)
    notices = [one for one in rows.select_related(*NEAR).order_by("at", "pk") if worth.telling(one)]
    if not notices and letter.day is None:
        _close(letter, State.SPARED, now)
        return None
    letter.state = State.SENDING
    letter.save(update_fields=["state"])
    return Claimed(letter, notices)


@one_transaction
def sent(letter: Letter) -> None:
    """It arrived."""
    now = clock.now()
    _close(letter, State.SENT, now)
    if letter.hook_id is not None:
        Hook.objects.filter(pk=letter.hook_id).update(told_at=now, trouble="", trouble_since=None)


@one_transaction
def failed(letter: Letter, words: str, *, again: bool, uncertain: bool = False) -> datetime | None:
    """It did not; when it is tried again. When it is not, whoever can mend it is told by what stands here."""
    now = clock.now()
    letter.failures += 1
    letter.trouble = words
    later = again_at(now, letter.failures) if again and not uncertain else None
    if later is not None:
        letter.state, letter.due_at = State.WAITING, later
        letter.save(update_fields=["state", "due_at", "failures", "trouble"])
        return later
    _close(letter, State.UNCERTAIN if uncertain else State.FAILED, now)
    if letter.hook_id is not None:
        Hook.objects.filter(pk=letter.hook_id, trouble_since=None).update(trouble_since=now)
        Hook.objects.filter(pk=letter.hook_id).update(trouble=words)
    return None


def _close(letter: Letter, state: Letter.State, now: datetime) -> None:
    letter.state, letter.done_at = state, now
    letter.save(update_fields=["state", "done_at", "failures", "trouble"])


def overdue(now: datetime) -> list[int]:
    """Letters that are due; each has a job, unless that was lost."""
    return list(
        Letter.objects.filter(state__in=OPEN, due_at__lte=now).order_by("due_at").values_list("pk", flat=True)[:500]
    )


def last_failure(agent_id: int) -> Letter | None:
    """The last mail to somebody, if it could not be sent."""
    rows = Letter.objects.filter(agent=agent_id, hook=None, state__in=(State.SENT, State.FAILED, State.UNCERTAIN))
    last = rows.order_by("-pk").first()
    return last if last is not None and last.state != State.SENT else None


def forget(before: datetime) -> None:
    """What was told long ago goes."""
    Notice.objects.filter(told_at__lt=before).delete()
    Letter.objects.filter(at__lt=before).exclude(state__in=OPEN).delete()

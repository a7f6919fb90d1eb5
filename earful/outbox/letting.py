"""Messages that their own site holds back: what somebody decided about them, and how far that is. Pure of the wire."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from earful.accounts.models import Account
from earful.channels import registry
from earful.conversations.models import Conversation, Turn
from earful.kit import clock
from earful.kit.words import gettext_noop
from earful.outbox.actions import TooLate
from earful.outbox.models import Letting
from earful.staff.models import Agent

State = Letting.State
PATIENCE = timedelta(days=1)  # then it is said that it could not be done
LONGEST = 3600.0
UNABLE = gettext_noop("Earful cannot decide this on that network. Do it there.")
NOT_HELD = gettext_noop("Nobody holds this message back any more.")
DECIDED = gettext_noop("Somebody has decided about this message already.")


def able(account: Account) -> bool:
    """Whether what an account's site holds back can be let through from here."""
    try:
        return registry.get(account.network).allows(account.settings).moderates
    except registry.UnknownNetwork:
        return False


def ask(conversation: Conversation, turn: Turn, agent: Agent, verdict: Letting.Verdict) -> Letting:
    """Write down that somebody decided; the caller holds the conversation's row. Raises TooLate, in words."""
    turn = Turn.objects.defer("search").select_related("account").get(pk=turn.pk, workspace_id=agent.workspace_id)
    if turn.ours or not turn.held or turn.removed_at is not None:
        raise TooLate(NOT_HELD)
    if not able(turn.account):
        raise TooLate(UNABLE)
    if Letting.objects.filter(turn=turn, state=State.WAITING).exists():
        raise TooLate(DECIDED)
    return Letting.objects.create(
        workspace_id=conversation.workspace_id, turn=turn, agent=agent, verdict=verdict, created_at=clock.now()
    )


def waiting(letting_id: int) -> Letting | None:
    """One that is still to be told to its site."""
    rows = Letting.objects.select_related("agent", "turn__account", "turn__conversation").defer("turn__search")
    return rows.filter(pk=letting_id, state=State.WAITING).first()


def record(letting: Letting, state: Letting.State, words: str = "") -> bool:
    """It is done, or cannot be. False: somebody wrote that down before."""
    rows = Letting.objects.filter(pk=letting.pk, state=State.WAITING)
    return bool(rows.update(state=state, settled_at=clock.now(), trouble=words))


def again(letting: Letting, words: str, after: float) -> datetime | None:
    """When to try anew; None: it was tried for long enough."""
    now = clock.now()
    if now - letting.created_at > PATIENCE:
        return None
    Letting.objects.filter(pk=letting.pk, state=State.WAITING).update(attempts=letting.attempts + 1, trouble=words)
    return now + timedelta(seconds=max(after, min(10.0 * 2 ** min(letting.attempts, 10), LONGEST)))


def latest(turns: Iterable[Turn]) -> Mapping[int, Letting]:
    """What was last decided about each message that is held back, by the message."""
    held = [turn.pk for turn in turns if turn.held and turn.removed_at is None]
    if not held:
        return {}
    rows = Letting.objects.filter(turn__in=held).select_related("agent").order_by("pk")
    return {row.turn_id: row for row in rows}

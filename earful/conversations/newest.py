"""What the latest words change, told without reading all that was said before: a long thread costs no more than a short.

Only where nothing earlier can be seen differently because of them; else everything is told anew. Both ways give the same.
"""

from collections.abc import Sequence

from django.db.models import Q

from earful.accounts.models import Account
from earful.conversations import rules, solving
from earful.conversations.around import Around
from earful.conversations.models import Conversation, Outcome, Turn
from earful.conversations.standing import NEEDED, answer

ENDED, OPEN, WAITING = Conversation.Status.ENDED, Conversation.Status.OPEN, Conversation.Status.WAITING


def follow(around: Around, conversation: Conversation, fresh: Sequence[Turn]) -> list[Turn] | None:
    """Set how a conversation stands after some new turns; the earlier turns they answer. None: it cannot be told so."""
    turns = sorted(fresh, key=lambda turn: turn.said_at)
    if not turns or not _come_last(around, conversation, turns):
        return None
    changed: list[Turn] | None = []
    if all(not turn.ours for turn in turns):
        for turn in turns:
            _hear(conversation, turn)
    elif len(turns) == 1:
        changed = _answer(around, conversation, turns[0])
    else:
        return None
    if changed is not None:
        conversation.last_at = turns[-1].said_at
        conversation.turns_count += len(turns)
    return changed


def _come_last(around: Around, conversation: Conversation, turns: Sequence[Turn]) -> bool:
    """Whether they were said after all others, and nothing that was there before answers them."""
    before = conversation.last_at
    if (
        before is None
        or conversation.asker_id is None
        or conversation.confirmed_at
        or around.account.state == Account.State.ARCHIVE
    ):
        return False
    new = {turn.pk for turn in turns}
    for turn in turns:
        if turn.said_at <= before or any(below.pk not in new for below in around.below(turn.external_id)):
            return False
        if turn.needs_answer and not turn.ours and conversation.status == ENDED:
            return False
        if not turn.ours and not turn.needs_answer and conversation.solved_at is not None:  # the quiet begins anew
            return False
        before = turn.said_at
    return True


def _hear(conversation: Conversation, turn: Turn) -> None:
    """A customer spoke last."""
    waits = turn.needs_answer and not turn.outcome
    if waits and conversation.status == OPEN:
        conversation.urgency = max(conversation.urgency, turn.urgency)
    elif waits:
        conversation.status, conversation.urgency, conversation.waiting_since = OPEN, turn.urgency, turn.said_at
        conversation.solved_at, conversation.solved_by_word = None, False
    if waits or conversation.status != OPEN:
        conversation.preview = rules.shortened(turn.text)[:300]


def _answer(around: Around, conversation: Conversation, ours: Turn) -> list[Turn] | None:
    """We spoke last, to the author of what our words answer."""
    parent = around.turn(ours.parent_external_id)
    if parent is None or parent.ours or parent.conversation_id != conversation.pk:
        return None
    theirs = Turn.objects.filter(conversation=conversation, ours=False, removed_at=None).only(*NEEDED)
    by_rule = Q(outcome__in=[Outcome.NOT_NEEDED, Outcome.SPAM], outcome_by=None)
    waiting = list(theirs.filter(Q(outcome="") | by_rule, needs_answer=True).order_by("said_at", "order"))
    if any(turn.outcome for turn in waiting):  # a rule of the house ended one, which these words may answer
        return None
    left = [turn for turn in waiting if turn.author_id != parent.author_id]
    showing = left or list(theirs.order_by("-said_at", "-order")[:2])[::-1]
    if not showing or (len(showing) > 1 and _at_once(*showing[-2:])) or conversation.holds_until is not None:
        return None
    if waiting and not left:
        if any(turn.kind == "praise" for turn in waiting):
            return None
        conversation.solved_at, conversation.solved_by_word = ours.said_at + solving.QUIET, False
    if left:
        conversation.waiting_since, conversation.urgency = left[0].said_at, max(turn.urgency for turn in left)
    else:
        conversation.status = ENDED if conversation.status == ENDED else WAITING
        conversation.waiting_since, conversation.urgency = None, 0
    conversation.preview = rules.shortened(showing[-1].text)[:300]
    return [turn for turn in waiting if turn.author_id == parent.author_id and answer(turn, ours)]


def _at_once(one: Turn, other: Turn) -> bool:
    """Which of them came last follows from the whole thread."""
    return (one.said_at, one.order) == (other.said_at, other.order)

"""Writing down how conversations stand, from their turns."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import connection
from django.db.models import F

from earful.accounts.models import Account
from earful.conversations import away, rules, solving
from earful.conversations.models import Conversation, Outcome, Turn
from earful.kit import clock
from earful.staff.models import Agent

ARCHIVED = "rule:archive"  # how a turn in an archive ends while no answer to it is known
NEEDED = (
    "external_id", "parent_external_id", "author", "ours", "agent", "said_at", "needs_answer", "outcome",
    "outcome_reason", "outcome_by", "outcome_at", "urgency", "kind", "language", "text", "removed_at", "order",
    "conversation", "warning", "manner", "holds_until", "settles",
)  # fmt: skip
STANDING = (
    "status", "ended_at", "ended_by", "waiting_since", "last_at", "asker", "urgency", "kind", "language", "preview",
    "turns_count", "version", "stirred", "holds_until", "solved_at", "solved_by_word", *away.COLUMNS,
)  # fmt: skip


HAND = "update conversations_conversation set assignee_id = %s, version = version + 1 where id = %s returning version"


def refresh(conversation: Conversation) -> rules.Standing:
    """Recompute and store; joins the caller's transaction, which must hold the conversation's row.

    Whom our words answer is found afresh each time: what arrives late may show that they were meant for another.
    """
    turns = list(Turn.objects.filter(conversation=conversation).only(*NEEDED))
    stands, changed = stand(conversation, turns)
    for turn in changed:
        Turn.objects.filter(pk=turn.pk).update(**outcome_of(turn))
    conversation.version, conversation.stirred = F("version") + 1, True
    conversation.save(update_fields=STANDING)
    away.settle(conversation)
    conversation.refresh_from_db(fields=["version"])
    return stands


def hand(conversation: Conversation, to: Agent | None) -> None:
    """Who has it, and nothing else, changes: there is nothing to find afresh. The conversation's row must be held."""
    with connection.cursor() as cursor:
        cursor.execute(HAND, [to.pk if to else None, conversation.pk])
        (conversation.version,) = cursor.fetchone()
    conversation.assignee = to


def stand(conversation: Conversation, turns: Sequence[Turn]) -> tuple[rules.Standing, list[Turn]]:
    """Set a conversation and the outcomes of its turns as they follow from all its turns; the turns that changed."""
    said_by_us = {turn.said_at for turn in turns if turn.ours}
    archived = conversation.account.state == Account.State.ARCHIVE
    ended_at = conversation.ended_at if conversation.ended_by_id else None
    voices = rules.in_order([voice(turn, said_by_us) for turn in turns])
    stands = rules.standing(voices, ended_at, archived=archived)
    apply(conversation, stands, len(turns))
    conversation.solved_at, conversation.solved_by_word = (
        (None, False) if archived else solving.solved(voices, dict(stands.answered), conversation.confirmed_at)
    )
    conversation.holds_until = solving.holds_until(voices, stands.status)
    return stands, list(_outcomes(turns, said_by_us, dict(stands.answered), archived=archived))


def solved_at_times(conversation: Conversation, turns: Sequence[Turn]) -> list[tuple[datetime, bool]]:
    """When it was solved so far, also before it was opened again, and whether its customer said so. Stores nothing."""
    if conversation.account.state == Account.State.ARCHIVE:
        return []
    said_by_us = {turn.said_at for turn in turns if turn.ours}
    voices = rules.in_order([voice(turn, said_by_us) for turn in turns])
    stands = rules.standing(voices, conversation.ended_at if conversation.ended_by_id else None, archived=False)
    return solving.moments(voices, dict(stands.answered), clock.now(), conversation.confirmed_at)


def without(ours: Turn) -> rules.Standing:
    """How its conversation would stand if these words of ours were gone. Stores nothing."""
    conversation = ours.conversation
    turns = list(Turn.objects.filter(conversation=conversation).only(*NEEDED))
    said_by_us = {turn.said_at for turn in turns if turn.ours}
    for turn in turns:
        if turn.pk == ours.pk:
            turn.removed_at = clock.now()
    voices = rules.in_order([voice(turn, said_by_us) for turn in turns])
    archived = conversation.account.state == Account.State.ARCHIVE
    return rules.standing(voices, conversation.ended_at if conversation.ended_by_id else None, archived=archived)


def apply(conversation: Conversation, stands: rules.Standing, turns: int) -> None:
    """Set the fields of a conversation, without storing them."""
    conversation.status = stands.status
    if stands.status != Conversation.Status.ENDED:
        conversation.ended_at = conversation.ended_by = None
    elif conversation.ended_at is None:
        conversation.ended_at = clock.now()
    conversation.waiting_since, conversation.last_at = stands.waiting_since, stands.last_at
    conversation.asker_id, conversation.urgency, conversation.kind = stands.asker, stands.urgency, stands.kind
    conversation.language, conversation.preview = stands.language, stands.preview[:300]
    conversation.turns_count = turns
    away.settle(conversation)


def voice(turn: Turn, said_by_us: set[datetime]) -> rules.Voice:
    """A turn as the rules see it."""
    return rules.Voice(
        id=turn.pk,
        external_id=turn.external_id,
        parent=turn.parent_external_id,
        author=turn.author_id,
        ours=turn.ours,
        said_at=turn.said_at,
        needs_answer=turn.needs_answer and not turn.ours,
        outcome="" if _ours_to_say(turn, said_by_us) else turn.outcome,
        urgency=turn.urgency,
        kind=turn.kind,
        language=turn.language,
        text=f"⚠ {turn.warning}" if turn.warning else turn.text,  # what is hidden by its author is not shown in a list
        removed=turn.removed_at is not None,
        order=turn.order,
        manner=turn.manner,
        holds_until=turn.holds_until,
        settles=turn.settles,
        ended_at=turn.outcome_at,
        set_aside=set_aside(turn),
    )


def set_aside(turn: Turn) -> bool:
    """Whether a rule of the house ended this, although triage says that it needs an answer."""
    ended = turn.outcome in {Outcome.NOT_NEEDED, Outcome.SPAM} and turn.needs_answer and not turn.ours
    return ended and turn.outcome_by_id is None and turn.outcome_reason != ARCHIVED


def outcome_of(turn: Turn) -> dict[str, object]:
    """How a turn ended, for storing."""
    fields = ("outcome", "outcome_reason", "outcome_by_id", "outcome_at")
    return {field: getattr(turn, field) for field in fields}


def _ours_to_say(turn: Turn, said_by_us: set[datetime]) -> bool:
    """Whether this turn waits, or its outcome was found by `stand` and may be found anew."""
    if turn.ours or not turn.needs_answer or turn.removed_at is not None:
        return False
    answered = turn.outcome in {Outcome.ANSWERED, Outcome.THANKED} and not turn.outcome_reason
    return not turn.outcome or turn.outcome_reason == ARCHIVED or (answered and turn.outcome_at in said_by_us)


def _outcomes(
    turns: Sequence[Turn], said_by_us: set[datetime], answered: dict[int, int], *, archived: bool
) -> Iterable[Turn]:
    """What our words answer is answered; what they do not answer waits, unless it stands in an archive."""
    by_id = {turn.pk: turn for turn in turns}
    for turn in turns:
        if turn.pk in answered:
            changed = answer(turn, by_id[answered[turn.pk]])
        elif not _ours_to_say(turn, said_by_us):
            changed = False
        elif archived:
            changed = _set(turn, Outcome.NOT_NEEDED, ARCHIVED, None, turn.said_at)
        else:
            changed = _set(turn, "", "", None, None)
        if changed:
            yield turn


def answer(turn: Turn, ours: Turn) -> bool:
    """These words of ours answer a turn; whether that is news."""
    outcome = Outcome.THANKED if turn.kind == "praise" else Outcome.ANSWERED
    return _set(turn, outcome, "", ours.agent_id, ours.said_at)


def _set(turn: Turn, outcome: str, reason: str, by: int | None, at: datetime | None) -> bool:
    if (turn.outcome, turn.outcome_reason, turn.outcome_by_id, turn.outcome_at) == (outcome, reason, by, at):
        return False
    turn.outcome, turn.outcome_reason, turn.outcome_by_id, turn.outcome_at = outcome, reason, by, at
    return True

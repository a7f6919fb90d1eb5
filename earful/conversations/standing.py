"""Writing down how a conversation stands, from its turns."""

from django.db.models import F

from earful.accounts.models import Account
from earful.conversations import rules
from earful.conversations.models import Conversation, Outcome, Turn
from earful.kit import clock


def voices(conversation: Conversation) -> list[rules.Voice]:
    """The turns as the rules see them, in order."""
    turns = Turn.objects.filter(conversation=conversation).order_by("said_at", "order", "id")
    return [
        rules.Voice(
            id=t.pk,
            external_id=t.external_id,
            parent=t.parent_external_id,
            author=t.author_id,
            ours=t.ours,
            said_at=t.said_at,
            needs_answer=t.needs_answer and not t.ours,
            outcome=t.outcome,
            urgency=t.urgency,
            kind=t.kind,
            language=t.language,
            text=t.text,
            removed=t.removed_at is not None,
        )
        for t in turns.only(*_NEEDED)
    ]


_NEEDED = (
    "external_id", "parent_external_id", "author", "ours", "said_at", "needs_answer", "outcome", "urgency", "kind",
    "language", "text", "removed_at", "order", "conversation",
)  # fmt: skip


def refresh(conversation: Conversation) -> rules.Standing:
    """Recompute and store; joins the caller's transaction, which must hold the conversation's row or the place lock."""
    found = voices(conversation)
    archived = conversation.account.state == Account.State.ARCHIVE
    stands = rules.standing(found, conversation.ended_at, archived=archived)
    by_id = {voice.id: voice for voice in found}
    for turn_id, our_id in stands.answered:
        ours = Turn.objects.filter(pk=our_id).values_list("agent_id", flat=True).first()
        thanks = by_id[turn_id].kind == "praise"
        Turn.objects.filter(pk=turn_id, outcome="").update(
            outcome=Outcome.THANKED if thanks else Outcome.ANSWERED,
            outcome_by=ours,
            outcome_at=by_id[our_id].said_at,
            outcome_reason="",
        )
    was_ended = conversation.status == Conversation.Status.ENDED
    conversation.status = stands.status
    if stands.status == "open":
        conversation.ended_at = conversation.ended_by = None
    elif stands.status == "ended" and conversation.ended_at is None and not was_ended:
        conversation.ended_at = clock.now()
    conversation.waiting_since, conversation.last_at = stands.waiting_since, stands.last_at
    conversation.asker_id, conversation.urgency, conversation.kind = stands.asker, stands.urgency, stands.kind
    conversation.language, conversation.preview = stands.language, stands.preview[:300]
    conversation.turns_count = len(found)
    conversation.version = F("version") + 1
    conversation.save(update_fields=_STANDING)
    conversation.refresh_from_db(fields=["version"])
    return stands


_STANDING = (
    "status", "ended_at", "ended_by", "waiting_since", "last_at", "asker", "urgency", "kind", "language", "preview",
    "turns_count", "version",
)  # fmt: skip

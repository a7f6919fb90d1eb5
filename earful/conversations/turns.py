"""Putting what was said in its place: a new turn, a changed one, or one that its author took back."""

from dataclasses import dataclass

from earful.channels.contract import Change, Inbound
from earful.conversations import away, placing
from earful.conversations.history import What, write
from earful.conversations.models import Conversation, Outcome, Turn
from earful.conversations.standing import refresh
from earful.customers import actions as customers
from earful.intake.models import Item
from earful.kit.transaction import alone, one_transaction
from earful.triage.rules import Assessment

LARGEST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Placed:
    """Where something ended up. `fresh`: it was not there before; `native`: our words, written outside Earful."""

    conversation: Conversation
    turn: Turn
    fresh: bool


@one_transaction
def place(item: Item, inbound: Inbound, assessment: Assessment) -> Placed | None:
    """Bring a conversation up to date with one item; placing it again changes nothing.

    An older version that comes late is left alone. None: a removal of something we never had, an older version, or
    something whose removal was placed first.
    """
    alone("place", item.account_id)
    turn = (
        Turn.objects.select_related("conversation")
        .filter(account=item.account_id, external_id=item.external_id)
        .first()
    )
    if turn is not None and turn.item_id > item.pk:
        return None
    if inbound.change is Change.REMOVED:
        return None if turn is None else _remove(turn, item, inbound)
    fresh = turn is None
    if turn is None:
        if Item.objects.filter(pk=item.pk).exclude(emptied_at=None).exists():  # meanwhile; the lock makes this certain
            return None
        turn = _begin(item, inbound)
    turn.conversation = Conversation.objects.select_for_update().get(pk=turn.conversation_id)  # as it is now
    turn.conversation.account = item.account
    edited = not fresh and turn.item_id != item.pk and turn.text != inbound.text
    _stand(turn, item, inbound, assessment, edited=edited)
    if (fresh or edited) and not turn.ours:
        away.lift(turn.conversation, "customer")
    refresh(turn.conversation)
    return Placed(turn.conversation, turn, fresh)


def _begin(item: Item, inbound: Inbound) -> Turn:
    home = placing.matter(item.account, inbound)
    conversation = home.conversation
    while conversation.merged_into is not None:
        conversation = conversation.merged_into
    return Turn(
        workspace_id=item.workspace_id,
        account_id=item.account_id,
        conversation=conversation,
        external_id=item.external_id,
        waits_below=home.waits_below,
        item=item,
    )


def _stand(turn: Turn, item: Item, inbound: Inbound, assessment: Assessment, *, edited: bool) -> None:
    account = item.account
    turn.ours = inbound.author is not None and inbound.author.external_id == account.external_id
    if inbound.author is not None and not turn.ours:
        turn.author = customers.meet(item.workspace_id, account.network, inbound.author, item.arrived_at)
    if edited:
        turn.edited_at = item.arrived_at
        write(turn.conversation, What.EDITED, turn=turn.pk)
    turn.item, turn.why, turn.text, turn.url = item, inbound.why, inbound.text, inbound.url
    turn.parent_external_id = (inbound.parent_id or "")[:500]
    turn.said_at, turn.order, turn.removed_at = inbound.said_at, max(-LARGEST, min(inbound.order, LARGEST)), None
    turn.links = [list(link) for link in inbound.links]
    turn.pictures = [{"url": p.url, "alt": p.alt, "width": p.width, "height": p.height} for p in inbound.pictures]
    turn.kind, turn.urgency, turn.language = assessment.kind, assessment.urgency, assessment.language
    if not turn.ours:
        _judge(turn, assessment)
    turn.save()


def _judge(turn: Turn, assessment: Assessment) -> None:
    """What triage says about needing an answer, unless a person has spoken."""
    if turn.judged_by_id is not None:
        return
    turn.needs_answer = assessment.needs_answer
    by_rule = turn.outcome_by_id is None and turn.outcome_reason.startswith("rule:")
    if turn.outcome and not by_rule:
        return
    turn.outcome = turn.outcome_reason = ""
    turn.outcome_at = None
    if not assessment.needs_answer:
        turn.outcome = Outcome.SPAM if assessment.spam else Outcome.NOT_NEEDED
        turn.outcome_reason = f"rule:{assessment.reasons[0].code if assessment.reasons else assessment.version}"
        turn.outcome_at = turn.said_at


def _remove(turn: Turn, item: Item, inbound: Inbound) -> Placed:
    """Its content goes, the trace stays."""
    turn.conversation = Conversation.objects.select_for_update().get(pk=turn.conversation_id)
    if turn.removed_at is None:
        write(turn.conversation, What.REMOVED, turn=turn.pk, ours=turn.ours)
    turn.item, turn.removed_at = item, inbound.said_at
    turn.text, turn.links, turn.pictures = "", [], []
    if turn.needs_answer and not turn.outcome:
        turn.outcome, turn.outcome_reason, turn.outcome_at = Outcome.REMOVED, "rule:removed", inbound.said_at
    turn.save()
    refresh(turn.conversation)
    return Placed(turn.conversation, turn, fresh=False)

"""Having a conversation for now: whoever begins to write where nobody is in charge is seen to be at it."""

from earful.conversations.history import What, write
from earful.conversations.models import Conversation
from earful.conversations.standing import hand
from earful.kit import clock
from earful.kit.announce import announce
from earful.kit.transaction import one_transaction
from earful.queues import rules
from earful.queues.models import Claim, Presence
from earful.queues.sharing.picking import may_pick
from earful.staff.models import Agent


def writes(conversation: Conversation, agent: Agent, *, words: bool) -> None:
    """Somebody writes: what nobody has is theirs for now, and what they have for now stays so a while longer."""
    if conversation.assignee_id is None and words:
        _take(conversation, agent)
    elif conversation.assignee_id == agent.pk:
        until = rules.claim_until(clock.now(), words=words)
        near = Claim.objects.filter(conversation=conversation, agent=agent).exclude(
            until__range=(until - rules.BEAT, until)  # once a beat is enough
        )
        near.update(until=until)


@one_transaction
def _take(conversation: Conversation, agent: Agent) -> None:
    held = Conversation.objects.select_for_update().get(pk=conversation.pk)
    if held.assignee_id is not None or held.merged_into_id is not None or not may_pick(agent):
        return
    now = clock.now()
    more = {"workspace_id": held.workspace_id, "agent": agent, "since": now}
    Claim.objects.update_or_create(conversation=held, defaults={**more, "until": rules.claim_until(now, words=True)})
    _hand(held, agent)
    conversation.assignee = agent


@one_transaction
def let_go(conversation: Conversation, agent: Agent) -> None:
    """Nothing came of it: it is nobody's again, as it was. What somebody really took stays theirs."""
    held = Conversation.objects.select_for_update().get(pk=conversation.pk)
    if Claim.objects.filter(conversation=held, agent=agent).delete()[0] and held.assignee_id == agent.pk:
        _hand(held, None)


@one_transaction
def keep(conversation: Conversation, agent: Agent) -> None:
    """They answered: what they had for now, or nobody had, is theirs. The conversation's row must be held."""
    claimed = Claim.objects.filter(conversation=conversation, agent=agent).delete()[0]
    if conversation.assignee_id is None or (claimed and conversation.assignee_id == agent.pk):
        write(conversation, What.ASSIGNED, agent, to=agent.pk, name=agent.name, before=None, why="")
        _hand(conversation, agent)


def lapse() -> None:
    """Claims whose person went away are let go; pages that fell silent long ago are forgotten."""
    now = clock.now()
    Presence.objects.filter(beat_at__lt=now - 2 * rules.ON_DUTY).delete()
    for claim in Claim.objects.filter(until__lt=now).select_related("conversation", "agent").order_by("until")[:500]:
        there = Presence.objects.filter(agent=claim.agent, conversation=claim.conversation)
        if not there.filter(beat_at__gt=now - rules.PRESENT).exists():
            let_go(claim.conversation, claim.agent)


def _hand(conversation: Conversation, to: Agent | None) -> None:
    hand(conversation, to)
    announce(conversation.workspace_id, "conversation", conversation.pk, conversation.version)

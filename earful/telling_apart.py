"""Saying that something a listening query found is not about us: it ends, and the queries that found it learn."""

from earful.channels.contract import Why
from earful.conversations import actions as conversations
from earful.conversations.actions import CannotDo
from earful.conversations.models import Conversation, Outcome, Turn
from earful.kit.transaction import one_transaction
from earful.kit.words import gettext_noop
from earful.listening import actions as listening
from earful.staff.models import Agent

REASON = gettext_noop("Not about us")


@one_transaction
def not_about_us(turn: Turn, agent: Agent) -> None:
    """All that was found of the matter is refused, and it ends with that reason. Raises CannotDo."""
    # Held first, as whoever places something here does: what was found is written after.
    conversation = Conversation.objects.select_for_update().get(pk=turn.conversation_id)
    said = list(Turn.objects.filter(conversation=conversation, ours=False).values_list("item", "why"))
    found = [item for item, why in said if why == Why.FOUND]
    if not listening.refuse(found, agent):
        raise CannotDo(gettext_noop("No query found this, or it was said already that it is not about you."))
    to_us = any(why not in {Why.FOUND, Why.CONTEXT} for _, why in said)
    if not to_us and conversation.status != Conversation.Status.ENDED:
        conversations.end(conversation, agent, Outcome.NOT_NEEDED, REASON)

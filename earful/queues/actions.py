"""Who has a conversation: routing what is new, taking, handing over."""

from earful.conversations.history import What, write
from earful.conversations.models import Conversation, Turn
from earful.conversations.standing import refresh
from earful.kit.announce import announce
from earful.kit.transaction import one_transaction
from earful.queues import rules
from earful.staff.models import Agent, Team


@one_transaction
def route(conversation: Conversation) -> None:
    """Bring a matter that needs an answer to the right person: whoever answered this customer before, if they are here.

    Continuity first; a matter somebody already has stays with them. Without such a person it waits in its team's
    (or everybody's) unassigned view.
    """
    if conversation.status != "open" or conversation.assignee_id is not None or conversation.asker is None:
        return
    if conversation.events.filter(what=What.ASSIGNED).exists():  # somebody laid it back; that is theirs to decide
        return
    customer_id = conversation.asker.customer_id
    answered = Turn.objects.filter(
        workspace_id=conversation.workspace_id, outcome_by__isnull=False, author__customer_id=customer_id
    ).filter(outcome__in=["answered", "thanked"])
    previous = answered.order_by("-outcome_at").values_list("outcome_by", flat=True)[:5]
    candidates = {a.pk: a for a in Agent.objects.filter(pk__in=list(previous))}
    chosen = rules.continue_with([candidates[pk] for pk in previous if pk in candidates])
    if chosen is not None:
        _assign(conversation, chosen, None, why="continuity")


@one_transaction
def assign(conversation: Conversation, to: Agent | None, by: Agent) -> None:
    """Give a conversation to a colleague, take it, or lay it back (None)."""
    conversation = Conversation.objects.select_for_update().get(pk=conversation.pk)
    if conversation.assignee_id != (to.pk if to else None):
        _assign(conversation, to, by)


def _assign(conversation: Conversation, to: Agent | None, by: Agent | None, why: str = "") -> None:
    before = conversation.assignee_id
    conversation.assignee = to
    conversation.save(update_fields=["assignee"])
    write(conversation, What.ASSIGNED, by, to=to.pk if to else None, name=to.name if to else "", before=before, why=why)
    refresh(conversation)
    announce(conversation.workspace_id, "conversation", conversation.pk, conversation.version)


@one_transaction
def set_team(conversation: Conversation, team: Team | None, by: Agent) -> None:
    """Hand a conversation to a team."""
    conversation = Conversation.objects.select_for_update().get(pk=conversation.pk)
    if conversation.team_id != (team.pk if team else None):
        conversation.team = team
        conversation.save(update_fields=["team"])
        write(conversation, What.TEAM, by, team=team.name if team else "")
        refresh(conversation)
        announce(conversation.workspace_id, "conversation", conversation.pk, conversation.version)

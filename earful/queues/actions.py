"""Who has a conversation: routing what is new, taking, handing over; and who is at it just now."""

from collections.abc import Iterable, Sequence

from django.db.models import Exists, OuterRef

from earful.conversations.history import What, write
from earful.conversations.models import Conversation, Event
from earful.conversations.standing import refresh
from earful.kit import clock
from earful.kit.announce import announce
from earful.kit.ready import Ready
from earful.kit.transaction import one_transaction
from earful.queues import rules
from earful.queues.claims import keep, lapse, let_go, writes
from earful.queues.models import Claim, Route
from earful.queues.presence import beat, leave, rest
from earful.queues.sharing import leading, needs, picking
from earful.staff.models import Agent, Team, Workspace
from earful.staff.rules import HandOut

__all__ = ["assign", "beat", "give", "keep", "lapse", "leave", "let_go", "rest", "route", "set_team", "writes"]


_wanted = Ready(
    lambda workspace: (
        Workspace.objects.filter(pk=workspace)
        .annotate(routed=Exists(Route.objects.filter(workspace=OuterRef("pk"))))
        .values_list("hand_out", "routed")
    )
)


@one_transaction
def route(conversations: Iterable[Conversation]) -> bool:
    """Bring matters that need an answer to the right people; whether the desk is to hand out what nobody has.

    A route says which team a new matter goes to. Where people take matters by hand, continuity comes first: whoever
    answered this customer before gets it, if they are here; without such a person it waits in its team's (or everybody's)
    unassigned view. A matter somebody already has stays with them.
    """
    waiting = [c for c in conversations if c.status == "open" and c.assignee_id is None and c.asker_id is not None]
    if not waiting:
        return False
    hand_out, routed = _wanted.first(waiting[0].workspace_id) or ("", False)
    if routed:
        leading.lead(waiting)
    if hand_out == HandOut.LEVEL:
        return True
    chosen = {c.pk: found for c, found in _answered_before(waiting).items() if found is not None}
    if chosen:
        assigned = Event.objects.filter(conversation__in=chosen, what=What.ASSIGNED)
        laid_back = set(assigned.values_list("conversation", flat=True))  # by somebody; that is theirs to decide
        for conversation in waiting:
            if conversation.pk in chosen and conversation.pk not in laid_back:
                give(conversation, chosen[conversation.pk], None, why="continuity")
    return False


def _answered_before(waiting: Sequence[Conversation]) -> dict[Conversation, Agent | None]:
    """The colleague for each matter who answered its asker last and still answers here."""
    before = needs.answered_before(waiting[0].workspace_id, [needs.matter(c) for c in waiting])
    now = clock.now()
    ids = {agent for found in before.values() for agent in found}
    agents = Agent.objects.in_bulk(ids) if ids else {}
    return {c: rules.continue_with([agents[a] for a in before.get(c.pk, ())], now) for c in waiting}


@one_transaction
def assign(conversation: Conversation, to: Agent | None, by: Agent | None) -> None:
    """Give a conversation to a colleague, take it, or lay it back (None). Raises CannotDo for what one may not pick.

    `by` None: a rule does.
    """
    conversation = Conversation.objects.select_for_update().get(pk=conversation.pk)
    if by is not None:
        picking.check(conversation, to, by)
    only_begun = Claim.objects.filter(conversation=conversation).delete()[0]
    if only_begun or conversation.assignee_id != (to.pk if to else None):
        give(conversation, to, by)


def give(conversation: Conversation, to: Agent | None, by: Agent | None, why: str = "") -> None:
    """Hand over, with a line of history; the conversation's row must be held. `why`: for what nobody did by hand."""
    before = conversation.assignee_id
    conversation.assignee = to
    conversation.save(update_fields=["assignee"])
    write(conversation, What.ASSIGNED, by, to=to.pk if to else None, name=to.name if to else "", before=before, why=why)
    refresh(conversation)
    announce(conversation.workspace_id, "conversation", conversation.pk, conversation.version)


@one_transaction
def set_team(conversation: Conversation, team: Team | None, by: Agent | None) -> None:
    """Hand a conversation to a team."""
    conversation = Conversation.objects.select_for_update().get(pk=conversation.pk)
    if conversation.team_id != (team.pk if team else None):
        before, conversation.team = conversation.team_id, team
        conversation.save(update_fields=["team"])
        to = team.pk if team else None
        write(conversation, What.TEAM, by, team=team.name if team else "", to=to, before=before)
        refresh(conversation)
        announce(conversation.workspace_id, "conversation", conversation.pk, conversation.version)

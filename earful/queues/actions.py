"""Who has a conversation: routing what is new, taking, handing over; and who is at it just now."""

from collections.abc import Iterable, Sequence

from django.db.models import Max

from earful.conversations.history import What, write
from earful.conversations.models import Conversation, Event, Turn
from earful.conversations.standing import refresh
from earful.customers.models import Handle
from earful.kit import clock
from earful.kit.announce import announce
from earful.kit.ready import Ready
from earful.kit.transaction import one_transaction
from earful.queues import rules
from earful.queues.claims import keep, lapse, let_go, writes
from earful.queues.models import Claim
from earful.queues.presence import beat, leave, rest
from earful.staff.models import Agent, Team

__all__ = ["assign", "beat", "give", "keep", "lapse", "leave", "let_go", "rest", "route", "set_team", "writes"]


@one_transaction
def route(conversations: Iterable[Conversation]) -> None:
    """Bring matters that need an answer to the right person: whoever answered this customer before, if they are here.

    Continuity first; a matter somebody already has stays with them. Without such a person it waits in its team's
    (or everybody's) unassigned view.
    """
    waiting = [c for c in conversations if c.status == "open" and c.assignee_id is None and c.asker_id is not None]
    chosen = {c.pk: found for c, found in _answered_before(waiting).items() if found is not None}
    if not chosen:
        return
    assigned = Event.objects.filter(conversation__in=chosen, what=What.ASSIGNED).values_list("conversation", flat=True)
    laid_back = set(assigned)  # by somebody; that is theirs to decide
    for conversation in waiting:
        if conversation.pk in chosen and conversation.pk not in laid_back:
            give(conversation, chosen[conversation.pk], None, why="continuity")


_askers = Ready(lambda ids: Handle.objects.filter(pk__any=ids))
_last_answered = Ready(
    lambda workspace, customers: (
        Turn.objects.filter(author__customer__any=customers, outcome_by__isnull=False)
        .filter(workspace=workspace, outcome__in=["answered", "thanked"])
        .values_list("author__customer_id", "outcome_by")
        .annotate(at=Max("outcome_at"))
        .order_by("-at")
    )
)


def _answered_before(waiting: Sequence[Conversation]) -> dict[Conversation, Agent | None]:
    """The colleague for each matter who answered its asker last and still answers here."""
    if not waiting:
        return {}
    askers = {handle.pk: handle for handle in _askers([c.asker_id for c in waiting if c.asker_id is not None])}
    people = list({handle.customer_id for handle in askers.values()})
    last = _last_answered(waiting[0].workspace_id, people)
    by_customer: dict[int, list[int]] = {}
    for customer, agent, _ in last:
        by_customer.setdefault(customer, []).append(agent)
    now = clock.now()
    agents = Agent.objects.in_bulk({agent for found in by_customer.values() for agent in found}) if by_customer else {}
    return {
        c: rules.continue_with([agents[a] for a in by_customer.get(askers[c.asker_id].customer_id, ())], now)
        for c in waiting
        if c.asker_id is not None
    }


@one_transaction
def assign(conversation: Conversation, to: Agent | None, by: Agent | None) -> None:
    """Give a conversation to a colleague, take it, or lay it back (None). `by` None: a rule does."""
    conversation = Conversation.objects.select_for_update().get(pk=conversation.pk)
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

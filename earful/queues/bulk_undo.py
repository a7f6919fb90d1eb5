"""Taking back one line of an act on many: exactly what it changed, and only if nobody has changed that since."""

from earful.conversations import actions as conversations
from earful.conversations.history import What
from earful.conversations.models import Event
from earful.kit import clock
from earful.queues import actions as queues
from earful.staff.models import Agent, Team


def take_back(event: Event, agent: Agent) -> bool:
    """Whether it was taken back. Raises CannotDo where a room says no; joins the caller's transaction."""
    conversation, details = event.conversation, event.details
    if _done_since(event):
        return False
    match What(event.what):
        case What.ASSIGNED:
            if conversation.assignee_id != details["to"]:
                return False
            queues.assign(conversation, _agent(event, details.get("before")), agent)
        case What.TEAM:
            if conversation.team_id != details.get("to"):
                return False
            queues.set_team(conversation, _team(event, details.get("before")), agent)
        case What.TAGGED:
            conversations.remove_tag(conversation, agent, str(details["tag"]))
        case What.UNTAGGED:
            conversations.tag(conversation, agent, str(details["tag"]))
        case What.SNOOZED:
            conversations.unsnooze(event, agent)
        case What.ENDED:
            conversations.reopen(event, agent)
        case _:
            return False
    Event.objects.filter(pk=event.pk, undone_at=None).update(undone_at=clock.now())
    return True


def _done_since(event: Event) -> bool:
    """Whether somebody has done the like, or the opposite, since."""
    like = {
        What.TAGGED: (What.TAGGED, What.UNTAGGED),
        What.UNTAGGED: (What.TAGGED, What.UNTAGGED),
        What.ENDED: (What.ENDED, What.REOPENED),
    }.get(What(event.what), (event.what,))
    since = Event.objects.filter(conversation=event.conversation_id, what__in=like, pk__gt=event.pk)
    if event.what in {What.TAGGED, What.UNTAGGED}:
        since = since.filter(details__tag=event.details["tag"])
    return since.exists()


def _agent(event: Event, pk: int | None) -> Agent | None:
    return Agent.objects.filter(workspace_id=event.workspace_id, is_active=True, pk=pk).first() if pk else None


def _team(event: Event, pk: int | None) -> Team | None:
    return Team.objects.filter(workspace_id=event.workspace_id, pk=pk).first() if pk else None

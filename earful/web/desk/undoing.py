"""Taking back what was just done: endings, merges and splits by their event, the rest by doing the opposite."""

from django.utils.translation import gettext as _

from earful import learning
from earful.conversations import actions, sorting
from earful.conversations.actions import CannotDo
from earful.conversations.history import What
from earful.conversations.models import Event, Turn
from earful.conversations.same import halves
from earful.queues import actions as queues
from earful.staff.models import Agent
from earful.triage.topics import queries as topics


def undo(event: Event, agent: Agent) -> None:
    """Undo one line of history. Raises CannotDo or CannotJoin when it was undone, or something came after it."""
    what = What(event.what)
    match what:
        case What.ENDED:
            actions.reopen(event, agent)
        case What.MERGED | What.SPLIT:
            actions.undo(event, agent)
        case What.JOINED | What.APART:
            halves.undo(event, agent)
        case What.SNOOZED:
            actions.unsnooze(event, agent)
        case What.CORRECTED | What.NEEDS_ANSWER:
            learning.take_back(event, agent)
        case What.ASSIGNED:
            _give_back(event, agent)
        case What.TAGGED:
            actions.remove_tag(event.conversation, agent, str(event.details["tag"]))
        case What.UNTAGGED:
            actions.tag(event.conversation, agent, str(event.details["tag"]))
        case What.TOPIC:
            _other_way_round(event, agent)
        case _:
            raise CannotDo(_("This cannot be undone."))


def _other_way_round(event: Event, agent: Agent) -> None:
    """Under a topic, or off it."""
    turn = Turn.objects.filter(workspace_id=event.workspace_id, pk=event.details.get("turn")).first()
    topic = topics.one(event.workspace_id, int(event.details.get("topic") or 0))
    if turn is None or topic is None:
        raise CannotDo(_("This cannot be undone."))
    sorting.put_under(turn, agent, topic, holds=not event.details.get("holds"))


def _give_back(event: Event, agent: Agent) -> None:
    """Only while nobody else has taken it since."""
    if event.conversation.assignee_id != event.details.get("to"):
        raise CannotDo(_("Somebody else has changed this since."))
    before = event.details.get("before")
    to = Agent.objects.filter(workspace_id=event.workspace_id, pk=before).first() if before else None
    queues.assign(event.conversation, to, agent)

"""What stories about handing out begin with: somebody asks, somebody is here, the desk hands out."""

from datetime import timedelta

from town import somebody_says

from earful.conversations.models import Conversation
from earful.kit import clock
from earful.queues import actions as queues
from earful.queues.sharing import giving
from earful.staff.models import Agent, Workspace


def asks(account, by, minutes, urgency=0, language="", text="Where is my train?"):
    """A matter that waits so long."""
    talk = somebody_says(account, text, by=by, at=clock.now() - timedelta(minutes=minutes)).conversation
    Conversation.objects.filter(pk=talk.pk).update(urgency=urgency, **({"language": language} if language else {}))
    talk.refresh_from_db()
    return talk


def on_duty(*agents):
    """A page of theirs is open."""
    for agent in agents:
        queues.beat(agent, f"page{agent.pk}", None)


def share(workspace):
    """As the job does it."""
    return giving.hand_out(Workspace.objects.get(pk=workspace.pk))


def holders(talks):
    """Who has them now."""
    found = Conversation.objects.in_bulk([talk.pk for talk in talks])
    agents = Agent.objects.in_bulk([row.assignee_id for row in found.values() if row.assignee_id])
    return [agents.get(found[talk.pk].assignee_id) for talk in talks]

"""Reading promises: what runs in a conversation, and how those of a period went."""

from datetime import timedelta

from earful.conversations.models import Conversation
from earful.kit.ready import Ready
from earful.queues.promises.clocks import Clock
from earful.queues.promises.models import Policy
from earful.queues.promises.rules import What

_running = Ready(
    lambda conversation: Clock.objects.filter(conversation=conversation, state=Clock.State.RUNNING).exclude(
        what=What.SOLVED
    )
)


def running(conversation: Conversation) -> dict[int, Clock]:
    """The clocks that run in a conversation, by their turns; nothing is asked where nobody waits."""
    if conversation.status != Conversation.Status.OPEN:
        return {}
    return {clock.turn_id: clock for clock in _running(conversation.pk)}


def nearest(conversation: Conversation) -> Clock | None:
    """Of the clocks that run in a conversation the one that is due first, with its policy."""
    rows = Clock.objects.filter(conversation=conversation, state=Clock.State.RUNNING)
    return rows.select_related("policy__calendar").order_by("due_at", "id").first()


IDLE = 5  # by business hours, so many times as long passes on the wall at most: weekends, nights and a holiday


def longest(workspace_id: int) -> timedelta:
    """A time within which everything is due that was said, whatever was ever promised."""
    found = timedelta()
    for policy in Policy.objects.filter(workspace_id=workspace_id):
        minutes = max(policy.first or 0, policy.next or 0)
        found = max(
            found,
            timedelta(minutes=minutes) * IDLE + timedelta(days=5) if policy.calendar_id else timedelta(minutes=minutes),
        )
    return found

"""Taking back what a rule did: line by line, the last first, and only what nobody has changed since."""

from earful.conversations.actions import CannotDo
from earful.conversations.history import What
from earful.conversations.models import Conversation, Event
from earful.house_rules import urgency
from earful.house_rules.models import Firing
from earful.kit import clock
from earful.kit.transaction import one_transaction
from earful.kit.words import gettext_noop
from earful.queues import bulk_undo
from earful.staff.models import Agent


@one_transaction
def undo(firing: Firing, agent: Agent) -> tuple[int, int]:
    """How many lines were taken back, and how many stay, because of what came since. Raises CannotDo.

    Notes and notices stay: they were read.
    """
    firing = Firing.objects.select_for_update().get(pk=firing.pk)
    if firing.undone_at is not None or not firing.events:
        raise CannotDo(gettext_noop("There is nothing here to take back any more."))
    lines = Event.objects.filter(pk__in=firing.events, undone_at=None).exclude(what=What.TOLD)
    done = [_back(event, agent) for event in lines.select_related("conversation").order_by("-pk")]
    firing.undone_at, firing.undone_by = clock.now(), agent
    firing.save(update_fields=["undone_at", "undone_by"])
    return sum(done), len(done) - sum(done)


def _back(event: Event, agent: Agent) -> bool:
    conversation = Conversation.objects.select_for_update().get(pk=event.conversation_id)
    event.conversation = conversation
    if event.what == What.URGENCY:
        back = urgency.take_back(conversation, event.details)
        Event.objects.filter(pk=event.pk).update(undone_at=clock.now() if back else None)
        return back
    if event.what == What.ENDED and conversation.status != Conversation.Status.ENDED:
        return False
    return bulk_undo.take_back(event, agent)

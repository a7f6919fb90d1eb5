"""Putting a matter away until a time, with a reason. It comes back by itself: then, or as soon as a customer speaks.

Being put away changes nothing else: the customer waits since they spoke, and every figure goes on counting them.
"""

from datetime import datetime

from django.db import connection
from django.db.models import Q

from earful.conversations import levels
from earful.conversations.away import COLUMNS, lift, restore, stored
from earful.conversations.history import What, write
from earful.conversations.models import Conversation, Event
from earful.conversations.refusing import CannotDo
from earful.conversations.returning import FARTHEST
from earful.conversations.standing import refresh
from earful.kit import clock
from earful.kit.announce import announce
from earful.kit.logs import log
from earful.kit.ready import Ready
from earful.kit.transaction import one_transaction
from earful.kit.words import gettext_noop
from earful.staff.models import Agent

logger = log(__name__)


@one_transaction
def snooze(
    conversation: Conversation, agent: Agent, until: datetime | None, reason: str, seen: int | None = None
) -> Event:
    """Put it away until then. `seen`: how many messages were on the page; there must be no newer ones.

    Raises CannotDo.
    """
    reason = " ".join(reason.split())[:200]
    if not reason:
        raise CannotDo(gettext_noop("Say in a few words why this is put away."))
    now = clock.now()
    if until is None or until <= now:
        raise CannotDo(gettext_noop("Choose a time that is still to come."))
    if until > now + FARTHEST:
        raise CannotDo(gettext_noop("Choose a time within a year."))
    conversation = Conversation.objects.select_for_update().get(pk=conversation.pk)
    if conversation.status == Conversation.Status.ENDED or conversation.merged_into_id is not None:
        raise CannotDo(gettext_noop("This has ended: there is nothing to put away."))
    if seen is not None and conversation.turns_count > seen:
        raise CannotDo(gettext_noop("Something was said meanwhile. Read it before you put this away."))
    before = stored(conversation)
    conversation.snoozed_until, conversation.snoozed_at = until, now
    conversation.snoozed_by, conversation.snoozed_why = agent, reason
    conversation.save(update_fields=COLUMNS)
    event = write(conversation, What.SNOOZED, agent, until=until.isoformat(), reason=reason, before=before)
    _tell(conversation)
    return event


@one_transaction
def unsnooze(event: Event, agent: Agent) -> None:
    """Undo a putting away: it is as it was before, if that time is still to come. Raises CannotDo."""
    event = Event.objects.select_for_update().get(pk=event.pk)
    if event.undone_at or event.what != What.SNOOZED:
        raise CannotDo(gettext_noop("This was already undone."))
    conversation = Conversation.objects.select_for_update().get(pk=event.conversation_id)
    if stored(conversation).get("until") != event.details["until"]:
        raise CannotDo(gettext_noop("It has come back already, or was put away anew."))
    restore(conversation, event.details["before"])
    event.undone_at = clock.now()
    event.save(update_fields=["undone_at"])
    write(conversation, What.RETURNED, agent, why="undone", event=event.pk)
    _tell(conversation)


@one_transaction
def bring_back(conversation: Conversation, agent: Agent) -> None:
    """A person takes it out again before its time."""
    conversation = Conversation.objects.select_for_update().get(pk=conversation.pk)
    if lift(conversation, "by_hand", agent):
        _tell(conversation)


@one_transaction
def wake(conversation_id: int, now: datetime) -> bool:
    """Its time has come. Once, however often and by however many it is asked."""
    conversation = Conversation.objects.select_for_update().get(pk=conversation_id)
    if conversation.snoozed_until is None or conversation.snoozed_until > now:
        return False
    lift(conversation, "time")
    _tell(conversation)
    return True


def wake_due(now: datetime, most: int = 500) -> int:
    """Everything whose time has come, also while nobody was there to see it; how many came back.

    Each in a transaction of its own, longest overdue first; one that stumbles does not keep the others away.
    """
    rows = Conversation.objects.filter(snoozed_until__lte=now, merged_into=None).order_by("snoozed_until", "id")
    woken = 0
    for conversation_id in list(rows.values_list("pk", flat=True)[:most]):
        try:
            woken += wake(conversation_id, now)
        except Exception as error:
            if not connection.is_usable():  # the others cannot come back either
                raise
            logger.exception("not_woken", conversation=conversation_id, error=type(error).__name__)
    return woken


def _tell(conversation: Conversation) -> None:
    refresh(conversation)
    announce(conversation.workspace_id, "conversation", conversation.pk, conversation.version)


_pressing = Ready(
    lambda workspace, now: Conversation.objects.filter(
        Q(due_at__lt=now) | Q(urgency__gte=levels.MAYBE),
        workspace=workspace,
        status=Conversation.Status.OPEN,
        snoozed_until__isnull=False,
        merged_into=None,
    ).values_list("pk")[:100]
)


def pressing(workspace_id: int, now: datetime) -> int:
    """How many that are put away are urgent, or wait past the promise: they must not be out of mind too. At most 100."""
    return len(_pressing(workspace_id, now))

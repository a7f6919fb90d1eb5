"""What decides where a conversation stands in the queue, as sentences."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from earful.conversations import levels, queries
from earful.conversations.models import Conversation
from earful.kit import clock
from earful.queues.models import Clock
from earful.queues.promises.queries import nearest
from earful.web import shown
from earful.web.desk.queue_words import nobody
from earful.web.house.lengths import written


def reasons(conversation: Conversation) -> list[str]:
    """What decides its place, the heaviest first."""
    if conversation.status == Conversation.Status.ENDED:
        return [_("It has ended: it is in no queue.")]
    if conversation.status == Conversation.Status.WAITING or conversation.waiting_since is None:
        return [_("We answered, and wait for the customer: it is in no queue.")]
    away = conversation.snoozed_until is not None
    found = [_("It is put away, and is in no queue until it comes back.")] if away else [_position(conversation)]
    found.append(_urgency(conversation.urgency))
    waits = shown.span(clock.now() - conversation.waiting_since)
    words = _(
        "The customer waits since %(since)s, for %(span)s. Of equally urgent ones whoever waits longest comes first."
    )
    found.append(words % {"since": shown.exact(conversation.waiting_since), "span": waits})
    ticking = nearest(conversation)
    if ticking is not None:
        found.append(_promise(ticking))
    found += _holder(conversation)
    found.append(_("How many followers somebody has is not known here, and never asked."))
    return found


def _position(conversation: Conversation) -> str:
    ahead, all_of_them = queries.ahead(conversation)
    if not ahead:
        return ngettext("It comes first: it is the only one.", "It comes first of %(all)s.", all_of_them) % {
            "all": all_of_them
        }
    return _("%(ahead)s of %(all)s come before it.") % {"ahead": ahead, "all": all_of_them}


def _urgency(level: int) -> str:
    told = {
        levels.URGENT: _("It is urgent: urgent ones come before all others."),
        levels.MAYBE: _("It may be urgent: such ones come after those that surely are, and before all others."),
        levels.SOON: _("It is to be answered soon: such ones come after the urgent ones and before all others."),
    }
    return told.get(level, _("It is not urgent: the urgent ones, and those to be answered soon, come before it."))


def _promise(ticking: Clock) -> str:
    policy, due = ticking.policy, shown.due(ticking.due_at)
    if policy is None:
        return _("A holding reply said that we come back: %(due)s.") % {"due": due}
    minutes = {"first": policy.first, "next": policy.next, "solved": policy.solved}[ticking.what]
    told = {
        "name": policy.name or _("Everything else"),
        "length": written(minutes or 0),
        "hours": _("by the hours of %(name)s") % {"name": policy.calendar.name}
        if policy.calendar
        else _("by the wall clock"),
        "due": due,
    }
    return {
        "first": _("“%(name)s” promises a first answer within %(length)s %(hours)s: %(due)s."),
        "next": _("“%(name)s” promises a later answer within %(length)s %(hours)s: %(due)s."),
        "solved": _(
            "“%(name)s” promises a solution within %(length)s %(hours)s, not counting the time in which we wait for the"
            " customer: %(due)s."
        ),
    }[ticking.what] % told


def _holder(conversation: Conversation) -> list[str]:
    if conversation.assignee is not None:
        return [_("%(name)s has it.") % {"name": conversation.assignee.name}]
    return nobody(conversation)

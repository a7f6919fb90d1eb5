"""What is urgent and late goes along the chain, step by step, until somebody takes it. Joins its caller's transaction."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from earful.conversations import levels
from earful.conversations.history import What
from earful.conversations.models import Conversation, Event
from earful.notices import chain
from earful.notices.models import Escalation, EscalationStep
from earful.notices.people import People
from earful.notices.rules import Kind
from earful.notices.saying import Saying
from earful.queues.models import Claim, Clock, ClockSign
from earful.staff.models import Agent

URGENT = levels.MAYBE  # nobody is told too late because triage was unsure
How = Escalation.How


def steps(workspace_id: int) -> list[EscalationStep]:
    """The chain, in its order; of those who left nothing is said."""
    rows = EscalationStep.objects.filter(workspace_id=workspace_id).select_related("agent")
    return list(rows.order_by("place"))


def begin(workspace_id: int, signs: Iterable[ClockSign], events: Iterable[Event], now: datetime) -> None:
    """Start for what was breached just now, and for what somebody had taken and has no longer."""
    urgent = [sign for sign in signs if sign.what == "breached" and sign.clock.turn.urgency >= URGENT]
    laid_back = [event for event in events if event.what == What.ASSIGNED and event.details.get("to") is None]
    if not (urgent or laid_back) or not EscalationStep.objects.filter(workspace_id=workspace_id).exists():
        return
    for sign in urgent:
        taken = Escalation.objects.filter(conversation=sign.clock.conversation_id, how=How.TAKEN)
        if not taken.filter(ended_at__gte=sign.clock.started_at).exists():  # whoever took it has read this too
            _start(sign.clock.conversation, sign.at, now)
    for event in laid_back:
        last = Escalation.objects.filter(conversation=event.conversation_id).order_by("-pk").first()
        if last is not None and last.how == How.TAKEN and still_late(event.conversation_id):
            _start(event.conversation, event.at, now)


def _start(conversation: Conversation, begun_at: datetime, now: datetime) -> None:
    Escalation.objects.get_or_create(
        conversation=conversation,
        ended_at=None,
        defaults={"workspace_id": conversation.workspace_id, "begun_at": begun_at, "next_at": now},
    )


def still_late(conversation_id: int) -> bool:
    """Whether something urgent in it is late and still waits."""
    rows = Clock.objects.filter(conversation=conversation_id, state=Clock.State.RUNNING, breached_at__isnull=False)
    return rows.filter(turn__urgency__gte=URGENT).exists()


def go_on(workspace_id: int, people: People, now: datetime) -> Iterator[Saying]:
    """End what was taken or answered; tell the next step of what was not. Two who do this at once share the work."""
    running = Escalation.objects.select_for_update(skip_locked=True, of=("self",)).filter(ended_at=None)
    for one in running.filter(workspace_id=workspace_id).select_related("conversation").order_by("next_at", "pk"):
        _follow(one)
        if (over := _over(one)) is not None:
            end(one, *over, now)
        elif one.next_at <= now and not Claim.objects.filter(conversation=one.conversation_id).exists():
            yield from _step(one, people, now)


def _follow(one: Escalation) -> None:
    """A matter that was joined to another goes on there."""
    into = one.conversation.merged_into
    if into is not None and not Escalation.objects.filter(conversation=into, ended_at=None).exists():
        one.conversation = into
        one.save(update_fields=["conversation"])


def _over(one: Escalation) -> tuple[Escalation.How, int | None] | None:
    if one.conversation.merged_into_id is not None or not still_late(one.conversation_id):
        return How.ANSWERED, None
    given = Event.objects.filter(conversation=one.conversation_id, what=What.ASSIGNED, at__gte=one.begun_at)
    last = given.filter(undone_at=None).order_by("-at", "-pk").first()
    if last is None or last.agent_id is None or one.conversation.assignee_id is None:
        return None
    return How.TAKEN, one.conversation.assignee_id


def _step(one: Escalation, people: People, now: datetime) -> Iterator[Saying]:
    rungs = steps(one.workspace_id)
    turn = chain.turn(
        [chain.Step(rung.agent_id, timedelta(minutes=rung.minutes)) for rung in rungs],
        people.able,
        one.round,
        one.place,
        now,
    )
    if turn is None:
        end(one, How.STOPPED, None, now)
        return
    to = frozenset({turn.person}) if turn.person is not None else people.of(None, None)
    again = turn.person is None or one.round > 0
    matter = f"escalated:{one.pk}:{one.told}"
    one.round, one.place, one.next_at = turn.next_round, turn.next_place, turn.next_at
    one.told += 1
    one.save(update_fields=["round", "place", "next_at", "told"])
    about = one.conversation
    told = {"escalation": one.pk, "again": again, "since": one.begun_at.isoformat()}
    yield Saying(Kind.ESCALATED, matter, to, now, about.pk, about.account_id, told)


def end(one: Escalation, how: Escalation.How, by: int | None, now: datetime) -> None:
    """It is over. The row must be held."""
    one.ended_at, one.how, one.by_id = now, how, by
    one.save(update_fields=["ended_at", "how", "by"])


def replace(workspace_id: int, rungs: Sequence[tuple[Agent, int]]) -> None:
    """Another chain: people in their order, with the minutes each has. What runs goes on along it."""
    EscalationStep.objects.filter(workspace_id=workspace_id).delete()
    EscalationStep.objects.bulk_create(
        EscalationStep(workspace_id=workspace_id, place=place, agent=agent, minutes=minutes)
        for place, (agent, minutes) in enumerate(rungs)
    )

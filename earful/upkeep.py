"""What is done at regular times: taking up what dead workers left behind, trying again, clearing away."""

import math
import time
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from procrastinate.contrib.django import app

from earful import amending, experts, flow, learning, topics
from earful.conversations import actions as conversations
from earful.conversations import clearing, tally
from earful.conversations.models import Bulk, Keeping
from earful.intake import queries as ledger
from earful.kit import clock, jobs, steady
from earful.kit.logs import log
from earful.kit.transaction import one_transaction
from earful.outbox import actions as outbox
from earful.outbox import amended, clocks
from earful.outbox import queries as dispatches
from earful.outbox.models import Amendment, Dispatch
from earful.queues import actions as queues
from earful.queues import bulk, taking_back
from earful.queues.promises import ringing
from earful.queues.promises import settling as promises
from earful.queues.sharing import giving
from earful.staff.models import Agent, Workspace
from earful.triage import queries as verdicts

OVERDUE = timedelta(seconds=20)
RINGS = 8.0  # seconds in one go; what is left waits for the next
RETAINS = 120.0  # seconds in one go
BACK = 25  # matters in one go, in less than a second
REST_OF_BACK = timedelta(seconds=4)
JUDGED_BY_THEN = timedelta(minutes=30)
MOVED_LATELY = 150.0  # seconds; longer than anything that is being sent can take
logger = log(__name__)


@app.periodic(cron="* * * * * */10")
@app.task(name="sweep", queueing_lock="sweep", pass_context=False)
def sweep(timestamp: int) -> None:
    """Jobs of dead workers: a send becomes uncertain and is looked up, everything else runs again.

    Nobody is taken for dead while the clock that says so has just been moved.
    """
    mind_the_clock()
    if steady.ours.moved(MOVED_LATELY):
        return
    for job in jobs.stalled():
        take_up(job)
    for lost in (*unmoved(), *dispatches.forgotten(clock.now())):
        doubt(lost)
    for half_done in (*unamended(), *amended.forgotten(clock.now())):
        amending.doubt(half_done)
    logger.debug("swept", at=timestamp)


def unmoved() -> list[Dispatch]:
    """Replies on their way of which no job knows any more: theirs failed, because the database broke off on it.

    A state and the job that goes on from there are written together, so one without the other is nobody's business.
    """
    due = dispatches.due_since(clock.now() - OVERDUE)
    moved = jobs.about(("send", "look"), "dispatch_id") if due else set()
    return [dispatch for dispatch in due if dispatch.pk not in moved]


def unamended() -> list[Amendment]:
    """The same of answers that somebody wanted changed or gone."""
    due = amended.due_since(clock.now() - OVERDUE)
    moved = jobs.about(("amend", "look_after"), "amendment_id") if due else set()
    return [amendment for amendment in due if amendment.pk not in moved]


def mind_the_clock() -> None:
    """What was planned before the clock was put back is kept by its length, not by its time."""
    jobs.mind_the_clock()
    for ahead in clocks.planned_ahead():
        bring_forward(ahead)


@one_transaction
def bring_forward(dispatch: Dispatch) -> None:
    """A reply that would wait for the future leaves in time after all."""
    moment = clocks.bring_forward(dispatch)
    jobs.hurry(f"send:{dispatch.pk}", moment)
    flow.send_at(dispatch, moment)


@one_transaction
def take_up(job: jobs.Stalled) -> None:
    """One job of a dead worker, so that whoever does this may die in the middle of it too."""
    if job.task == "send":
        jobs.give_up(job)
        doubt(dispatches.get(job.arguments["dispatch_id"]))
    elif job.task == "amend":
        jobs.give_up(job)
        amending.doubt(amended.get(job.arguments["amendment_id"]))
    else:
        jobs.start_again(job)


@one_transaction
def doubt(dispatch: Dispatch) -> None:
    """Whoever sent this is gone. If it was claimed, nobody knows whether it left."""
    if dispatch.state == Dispatch.State.HELD:
        flow.send_at(dispatch, max(dispatch.release_at, clock.now()))
    elif dispatch.state == Dispatch.State.UNCERTAIN or outbox.record_uncertain(
        dispatch, "Earful was interrupted while sending and is looking whether it arrived."
    ):
        flow.look_in(dispatch, 0)


@one_transaction
def begin_bulk(agent: Agent, what: str, given: Mapping[str, Any], chosen: Sequence[bulk.Chosen]) -> Bulk:
    """An act on many; whatever its asker does not live to do, a worker does."""
    begun = bulk.begin(agent, what, given, chosen)
    jobs.once(go_on, f"bulk:{begun.pk}", bulk_id=begun.pk)
    return begun


@one_transaction
def begin_bulk_undo(act: Bulk, agent: Agent) -> Bulk:
    """The same for taking it back."""
    begun = bulk.begin_undo(act, agent)
    jobs.once(go_on, f"bulk-undo:{begun.pk}", bulk_id=begun.pk)
    return begun


@app.task(name="bulk", retry=flow.STUMBLES)
def go_on(bulk_id: int) -> None:
    """Do, or undo, what is left of an act on many."""
    bulk.advance(Bulk.objects.get(pk=bulk_id))


@app.periodic(cron="* * * * * */10")
@app.task(name="wake", queueing_lock="wake")
def wake(timestamp: int) -> None:
    """What was put away until now comes back, and what should have come back while Earful was not running."""
    if woken := conversations.wake_due(clock.now()):
        logger.info("woken", count=woken, at=timestamp)


@app.periodic(cron="* * * * * */10")
@app.task(name="ring", queueing_lock="ring")
def ring(timestamp: int) -> None:
    """Promises warn and are broken at their own time; what changed unseen has its clocks set first."""
    settled = rung = 0
    until = time.monotonic() + RINGS
    while time.monotonic() < until and (some := promises.settle_stirred()):
        settled += some
    while time.monotonic() < until and (some := promises.settle_solved(clock.now())):
        settled += some
    while time.monotonic() < until and (those := ringing.ring(clock.now())):
        rung += len(those)
    if settled or rung:
        logger.info("rung", settled=settled, signs=rung, at=timestamp)


@app.periodic(cron="* * * * *")
@app.task(name="share", queueing_lock="share")
def share(timestamp: int) -> None:
    """Somebody came, or has room again: what waited for that is handed out."""
    for workspace in Workspace.objects.order_by("pk"):
        if given := giving.hand_out(workspace):
            logger.info("handed_out", workspace=workspace.pk, count=given, at=timestamp)


@app.periodic(cron="*/2 * * * *")
@app.task(name="mend", queueing_lock="mend")
def mend(timestamp: int) -> None:
    """What was stored and never understood is tried again, examples nobody read too; what was only begun lapses; what absent people have goes back; mails nobody sent are looked at; old jobs go."""
    for item_id in ledger.left_behind(clock.now() - timedelta(minutes=5)):
        jobs.once(flow.understand, f"understand:{item_id}", item_id=item_id)
    for workspace_id in topics.left_unread():
        topics.soon(workspace_id)
    experts.take_up()
    taking_back.note_seen()
    queues.lapse()
    for workspace in Workspace.objects.order_by("pk"):
        back_from_absent(workspace.pk)
    jobs.tidy()
    logger.debug("mended", at=timestamp)


@app.task(name="take_back")
def back_from_absent(workspace_id: int) -> None:
    """A part of what lies with people who are gone goes back, the rest soon: what is said meanwhile is not to wait for it."""
    taken = taking_back.take_back(Workspace.objects.get(pk=workspace_id), BACK)
    if taken:
        logger.info("taken_back", workspace=workspace_id, count=taken)
    if taken == BACK:
        soon = clock.now() + REST_OF_BACK
        jobs.once(back_from_absent, f"take_back:{workspace_id}", soon, priority=flow.LATER, workspace_id=workspace_id)


@app.periodic(cron="* * * * * */30")
@app.task(name="fold", queueing_lock="fold")
def fold(timestamp: int) -> None:
    """Kept counts are notes of what changed; many of them are summed up into few."""
    if tally.fold():
        logger.debug("folded", at=timestamp)


@app.periodic(cron="17 2 * * *")
@app.task(name="retain", queueing_lock="retain")
def retain(timestamp: int) -> None:
    """What is past the time for which each workspace keeps it, every night, in parts that may end anywhere."""
    for keeping in clearing.limited():
        clearing.begin(keeping)
    retain_on(until=time.monotonic() + RETAINS)
    logger.debug("retained", at=timestamp)


@app.periodic(cron="41 3 * * *")
@app.task(name="learn_at_night", queueing_lock="learn_at_night")
def learn_at_night(timestamp: int) -> None:
    """Each team's corrections are learned anew, and what came of it is taken over where it is better."""
    outdated = learning.at_night()
    for _workspace_id, item_id in outdated:
        jobs.once(flow.understand, f"understand:{item_id}", item_id=item_id)
    for workspace_id in {workspace_id for workspace_id, _ in outdated}:
        learning.soon(workspace_id, clock.now() + JUDGED_BY_THEN)
    logger.debug("learned_at_night", at=timestamp)


@app.task(name="retain_on", queueing_lock="retain_on")
def retain_more() -> None:
    """What one go left."""
    retain_on(until=time.monotonic() + RETAINS)


def retain_on(until: float = math.inf) -> int:
    """Clear part after part until nothing is left, or until then; how many parts. Goes on in a job of its own."""
    parts = 0
    for keeping in clearing.limited():
        while time.monotonic() < until and clear_part(keeping):
            parts += 1
    if time.monotonic() >= until:
        jobs.once(retain_more, "retain_on")
    return parts


@one_transaction
def clear_part(keeping: Keeping) -> bool:
    """The next matters that are past their time, with what was sent in them; whether there were any."""
    taught = verdicts.in_force(keeping.workspace_id)
    ids = clearing.part(keeping)
    if ids and keeping.what != Keeping.What.PAYLOADS:
        outbox.clear(ids, words=keeping.what != Keeping.What.PICTURES)
    if taught and not verdicts.in_force(keeping.workspace_id):  # some of it came from what has gone
        learning.soon(keeping.workspace_id)
    return ids is not None


@app.periodic(cron="41 3 * * *")
@app.task(name="topics", queueing_lock="topics")
def look_at_topics(timestamp: int) -> None:
    """Every night: what keeps coming up and is no topic yet, and whether the last month fits what people taught since."""
    for workspace_id in Workspace.objects.order_by("pk").values_list("pk", flat=True):
        topics.look(workspace_id)
        topics.soon(workspace_id)
    logger.debug("looking_for_topics", at=timestamp)

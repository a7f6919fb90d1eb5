"""The story of a message, from the network to the desk and back. The only file that joins the pipeline rooms.

    arrive -> understand -> place          something a customer said becomes part of a conversation
    reply -> send -> (look) -> arrive      a person's answer leaves once, and comes back as part of the thread

Jobs carry ids only and commit with the row that caused them. Nothing speaks to a network inside a transaction.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import connection
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.types import JSONDict, JSONValue

from earful import following, judging, learning
from earful.accounts import actions as accounts
from earful.accounts import reaching
from earful.accounts.models import Account
from earful.channels.contract import (
    Batch,
    Change,
    Expired,
    Failure,
    Receipt,
    Refused,
    Retry,
    Uncertain,
    Why,
)
from earful.conversations import actions as conversations
from earful.conversations.actions import Saying
from earful.conversations.context import standing_here
from earful.conversations.history import What, write_all
from earful.conversations.models import Conversation, Manner, Turn, Way
from earful.house_rules import actions as house_rules
from earful.intake import actions as intake
from earful.intake import queries as ledger
from earful.kit import clock, jobs, steady
from earful.kit.announce import announce_all
from earful.kit.logs import log
from earful.kit.transaction import one_transaction
from earful.kit.words import gettext_noop
from earful.outbox import acknowledging, amended, anew, clocks, sight, stopping, waiting
from earful.outbox import actions as outbox
from earful.outbox import queries as dispatches
from earful.outbox import rules as pace
from earful.outbox.approval import asking
from earful.outbox.models import Approval, Dispatch
from earful.queues import actions as queues
from earful.queues.promises import settling as promises
from earful.queues.sharing import giving, picking
from earful.replies import actions as replies
from earful.replies.guard import News
from earful.replies.models import Draft
from earful.staff.models import Agent, Workspace
from earful.triage import actions as triage
from earful.triage.topics import recording as topics

TOO_LATE = gettext_noop("It did not arrive, and an hour has passed since it was written. Read it again, then decide.")
CALM = 4  # so few items are read closely at once; more are judged at a glance first, and closely when there is time
LATER = -5  # the priority of what can wait
TOGETHER = 50  # items that are understood in one transaction
STUMBLES = RetryStrategy(max_attempts=6, exponential_wait=2)
logger = log(__name__)


# --- from the network to the desk -----------------------------------------------------------------------------


@one_transaction
def arrive(account: Account, batch: Batch) -> list[int]:
    """From listening, polls, webhooks and archives alike: store first, understand later."""
    fresh = intake.receive(account, batch)
    if fresh:
        parts = (fresh[start : start + TOGETHER] for start in range(0, len(fresh), TOGETHER))
        arguments: list[JSONDict] = [{"item_ids": list[JSONValue](part)} for part in parts]
        understand_some.batch_defer(*arguments)
    return fresh


@app.task(name="understand", retry=STUMBLES)
def understand(item_id: int) -> None:
    """Read a stored payload, judge it, and put it in its place."""
    place(judging.judge(judging.read_all([item_id])))


@app.task(name="understand_some", retry=STUMBLES)
def understand_some(item_ids: list[int]) -> None:
    """The same for what came together, and what came after it. If that fails each goes alone: one blocks no other."""
    try:
        with intake.in_turn(item_ids, TOGETHER) as (own, more):
            if own:
                calm = len(own) + len(more) <= CALM
                place(judging.judge(judging.read_all([*own, *more]), closely=calm), closely=calm)
        if more:
            jobs.spare("understand_some", "item_ids", more)
    except Exception as error:
        if not connection.is_usable():
            raise
        logger.warning("not_together", items=len(item_ids), error=type(error).__name__)
        alone: list[JSONDict] = [{"item_id": item_id} for item_id in item_ids]
        understand.batch_defer(*alone)


@app.task(name="understand_closely", retry=STUMBLES, lock="closely")
def understand_closely(item_ids: list[int]) -> None:
    """A second look at what was judged at a glance, when nothing new waits. What a person said meanwhile stands."""
    place(judging.judge(judging.read_all(item_ids)))


@one_transaction
def place(those: Sequence[judging.Judged], *, closely: bool = True) -> None:
    """They become part of conversations, in front of the right people. Not `closely`: they are to be looked at again."""
    for account_id in dict.fromkeys(one.item.account_id for one in those):
        _place([one for one in those if one.item.account_id == account_id])
    again: list[JSONValue] = [] if closely else [one.item.pk for one in those if judging.unsure(one)]
    if again:
        understand_closely.configure(priority=LATER).defer(item_ids=again)
    following.want(those)


def _place(those: Sequence[judging.Judged]) -> None:
    by = amended.by_item([(one.item, one.inbound) for one in those])
    said = [Saying(one.item, one.inbound, one.assessment, by.get(one.item.pk)) for one in those]
    placed = conversations.place_all(said)
    found = [(one, put) for one, put in zip(those, placed, strict=True) if put is not None]
    intake.mark_placed(one.item for one in those)
    triage.record((one.item, one.assessment) for one, _ in found if one.about is not None)
    topics.record((one.item, one.topics) for one, _ in found if one.about is not None)
    for item in (one.item for one in those if one.inbound.change is Change.REMOVED):
        intake.empty(item)  # also when it is understood before what it removes
        if triage.forget(item):
            learning.soon(item.workspace_id)
        outbox.forget(item.account_id, item.external_id)
    _recognise([put for _, put in found if put.turn.ours and put.fresh])
    _judge_again([item_id for _, put in found for item_id in put.below])
    touched = {put.conversation.pk: put.conversation for _, put in found}
    touched |= house_rules.arrived(those[0].item.account, [(one.item, put) for one, put in found]) if those else {}
    if queues.route(touched.values()):
        jobs.once(hand_out, f"hand_out:{those[0].item.workspace_id}", workspace_id=those[0].item.workspace_id)
    promises.settle(touched.values())
    _acknowledge(those[0].item.account, [put.turn for _, put in found if put.fresh])
    _look_above([one for one, put in found if put.fresh and one.inbound.parent_id])
    if those:
        versions = [(pk, conversation.version) for pk, conversation in touched.items()]
        announce_all(those[0].item.workspace_id, "conversation", versions)


@app.task(name="hand_out", retry=STUMBLES)
def hand_out(workspace_id: int) -> None:
    """What nobody has goes to whoever fits, is here and has least, where a workspace wants it so."""
    giving.hand_out(Workspace.objects.get(pk=workspace_id))


def _acknowledge(account: Account, turns: Sequence[Turn]) -> None:
    """Where an owner switched that on, whoever writes privately hears that it has come."""
    for dispatch in acknowledging.wanted(account, turns):
        send_at(dispatch, dispatch.release_at)


def _recognise(ours: Sequence[conversations.Placed]) -> None:
    """Our own words came back: sent from here by a person, or written in the network's own app."""
    if not ours:
        return
    sent = dispatches.ours(ours[0].turn.account_id, [put.turn for put in ours])
    natively = []
    for put in ours:
        if put.turn.pk in sent:
            dispatch = sent[put.turn.pk]
            credit(put.conversation, put.turn.external_id, dispatch)
            look_now(dispatch)
        elif put.turn.parent_external_id and put.turn.why == Why.OWN:
            natively.append((put.conversation, {"turn": put.turn.pk}))
    write_all(What.ANSWERED_NATIVELY, natively)


def credit(conversation: Conversation, external_id: str, dispatch: Dispatch) -> None:
    """Words of ours that stand on the network are its agent's: as an answer, or in the manner in which they left."""
    agent = None if dispatch.manner == Manner.ROBOT else dispatch.agent
    conversations.credit(conversation, external_id, agent, dispatch.manner, dispatch.holds_until)


def _judge_again(item_ids: Sequence[int]) -> None:
    """What answers news and arrived before it was judged without it: "thanks" is nothing to answer below an answer."""
    again: list[JSONDict] = [{"item_id": item_id} for item_id in item_ids]
    if again:
        understand.batch_defer(*again)


def _look_above(those: Sequence[judging.Judged]) -> None:
    """What these answer was not there when they were judged: it has come meanwhile, or must be fetched."""
    alone = [one for one in those if one.about is None or not one.about.earlier]
    if not alone:
        return
    account = alone[0].item.account
    here = standing_here(account.pk, [one.inbound.parent_id or "" for one in alone])
    for one in alone:
        if one.inbound.parent_id in here:
            if one.about is not None:
                understand.defer(item_id=one.item.pk)
        elif account.state != Account.State.ARCHIVE and one.inbound.why is not Why.CONTEXT:
            surround.defer(item_id=one.item.pk)


@app.task(name="surround", retry=STUMBLES)
def surround(item_id: int) -> None:
    """Fetch the thread around an item, so that the whole public conversation can be read."""
    item = ledger.read(item_id)
    if item is not None:
        arrive(item.account, reaching.thread(item.account, item.external_id))


# --- from the desk to the network -----------------------------------------------------------------------------


@one_transaction
def reply(
    draft: Draft,
    seen: str = "",
    undo: timedelta = outbox.UNDO,
    insisting: replies.Insisting = replies.NO_INSISTING,
) -> tuple[replies.Reviewed, Dispatch | Approval | None]:
    """An agent sends: the guard rules, whichever door it came through; then ten quiet seconds, then it leaves.

    Where somebody else has to read it first, it waits for that instead.

    `seen`: the mark of what their page showed. What came since stops it, until they send again with the mark that the
    review brings. The conversation's row is held meanwhile, so that of two who send at once the second is asked.
    """
    conversation = outbox.hold(draft.conversation)
    if words := picking.barred(conversation, draft.agent) or asking.barred(conversation, draft.agent):
        raise conversations.CannotDo(words)
    draft = replies.bring(draft, conversation)
    now = sight.scene(conversation)
    reviewed = review(draft, now, seen, insisting)
    if reviewed.answers is None or not reviewed.clear():
        return reviewed, None
    if why := asking.needed(conversation, draft.agent, reviewed.answers):
        queues.keep(conversation, draft.agent)
        queues.rest(conversation, draft.agent)
        return reviewed, asking.ask(draft, reviewed.answers, now.sight(), insisting, why, assisted=reviewed.assisted)
    dispatch = outbox.queue(draft, reviewed.text, reviewed.answers, now.sight(), undo, assisted=reviewed.assisted)
    outbox.insist(dispatch, reviewed.rulings, insisting)
    queues.keep(conversation, dispatch.agent)
    queues.rest(conversation, dispatch.agent)
    send_at(dispatch, dispatch.release_at)
    return reviewed, dispatch


def review(
    draft: Draft, now: sight.Scene, seen: str, insisting: replies.Insisting = replies.NO_INSISTING
) -> replies.Reviewed:
    """What the guard says, also about what came since that was shown."""
    news = now.since(sight.read(seen, draft.agent), draft.agent)
    return replies.review(draft, news, now.confirming(draft.agent), insisting)


def send_at(dispatch: Dispatch, moment: datetime) -> None:
    """Order within a conversation is kept by the job's lock and by the claim; one job a dispatch waits at a time."""
    lock = f"conversation:{dispatch.conversation_id}"
    jobs.once(send, f"send:{dispatch.pk}", moment, lock=lock, dispatch_id=dispatch.pk)


def look_in(dispatch: Dispatch, seconds: float) -> None:
    """Look for an uncertain reply after a pause, unless that is going to happen anyway."""
    moment = clock.now() + timedelta(seconds=seconds)
    jobs.once(look, f"look:{dispatch.pk}", moment, dispatch_id=dispatch.pk)


def look_now(dispatch: Dispatch) -> None:
    """Its words were heard: if it is uncertain, the network can say so now, however long the pause was to be."""
    if dispatch.state == Dispatch.State.UNCERTAIN:
        jobs.hurry(f"look:{dispatch.pk}", clock.now())


@app.task(name="send")
def send(dispatch_id: int) -> None:
    """Claim, send, record. A claim that fails was undone, is held by another, or waits for an earlier reply."""
    if wait_a_little(dispatch_id):
        return
    dispatch = outbox.claim(dispatch_id)
    if dispatch is None:
        held = dispatches.get(dispatch_id)
        if held.state == Dispatch.State.HELD:
            send_at(held, max(held.release_at, clock.now() + timedelta(seconds=2)))
        return
    if acknowledging.needless(dispatch):
        return
    if words := stopping.stopped(dispatch):
        not_sent(dispatch, Refused(words))
    elif dispatch.way == Way.PAGE:
        sent(dispatch, outbox.receipt(dispatch))
    else:
        _over_the_wire(dispatch)


def _over_the_wire(dispatch: Dispatch) -> None:
    """To its network, and what came of it."""
    try:
        receipt = reaching.send(dispatch.account, outbox.outbound(dispatch))
    except Failure as failure:
        not_sent(dispatch, failure)
    except Exception as error:
        logger.exception("send_stumbled", dispatch=dispatch.pk, error=type(error).__name__)
        not_sent(dispatch, Uncertain("Earful stumbled while sending and is looking whether it arrived."))
    else:
        sent(dispatch, receipt)


@one_transaction
def wait_a_little(dispatch_id: int) -> bool:
    """While the network does not know us, or when only the clock has made a reply's time come, it waits."""
    forward = steady.ours.moved(outbox.UNDO.total_seconds())
    again = clocks.keep_window(dispatch_id, forward) if forward > 0 else None
    again = again or waiting.still(dispatch_id)
    if again is not None:
        send_at(dispatches.get(dispatch_id), again)
    return again is not None


@one_transaction
def sent(dispatch: Dispatch, receipt: Receipt) -> None:
    """The network has it; our words come back through the ledger like everything else."""
    if outbox.record_sent(dispatch, receipt):
        arrive(dispatch.account, Batch((receipt.parcel,)))
        credit(dispatch.conversation, receipt.external_id, dispatch)


@one_transaction
def not_sent(dispatch: Dispatch, failure: Failure) -> None:
    """Each of the four failures ends in a state a person understands."""
    match failure:
        case Uncertain():
            if outbox.record_uncertain(dispatch, failure.words):
                look_in(dispatch, pace.next_look(0))
        case Retry():
            wait = outbox.record_retry(dispatch, failure.words, failure.after)
            if wait is not None:
                send_at(dispatch, clock.now() + timedelta(seconds=wait))
        case Expired():
            accounts.note_trouble(dispatch.account_id, failure.words, signed_out=True)
            again = waiting.until_signed_in(dispatch, failure.words)
            if again is not None:
                send_at(dispatch, again)
        case _:
            outbox.record_failed(dispatch, failure.words)


@app.task(name="look")
def look(dispatch_id: int) -> None:
    """Is an uncertain reply on the network? Found: sent. Certainly absent: sent again, under the same key."""
    dispatch = dispatches.get(dispatch_id)
    if dispatch.state != Dispatch.State.UNCERTAIN:
        return
    if dispatch.way == Way.PAGE:  # claimed and not recorded: it does not stand there yet, and nobody need be asked
        sent(dispatch, outbox.receipt(dispatch))
        return
    try:
        receipt = reaching.find(dispatch.account, outbox.outbound(dispatch))
    except Failure as failure:
        looked_in_vain(dispatch, failure)
    else:
        if receipt is None and pace.too_late(dispatch.created_at, clock.now()):
            not_sent(dispatch, Refused(TOO_LATE))
        elif receipt is None:
            not_sent(dispatch, Retry("It had not arrived; it is being sent again.", 0.0))
        else:
            sent(dispatch, receipt)


@one_transaction
def looked_in_vain(dispatch: Dispatch, failure: Failure) -> None:
    """The network could not say; look again, ever more rarely, and show why."""
    if isinstance(failure, Expired):
        accounts.note_trouble(dispatch.account_id, failure.words, signed_out=True)
    outbox.record_look(dispatch, failure.words)
    look_in(dispatch, pace.next_look(dispatch.looks + 1))


@one_transaction
def try_again(dispatch: Dispatch, agent: Agent, seen: str = "") -> tuple[tuple[News, ...], str]:
    """A person asks for a failed reply to be sent after all. Raises TooLate, anew.Stopped.

    What came since it was written stops it and is returned, with the mark that confirms it; () when it is on its way.
    The guard rules on its words anew: the matter may be solved by now, or a rule weigh more. What its writer gave a
    reason for then stays said.
    """
    dispatch = outbox.reserve(dispatch)
    conversation = outbox.hold(dispatch.conversation)
    now = sight.scene(conversation)
    shown = sight.read(seen, agent) or sight.unpacked(dispatch.seen)
    news = now.since(shown, agent, besides=dispatch.pk)
    if news:
        return news, now.confirming(agent)
    anew.rule(dispatch, conversation)
    outbox.try_again(dispatch, now.sight())
    send_at(dispatch, clock.now())
    return (), ""

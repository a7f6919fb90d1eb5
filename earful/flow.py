"""The story of a message, from the network to the desk and back. The only file that joins the pipeline rooms.

    arrive -> understand -> place          something a customer said becomes part of a conversation
    reply -> send -> (look) -> arrive      a person's answer leaves once, and comes back as part of the thread

Jobs carry ids only and commit with the row that caused them. Nothing speaks to a network inside a transaction.
"""

from datetime import datetime, timedelta

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.types import JSONDict

from earful.accounts import actions as accounts
from earful.accounts import reaching
from earful.accounts.models import Account
from earful.channels import registry
from earful.channels.contract import (
    Batch,
    Change,
    Expired,
    Failure,
    Inbound,
    Receipt,
    Refused,
    Retry,
    Uncertain,
    Unreadable,
    Why,
)
from earful.conversations import actions as conversations
from earful.conversations import queries as matters
from earful.conversations.history import What, write
from earful.conversations.models import Turn
from earful.intake import actions as intake
from earful.intake import queries as ledger
from earful.intake.models import Item
from earful.kit import clock, jobs
from earful.kit.announce import announce
from earful.kit.logs import log
from earful.kit.transaction import one_transaction
from earful.kit.words import gettext_noop
from earful.outbox import actions as outbox
from earful.outbox import queries as dispatches
from earful.outbox import rules as pace
from earful.outbox.models import Dispatch
from earful.queues import actions as queues
from earful.replies import actions as replies
from earful.replies.models import Draft
from earful.triage import actions as triage
from earful.triage.rules import Assessment, Earlier, Subject

TAKEN_AWAY = gettext_noop("The message you are answering was removed by its author.")
STUMBLES = RetryStrategy(max_attempts=6, exponential_wait=2)
logger = log(__name__)


# --- from the network to the desk -----------------------------------------------------------------------------


@one_transaction
def arrive(account: Account, batch: Batch) -> list[int]:
    """From listening, polls, webhooks and archives alike: store first, understand later."""
    fresh = intake.receive(account, batch)
    if fresh:
        arguments: list[JSONDict] = [{"item_id": item_id} for item_id in fresh]
        understand.batch_defer(*arguments)
    return fresh


@app.task(name="understand", retry=STUMBLES)
def understand(item_id: int) -> None:
    """Read a stored payload, judge it, and put it in its place."""
    item = ledger.read(item_id)
    if item is None or item.emptied_at is not None:
        return
    inbound = read(item)
    if inbound is None:
        return
    own = inbound.author is not None and inbound.author.external_id == item.account.external_id
    removed = inbound.change is Change.REMOVED
    about = None if own or removed else subject(item, inbound)
    place(item, inbound, triage.assess(about) if about else Assessment("own", False, 0.0, "other"), about)


def read(item: Item) -> Inbound | None:
    """What a payload says; one that cannot be read is kept, shown, and blocks nothing."""
    try:
        return registry.get(item.account.network).read(item.raw, reaching.us(item.account))
    except (Unreadable, registry.UnknownNetwork) as error:
        why = str(error)
    except Exception as error:  # noqa: BLE001 -- an adapter that stumbles must not block what follows
        why = f"Earful stumbled over it ({type(error).__name__}). Please report this."
    intake.mark_unreadable(item, why)
    announce(item.workspace_id, "ledger", item.pk)
    logger.warning("unreadable", item=item.pk, network=item.account.network)
    return None


def subject(item: Item, inbound: Inbound) -> Subject:
    """An item as triage sees it, with the turns above it."""
    above = matters.earlier_turns(item.account_id, inbound.parent_id or "")
    writer = inbound.author.external_id if inbound.author else ""
    earlier = (Earlier(t.text, t.ours, t.author is not None and t.author.external_id == writer) for t in above)
    followed_up = any(t.author and t.author.external_id == writer and t.why != Why.CONTEXT for t in above)
    return Subject(
        text=inbound.text,
        why=Why.REPLY if inbound.why is Why.CONTEXT and followed_up else inbound.why,  # who asked us goes on asking us
        claimed=inbound.languages,
        names=(item.account.name, item.account.handle),
        earlier=tuple(earlier),
        has_pictures=bool(inbound.pictures),
        links=len(inbound.links),
        mentions=inbound.text.count("@"),
    )


@one_transaction
def place(item: Item, inbound: Inbound, assessment: Assessment, about: Subject | None) -> None:
    """It becomes part of a conversation, in front of the right person. `about`: what triage judged, if it did."""
    placed = conversations.place(item, inbound, assessment)
    intake.mark_placed(item)
    if inbound.change is Change.REMOVED:  # also when it is understood before what it removes
        intake.empty(item)
        triage.forget(item)
        outbox.forget(item.account_id, item.external_id)
    if placed is None:
        return
    if about is not None:
        triage.record(item, assessment)
    if placed.turn.ours and placed.fresh:
        _recognise(placed)
    if placed.fresh:
        _judge_again_below(placed.turn)
    queues.route(placed.conversation)
    if placed.fresh and inbound.parent_id and (about is None or not about.earlier):
        _look_above(item, inbound, judged=about is not None)
    announce(item.workspace_id, "conversation", placed.conversation.pk, placed.conversation.version)


def _recognise(placed: conversations.Placed) -> None:
    """Our own words came back: sent from here by a person, or written in the network's own app."""
    turn: Turn = placed.turn
    dispatch = dispatches.by_external_id(turn.account_id, turn.external_id)
    # They may be heard before whoever sent them, or died sending them, could say where they stand.
    dispatch = dispatch or dispatches.unproven(turn.account_id, turn.parent_external_id, turn.text)
    if dispatch is not None:
        conversations.credit(placed.conversation, turn.external_id, dispatch.agent)
    elif turn.parent_external_id and turn.why == Why.OWN:
        write(placed.conversation, What.ANSWERED_NATIVELY, turn=turn.pk)


def _judge_again_below(turn: Turn) -> None:
    """What answers this and arrived before it was judged without it: "thanks" is nothing to answer below an answer."""
    below: list[JSONDict] = [{"item_id": item_id} for item_id in matters.items_below(turn)]
    if below:
        understand.batch_defer(*below)


def _look_above(item: Item, inbound: Inbound, *, judged: bool) -> None:
    """What this answers was not there when it was judged: it has come meanwhile, or must be fetched."""
    if matters.earlier_turns(item.account_id, inbound.parent_id or "", most=1):
        if judged:
            understand.defer(item_id=item.pk)
    elif inbound.why is not Why.CONTEXT and item.account.state != Account.State.ARCHIVE:
        surround.defer(item_id=item.pk)


@app.task(name="surround", retry=STUMBLES)
def surround(item_id: int) -> None:
    """Fetch the thread around an item, so that the whole public conversation can be read."""
    item = ledger.read(item_id)
    if item is not None:
        arrive(item.account, reaching.thread(item.account, item.external_id))


# --- from the desk to the network -----------------------------------------------------------------------------


@one_transaction
def reply(
    draft: Draft, *, looked_at: datetime | None = None, confirmed: bool = False, undo: timedelta = outbox.UNDO
) -> tuple[replies.Reviewed, Dispatch | None]:
    """An agent sends: the guard rules, whichever door it came through; then ten quiet seconds, then it leaves."""
    reviewed = replies.review(draft, looked_at)
    if reviewed.answers is None or not reviewed.clear(confirmed=confirmed):
        return reviewed, None
    dispatch = outbox.queue(draft, reviewed.text, reviewed.answers, undo)
    if dispatch.conversation.assignee_id is None:
        queues.assign(dispatch.conversation, dispatch.agent, dispatch.agent)
    send_at(dispatch, dispatch.release_at)
    return reviewed, dispatch


def send_at(dispatch: Dispatch, moment: datetime) -> None:
    """Order within a conversation is kept by the job's lock and by the claim; one job a dispatch waits at a time."""
    lock = f"conversation:{dispatch.conversation_id}"
    jobs.once(send, f"send:{dispatch.pk}", moment, lock=lock, dispatch_id=dispatch.pk)


def look_in(dispatch: Dispatch, seconds: float) -> None:
    """Look for an uncertain reply after a pause, unless that is going to happen anyway."""
    moment = clock.now() + timedelta(seconds=seconds)
    jobs.once(look, f"look:{dispatch.pk}", moment, dispatch_id=dispatch.pk)


@app.task(name="send")
def send(dispatch_id: int) -> None:
    """Claim, send, record. A claim that fails was undone, is held by another, or waits for an earlier reply."""
    dispatch = outbox.claim(dispatch_id)
    if dispatch is None:
        waiting = dispatches.get(dispatch_id)
        if waiting.state == Dispatch.State.HELD:
            send_at(waiting, max(waiting.release_at, clock.now() + timedelta(seconds=2)))
        return
    if dispatch.answers.removed_at is not None:
        not_sent(dispatch, Refused(TAKEN_AWAY))
        return
    try:
        receipt = reaching.send(dispatch.account, outbox.outbound(dispatch))
    except Failure as failure:
        not_sent(dispatch, failure)
    except Exception as error:
        logger.exception("send_stumbled", dispatch=dispatch_id, error=type(error).__name__)
        not_sent(dispatch, Uncertain("Earful stumbled while sending and is looking whether it arrived."))
    else:
        sent(dispatch, receipt)


@one_transaction
def sent(dispatch: Dispatch, receipt: Receipt) -> None:
    """The network has it; our words come back through the ledger like everything else."""
    if outbox.record_sent(dispatch, receipt):
        arrive(dispatch.account, Batch((receipt.parcel,)))
        conversations.credit(dispatch.conversation, receipt.external_id, dispatch.agent)


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
            outbox.record_failed(dispatch, failure.words)
        case _:
            outbox.record_failed(dispatch, failure.words)


@app.task(name="look")
def look(dispatch_id: int) -> None:
    """Is an uncertain reply on the network? Found: sent. Certainly absent: sent again, under the same key."""
    dispatch = dispatches.get(dispatch_id)
    if dispatch.state != Dispatch.State.UNCERTAIN:
        return
    try:
        receipt = reaching.find(dispatch.account, outbox.outbound(dispatch))
    except Failure as failure:
        looked_in_vain(dispatch, failure)
    else:
        if receipt is None:
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
def try_again(dispatch: Dispatch) -> None:
    """A person asks for a failed reply to be sent after all."""
    outbox.try_again(dispatch)
    send_at(dispatch, clock.now())

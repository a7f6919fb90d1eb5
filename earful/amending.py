"""What happens to an answer after it left: a person changes or deletes it, a worker does it once, and a record stays.

edit -> (guard) -> carry_out -> (look) -> arrive      other words stand there, and come back through the ledger
delete -----------> carry_out -> (look) -> arrive     it is gone, and whoever it answered waits again
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from procrastinate.contrib.django import app

from earful import flow
from earful.accounts import actions as accounts
from earful.accounts import reaching
from earful.channels.amending import Elsewhere, Gone
from earful.channels.contract import Batch, Expired, Failure, Parcel, Refused, Retry, Uncertain
from earful.conversations.models import Conversation
from earful.kit import clock, jobs
from earful.kit.logs import log
from earful.kit.transaction import one_transaction
from earful.kit.words import gettext_noop
from earful.outbox import actions as outbox
from earful.outbox import amended, amending, sight
from earful.outbox import rules as pace
from earful.outbox.approval import asking
from earful.outbox.approval import queries as approvals
from earful.outbox.models import Amendment, Dispatch
from earful.replies import actions as replies
from earful.replies.models import Draft
from earful.staff.models import Agent

State, What = Amendment.State, Amendment.What
STUMBLED = gettext_noop("Earful stumbled over it and is looking whether it happened.")
INTERRUPTED = gettext_noop("Earful was interrupted and is looking whether it happened.")
UNAPPROVED = gettext_noop("Crisis mode was switched on before it was changed, and nobody else has read it.")
NOT_YET = gettext_noop("It had not happened; it is being done again.")
logger = log(__name__)


@one_transaction
def edit(
    dispatch: Dispatch,
    agent: Agent,
    text: str,
    *,
    alts: Sequence[str] = (),
    why: str = "",
    seen: str = "",
    before: str | None = None,
    insisting: replies.Insisting = replies.NO_INSISTING,
) -> tuple[replies.Reviewed, Amendment | None]:
    """Other words for an answer that left: the guard rules on them as on new ones. Raises TooLate, in words.

    `seen`: the mark of what their page showed; `before`: what it said there, if they know. The conversation's row and
    the answer's are held meanwhile.
    """
    conversation = outbox.hold(dispatch.conversation)
    standing = amending.changeable(amending.reserve(dispatch.pk), agent, What.EDIT)
    if before is not None and pace.bare(before) != pace.bare(standing.written):
        raise outbox.TooLate(amending.OTHER_NOW)
    if asking.needed(conversation, agent, standing.dispatch.answers):
        raise outbox.TooLate(amending.READ_FIRST)
    shown = tuple(alts) if len(alts) == len(standing.alts) else standing.alts
    draft = _as_draft(standing.dispatch, conversation, agent, text)
    now = sight.scene(conversation)
    news = now.since(sight.read(seen, agent), agent, besides=dispatch.pk)
    instead = replies.Instead(standing.turn.pk, shown)
    reviewed = replies.review(draft, news, now.confirming(agent), insisting, instead=instead)
    if not reviewed.clear():
        return reviewed, None
    made = amending.ask(standing, agent, What.EDIT, why, reviewed.text, text, shown)
    outbox.insist(dispatch, reviewed.rulings, insisting, made)
    if reviewed.assisted:
        Dispatch.objects.filter(pk=dispatch.pk).update(assisted=True)
    do_at(made, made.release_at)
    return reviewed, made


def _as_draft(dispatch: Dispatch, conversation: Conversation, agent: Agent, text: str) -> Draft:
    """For the guard; it is never stored."""
    return Draft(
        workspace_id=dispatch.workspace_id,
        conversation=conversation,
        agent=agent,
        text=text,
        answers=dispatch.answers,
        holds_until=dispatch.holds_until,
        way=dispatch.way,
        readers=dispatch.readers,
    )


@one_transaction
def delete(dispatch: Dispatch, agent: Agent, why: str = "") -> Amendment:
    """An answer that left is to be gone. Raises TooLate, in words."""
    outbox.hold(dispatch.conversation)
    standing = amending.changeable(amending.reserve(dispatch.pk), agent, What.DELETE)
    made = amending.ask(standing, agent, What.DELETE, why)
    do_at(made, made.release_at)
    return made


def do_at(amendment: Amendment, moment: datetime) -> None:
    """One job an amendment waits at a time."""
    jobs.once(carry_out, f"amend:{amendment.pk}", moment, amendment_id=amendment.pk)


def look_in(amendment: Amendment, seconds: float) -> None:
    """Look what became of it after a pause, unless that is going to happen anyway."""
    moment = clock.now() + timedelta(seconds=seconds)
    jobs.once(look_after, f"look-amended:{amendment.pk}", moment, amendment_id=amendment.pk)


@app.task(name="amend")
def carry_out(amendment_id: int) -> None:
    """Claim, do, record. A claim that fails was called off, is held by another, or waits for its time."""
    amendment = amending.claim(amendment_id)
    if amendment is None:
        held = amended.get(amendment_id)
        if held.state == State.WAITING:
            do_at(held, held.release_at)
        return
    if amendment.what == What.EDIT and approvals.crisis(amendment.workspace_id) is not None:
        not_done(amendment, Refused(UNAPPROVED))
        return
    try:
        parcel = _do(amendment)
    except Failure as failure:
        not_done(amendment, failure)
    except Exception as error:
        logger.exception("amend_stumbled", amendment=amendment_id, error=type(error).__name__)
        not_done(amendment, Uncertain(STUMBLED))
    else:
        done(amendment, parcel)


def _do(amendment: Amendment) -> Parcel:
    account = amendment.dispatch.account
    if amendment.what == What.DELETE:
        return reaching.withdraw(account, amendment.dispatch.external_id)
    return reaching.amend(account, amending.as_asked(amendment)).parcel


@one_transaction
def done(amendment: Amendment, parcel: Parcel) -> None:
    """It happened; what stands there now comes back through the ledger like everything else."""
    if amending.record_done(amendment, parcel):
        flow.arrive(amendment.dispatch.account, Batch((parcel,)))


@one_transaction
def not_done(amendment: Amendment, failure: Failure) -> None:
    """Each of the four failures ends in a state a person understands."""
    match failure:
        case Uncertain():
            if amending.record_uncertain(amendment, failure.words):
                look_in(amendment, pace.next_look(0))
        case Retry():
            again = amending.record_retry(amendment, failure.words, failure.after)
            if again is not None:
                do_at(amendment, again)
        case Expired():
            accounts.note_trouble(amendment.dispatch.account_id, failure.words, signed_out=True)
            again = amending.until_signed_in(amendment, failure.words)
            if again is not None:
                do_at(amendment, again)
        case _:
            if amending.record_failed(amendment, failure.words) and isinstance(failure, Gone | Elsewhere):
                see.defer(dispatch_id=amendment.dispatch_id)


@app.task(name="look_after")
def look_after(amendment_id: int) -> None:
    """Did an uncertain change happen? Then that is recorded; if it certainly did not, it is done again."""
    amendment = amended.get(amendment_id)
    if amendment.state != State.UNCERTAIN:
        return
    try:
        parcel = _found(amendment)
    except (Gone, Elsewhere) as ended:
        not_done(amendment, ended)
    except Failure as failure:
        looked_in_vain(amendment, failure)
    else:
        if parcel is not None:
            done(amendment, parcel)
        elif amendment.what == What.EDIT and pace.too_late(amendment.created_at, clock.now()):
            not_done(amendment, Refused(flow.TOO_LATE))
        else:
            not_done(amendment, Retry(NOT_YET, 0.0))


def _found(amendment: Amendment) -> Parcel | None:
    account = amendment.dispatch.account
    if amendment.what == What.DELETE:
        return reaching.withdrawn(account, amendment.dispatch.external_id)
    receipt = reaching.amended(account, amending.as_asked(amendment))
    return receipt.parcel if receipt else None


@one_transaction
def looked_in_vain(amendment: Amendment, failure: Failure) -> None:
    """The network could not say; look again, ever more rarely, and show why."""
    if isinstance(failure, Expired):
        accounts.note_trouble(amendment.dispatch.account_id, failure.words, signed_out=True)
    amending.record_look(amendment, failure.words)
    look_in(amendment, pace.next_look(amendment.looks + 1))


@app.task(name="see", retry=flow.STUMBLES)
def see(dispatch_id: int) -> None:
    """It does not stand as we knew it: fetch how it does."""
    dispatch = Dispatch.objects.select_related("account").get(pk=dispatch_id)
    flow.arrive(dispatch.account, reaching.check(dispatch.account, [dispatch.external_id]))


@one_transaction
def doubt(amendment: Amendment) -> None:
    """Whoever did this is gone. If it was claimed, nobody knows whether it happened."""
    if amendment.state == State.WAITING:
        do_at(amendment, max(amendment.release_at, clock.now()))
    elif amendment.state == State.UNCERTAIN or amending.record_uncertain(amendment, INTERRUPTED):
        look_in(amendment, 0)

"""Deciding about what a customer wrote and their site shows to nobody yet: let it through, or take it for spam.

decide -> carry_out -> arrive      the site is told, and how it stands now comes back through the ledger

Telling a site twice does no harm, so whatever is uncertain is done again.
"""

from datetime import datetime

from procrastinate.contrib.django import app

from earful import flow
from earful.accounts import actions as accounts
from earful.accounts import reaching
from earful.channels.contract import Batch, Expired, Failure, Parcel, Retry
from earful.channels.moderating import Verdict
from earful.conversations import correcting
from earful.conversations.history import What, write
from earful.conversations.models import Turn
from earful.kit import clock, jobs
from earful.kit.logs import log
from earful.kit.transaction import one_transaction
from earful.kit.words import gettext_noop
from earful.outbox import actions as outbox
from earful.outbox import letting
from earful.outbox.models import Letting
from earful.staff.models import Agent

STUMBLED = gettext_noop("Earful stumbled over it and tries again.")
SIGNED_OUT = 300.0  # seconds until it is tried again
logger = log(__name__)


@one_transaction
def decide(turn: Turn, agent: Agent, verdict: Verdict) -> Letting:
    """Somebody decides; a worker tells the site. What is spam needs no answer from this moment. Raises TooLate, in words."""
    conversation = outbox.hold(turn.conversation)
    made = letting.ask(conversation, turn, agent, Letting.Verdict(verdict))
    if verdict is Verdict.SPAM:
        correcting.correct(turn, agent, "spam", "yes")
    do_at(made, clock.now())
    return made


def do_at(made: Letting, moment: datetime) -> None:
    """One job a decision waits at a time."""
    jobs.once(carry_out, f"let-in:{made.pk}", moment, letting_id=made.pk)


@app.task(name="let_in")
def carry_out(letting_id: int) -> None:
    """Tell the site."""
    made = letting.waiting(letting_id)
    if made is None:
        return
    try:
        parcel = reaching.decide(made.turn.account, made.turn.external_id, Verdict(made.verdict))
    except Failure as failure:
        not_done(made, failure)
    except Exception as error:
        logger.exception("let_in_stumbled", letting=letting_id, error=type(error).__name__)
        not_done(made, Retry(STUMBLED, 0.0))
    else:
        done(made, parcel)


@one_transaction
def done(made: Letting, parcel: Parcel) -> None:
    """The site has heard it."""
    conversation = outbox.hold(made.turn.conversation)
    if letting.record(made, letting.State.DONE):
        write(conversation, What.LET_IN, made.agent, turn=made.turn_id, verdict=made.verdict)
        flow.arrive(made.turn.account, Batch((parcel,)))


@one_transaction
def not_done(made: Letting, failure: Failure) -> None:
    """It is tried again while that makes sense; else a person reads why not."""
    moment = None
    if isinstance(failure, Expired):
        accounts.note_trouble(made.turn.account_id, failure.words, signed_out=True)
        moment = letting.again(made, failure.words, SIGNED_OUT)
    elif isinstance(failure, Retry):
        moment = letting.again(made, failure.words, failure.after)
    if moment is not None:
        do_at(made, moment)
    elif letting.record(made, letting.State.FAILED, failure.words):
        see.defer(turn_id=made.turn_id)


@app.task(name="see_held", retry=flow.STUMBLES)
def see(turn_id: int) -> None:
    """It is not as we knew it: fetch how it stands."""
    turn = Turn.objects.select_related("account").defer("search").get(pk=turn_id)
    flow.arrive(turn.account, reaching.check(turn.account, [turn.external_id]))

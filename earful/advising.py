"""Second opinions: what triage is unsure of is put to the language model that a workspace has connected, if it has.

It is asked when nothing else waits, outside any transaction, about each text at most once. What it says stands beside
the verdict and changes nothing; what goes wrong is counted and blocks nothing.
"""

import time
from collections.abc import Sequence

from procrastinate.contrib.django import app

from earful.accounts import reaching
from earful.accounts.models import Account
from earful.channels.contract import Change, Inbound, Reach, Readers
from earful.judging import Judged
from earful.kit import jobs
from earful.kit.logs import log
from earful.triage import advisers, asking, opinions, ungiven, wanting
from earful.triage.models import Adviser, Opinion
from earful.triage.opinions import Question
from earful.triage.ungiven import Failed, Ungiven

LAST = -10  # the priority of what waits for everything else
GO = 20.0  # seconds after which one go makes room for others
logger = log(__name__)


def want(those: Sequence[Judged]) -> None:
    """Opinions on what was placed just now and triage is unsure of; within the transaction that placed it."""
    unsure = [one for one in those if _doubtful(one)]
    if not unsure:
        return
    adviser = advisers.listening(unsure[0].item.workspace_id)
    if adviser is None:
        return
    items = [one.item for one in unsure if may_leave(adviser, one.inbound)]
    if items and wanting.want(adviser, items):
        jobs.once(give_opinions, "opinions", timestamp=0)


def _doubtful(one: Judged) -> bool:
    """Nobody waits in an archive; what was removed is asked of nobody."""
    gone = one.inbound.change is Change.REMOVED or one.item.account.state == Account.State.ARCHIVE
    return one.about is not None and not gone and opinions.unsure(one.assessment)


def may_leave(adviser: Adviser, inbound: Inbound) -> bool:
    """Whether the owner lets the model read this: what was not said to everybody only if they have said so."""
    hidden = inbound.reach is Reach.PRIVATE or inbound.readers in {Readers.FOLLOWERS, Readers.NAMED}
    return adviser.private or not hidden


@app.periodic(cron="* * * * *")
@app.task(name="opinions", queueing_lock="opinions", lock="opinions", priority=LAST)
def give_opinions(timestamp: int) -> None:
    """Ask for what is wanted, one after another and in turns for each workspace; one slow model holds up one worker."""
    until = time.monotonic() + GO
    wanting.tidy()
    places = wanting.waiting()
    while places and time.monotonic() < until:
        places = [workspace_id for workspace_id in places if ask_next(workspace_id)]
    if places:
        jobs.once(give_opinions, "opinions", timestamp=timestamp)


def ask_next(workspace_id: int) -> bool:
    """Ask for one opinion; whether another may be asked for at once."""
    opinion = wanting.next_wanted(workspace_id)
    if opinion is None:
        return False
    question = _question(opinion)
    if question is None:
        wanting.drop(opinion)
        return True
    adviser = wanting.claim(opinion)
    if adviser is None:
        return False
    try:
        answer, took_ms = asking.ask(advisers.way(adviser), question)
    except Ungiven as failure:
        wanting.record_failed(opinion, failure)
        logger.info("opinion_not_given", item=opinion.pk, why=failure.why, status=failure.status)
        return failure.why in ungiven.ITS_OWN
    except Exception as error:  # noqa: BLE001 -- an opinion is never worth a job that fails
        wanting.record_failed(opinion, Ungiven(Failed.BROKEN))
        logger.warning("opinion_stumbled", item=opinion.pk, error=type(error).__name__)
        return False
    wanting.record(opinion, answer, took_ms)
    return True


def _question(opinion: Opinion) -> Question | None:
    """What may be asked about an item: its words, without whose they are. None: nothing may, or can."""
    from earful.triage.anonymous import anonymous  # noqa: PLC0415 -- its tables of telephone numbers take 11 MB, and pages never ask

    item = opinion.item
    try:
        inbound = reaching.read(item.account, item.external_id, item.raw)
    except Exception as error:  # noqa: BLE001 -- whoever places it says so; here it is only not asked about
        logger.info("opinion_unread", item=item.pk, error=type(error).__name__)
        return None
    if not may_leave(advisers.of(item.workspace_id), inbound):
        return None
    account, author = item.account, inbound.author
    language = inbound.languages[0] if inbound.languages else ""
    text = anonymous(
        f"{inbound.warning}\n{inbound.text}" if inbound.warning else inbound.text,
        language,
        ours=(account.name, account.handle),
        people=(author.name, author.handle) if author else (),
    )
    return Question(text.strip(), inbound.why, language) if text.strip() else None

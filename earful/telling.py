"""Telling people: what happened is read every ten seconds, letters leave, and in the morning the digest."""

from datetime import datetime, timedelta

from procrastinate.contrib.django import app

from earful import flow
from earful.insights import digest
from earful.kit import clock, jobs, mail, seal
from earful.kit.logs import log
from earful.kit.transaction import one_transaction
from earful.notices import calling, digests, hearing, hooks, letters, writing
from earful.notices.letters import Claimed
from earful.notices.models import Letter
from earful.staff.models import Workspace

GOES = 20  # parts in one go; what is left waits for the next
KEPT = timedelta(days=60)
logger = log(__name__)


@app.periodic(cron="* * * * * */10")
@app.task(name="hear", queueing_lock="hear")
def hear(timestamp: int) -> None:
    """What happened since the last time, also while Earful was not running; and letters whose job was lost."""
    for workspace in Workspace.objects.order_by("pk"):
        for _ in range(GOES):
            if not hear_some(workspace):
                break
    for letter_id in letters.overdue(clock.now()):
        send_at(letter_id, clock.now())
    logger.debug("heard", at=timestamp)


@one_transaction
def hear_some(workspace: Workspace) -> bool:
    """The next part, with the jobs of its letters; whether there may be more."""
    begun, more = hearing.hear(workspace)
    for letter in begun:
        send_at(letter.pk, letter.due_at)
    return more


def send_at(letter_id: int, moment: datetime) -> None:
    """A letter leaves then, or earlier if that was planned."""
    name = f"letter:{letter_id}"  # also the lock: two jobs of one letter never run beside each other
    jobs.once(deliver, name, moment, lock=name, letter_id=letter_id)
    jobs.hurry(name, moment)


@app.task(name="letter", retry=flow.STUMBLES)
def deliver(letter_id: int) -> None:
    """Claim it, send it, record what came of it."""
    claimed = letters.claim(letter_id)
    if isinstance(claimed, datetime):
        send_at(letter_id, claimed)
    elif claimed is not None and claimed.letter.hook_id is None:
        by_mail(claimed)
    elif claimed is not None:
        by_hook(claimed)


def by_mail(claimed: Claimed) -> None:
    """Under a name by which mail programs know a second copy."""
    letter = claimed.letter
    told = (letter.subject, letter.text) if letter.day else writing.mail(letter, claimed.notices)
    try:
        mail.send(letter.agent.email if letter.agent else "", *told, key=f"letter:{letter.pk}")
    except mail.MailFailed as failure:
        later(letter, failure.words, again=failure.again, uncertain=failure.uncertain)
    else:
        letters.sent(letter)


def by_hook(claimed: Claimed) -> None:
    """Where an owner said."""
    letter, hook = claimed.letter, claimed.letter.hook
    assert hook is not None
    try:
        text = writing.message(letter, claimed.notices)
        calling.call(calling.Call(hooks.address(hook), hook.shape, text))
    except calling.NotTaken as failure:
        later(letter, failure.words, again=failure.again)
    except seal.Unsealable as failure:
        later(letter, str(failure), again=False)
    else:
        letters.sent(letter)


@one_transaction
def later(letter: Letter, words: str, *, again: bool, uncertain: bool = False) -> None:
    """It did not leave: keep why, and try again if that may help."""
    moment = letters.failed(letter, words, again=again, uncertain=uncertain)
    logger.warning("letter_not_sent", letter=letter.pk, failures=letter.failures, again=moment is not None)
    if moment is not None:
        send_at(letter.pk, moment)


@app.periodic(cron="*/2 * * * *")
@app.task(name="digest", queueing_lock="digest")
def digest_for_all(timestamp: int) -> None:
    """Whose hour has come gets the two headline figures and what was late yesterday: once a day."""
    if not mail.ready():
        return
    for workspace in Workspace.objects.order_by("pk"):
        for due in digests.due(workspace, clock.now()):
            digest_for(due, *digest.written(workspace, due.zone, clock.now()))
    logger.debug("digested", at=timestamp)


@one_transaction
def digest_for(due: digests.Due, subject: str, text: str) -> None:
    """With its job."""
    letter = digests.keep(due, subject, text)
    if letter is not None:
        send_at(letter.pk, letter.due_at)


@app.periodic(cron="53 3 * * *")
@app.task(name="forget", queueing_lock="forget")
def forget(timestamp: int) -> None:
    """Notices of two months ago go, and what carried them."""
    letters.forget(clock.now() - KEPT)
    logger.debug("forgotten", at=timestamp)

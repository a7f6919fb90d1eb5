"""Experts are asked, and get their link by mail: after the commit that asked, by a job, once as far as mail allows."""

from datetime import timedelta

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from earful.conversations.experts import inviting, letters, mailing
from earful.conversations.models import Conversation, Invitation, Letter
from earful.kit import clock, jobs, mail
from earful.kit.logs import log
from earful.kit.mail import MailFailed
from earful.kit.transaction import one_transaction
from earful.staff.models import Agent

STUMBLES = RetryStrategy(max_attempts=6, exponential_wait=2)
STUMBLED = "Earful stumbled while sending it."
LATE = timedelta(hours=2)  # longer than all tries of one letter
logger = log(__name__)


@one_transaction
def ask(
    conversation: Conversation, agent: Agent, name: str, address: str, question: str, base: str
) -> tuple[Invitation, str]:
    """Ask somebody about one conversation. Their link goes by mail; where mail is off it is returned, once.

    `base`: how links to this desk begin. Raises CannotDo.
    """
    invitation = inviting.invite(conversation, agent, name, address, question, base)
    if Letter.objects.filter(invitation=invitation).exists():  # asked twice by one press too many
        return invitation, ""
    return invitation, link(invitation)


@one_transaction
def link(invitation: Invitation, *, at_once: bool = False) -> str:
    """One more link: sent, or returned where mail is off. `at_once`: a colleague asks for it. Raises CannotDo."""
    letter = letters.prepare(invitation, at_once=at_once)
    if not mail.ready():
        return mailing.link(invitation, letters.show(letter))
    _send(letter.pk)
    return ""


def _send(letter_id: int, after: timedelta | None = None) -> None:
    moment = None if after is None else clock.now() + after
    jobs.once(deliver, f"letter:{letter_id}", moment, lock=f"letter:{letter_id}", letter_id=letter_id)


@app.task(name="deliver", retry=STUMBLES)
def deliver(letter_id: int) -> None:
    """Claim, send, record. A worker that dies in between leaves a doubt, which is shown and never sent again by itself."""
    claimed = letters.claim(letter_id)
    if claimed is None:
        return
    letter, key = claimed
    failed: MailFailed | None = None
    try:
        written = mailing.mail(letter.invitation, key)
        mail.send(written.to, written.subject, written.text, key=f"letter {letter.pk}")
    except MailFailed as error:
        failed = error
    except Exception as error:
        logger.exception("mail_stumbled", letter=letter_id, error=type(error).__name__)
        failed = MailFailed(STUMBLED, uncertain=True)
    recorded(letter, failed)


@one_transaction
def recorded(letter: Letter, failed: MailFailed | None) -> None:
    """How it went, and the next try, if there is to be one."""
    pause = letters.record(letter, failed)
    if pause is not None:
        _send(letter.pk, pause)


def take_up() -> None:
    """Letters whose job is gone, because the database broke off on it, are looked at again."""
    for letter_id in letters.left_behind(LATE):
        _send(letter_id)

"""Asking somebody outside the team, and taking that back."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from earful.conversations.experts import rules, telling
from earful.conversations.models import Conversation, Invitation
from earful.conversations.refusing import CannotDo
from earful.kit import clock
from earful.kit.transaction import one_transaction
from earful.kit.words import gettext_noop
from earful.staff.models import Agent

LONGEST = 4000  # characters of a question
LONGEST_ADDRESS = 254
SAME = timedelta(minutes=10)


@one_transaction
def invite(conversation: Conversation, agent: Agent, name: str, address: str, question: str, base: str) -> Invitation:
    """Ask somebody; the same question to the same address a moment later is the same invitation. Raises CannotDo.

    `base`: how links begin that lead to this desk.
    """
    name, address, question = rules.one_line(name, 80), address.strip().lower(), question.strip()[:LONGEST]
    _check(name, address, question)
    conversation = telling.hold(conversation.pk)
    now = clock.now()
    here = Invitation.objects.filter(conversation=conversation, revoked_at=None, expires_at__gt=now)
    if same := here.filter(address=address, question=question, created_at__gt=now - SAME).first():
        return same
    if here.count() >= rules.MOST_OPEN:
        raise CannotDo(gettext_noop("Five experts are asked here already. Withdraw one of them first."))
    lately = Invitation.objects.filter(workspace=conversation.workspace_id, created_at__gt=now - timedelta(days=1))
    if lately.filter(by=agent).count() >= rules.MOST_A_DAY:
        raise CannotDo(gettext_noop("You asked fifty experts within a day. Ask a colleague to go on, or wait."))
    made = Invitation.objects.create(
        workspace_id=conversation.workspace_id,
        conversation=conversation,
        by=agent,
        name=name,
        address=address,
        question=question,
        base=base,
        created_at=now,
        expires_at=now + rules.LASTS,
    )
    telling.note_down(conversation, "asked", made, agent)
    telling.tell(conversation)
    return made


def _check(name: str, address: str, question: str) -> None:
    if not name:
        raise CannotDo(gettext_noop("Write the expert's name."))
    try:
        validate_email(address)
    except ValidationError as error:
        raise CannotDo(gettext_noop("This is not a mail address.")) from error
    if len(address) > LONGEST_ADDRESS:
        raise CannotDo(gettext_noop("This is not a mail address."))
    if not rules.one_line(question, LONGEST):
        raise CannotDo(gettext_noop("Write your question."))


@one_transaction
def withdraw(invitation: Invitation, agent: Agent) -> None:
    """Its links open nothing any more, and whoever is in is out; what they wrote stays."""
    conversation = telling.hold(invitation.conversation_id)
    if Invitation.objects.filter(pk=invitation.pk, revoked_at=None).update(revoked_at=clock.now()):
        telling.note_down(conversation, "withdrew", invitation, agent)
        telling.tell(conversation)

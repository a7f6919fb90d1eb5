"""What becomes of an answer that waits: approved, sent back with a comment, or taken back by its writer. Once."""

from earful.conversations.history import What, write
from earful.conversations.models import Conversation
from earful.conversations.refusing import CannotDo
from earful.kit import clock
from earful.kit.announce import announce
from earful.kit.transaction import one_transaction
from earful.kit.words import gettext_noop
from earful.outbox import actions, origins
from earful.outbox.actions import TooLate
from earful.outbox.approval.models import Approval
from earful.outbox.models import Dispatch
from earful.replies import actions as writing
from earful.replies import queries as replies
from earful.replies.assisting import asks
from earful.replies.models import Draft, Enclosure
from earful.staff.models import Agent
from earful.staff.rules import Act

State = Approval.State
DECIDED = gettext_noop("Somebody has decided about this a moment ago.")
NOT_OWN = gettext_noop("Nobody approves their own answer. A colleague reads it.")
NO_RIGHT = gettext_noop("You may not approve answers. Ask a lead.")
NO_COMMENT = gettext_noop("Say in a few words what should be different.")
NOT_YOURS = gettext_noop("Only its writer can take it back.")


@one_transaction
def reserve(approval: Approval, agent: Agent) -> tuple[Approval, Conversation]:
    """Hold the conversation and then the answer that waits in it, for somebody who may decide.

    Raises TooLate when it was decided, CannotDo when it is not theirs to decide.
    """
    if approval.workspace_id != agent.workspace_id or not agent.may(Act.APPROVE):
        raise CannotDo(NO_RIGHT)
    if approval.agent_id == agent.pk:
        raise CannotDo(NOT_OWN)
    return _held(approval)


def _held(approval: Approval) -> tuple[Approval, Conversation]:
    conversation = actions.hold(approval.conversation)
    rows = Approval.objects.select_for_update(of=("self",)).select_related("agent", "answers__item", "answers__author")
    found = rows.filter(pk=approval.pk, state=State.WAITING).first()
    if found is None:
        raise TooLate(DECIDED)
    return found, conversation


def as_draft(approval: Approval, conversation: Conversation, text: str | None = None) -> Draft:
    """As a draft of its writer, for the guard and for the dispatch; never stored."""
    return Draft(
        workspace_id=approval.workspace_id,
        conversation=conversation,
        agent=approval.agent,
        text=approval.written if text is None else text[:100_000],
        answers=approval.answers,
        holds_until=approval.holds_until,
        way=approval.way,
        readers=approval.readers,
        saved_at=approval.asked_at,
    )


@one_transaction
def approved(approval: Approval, by: Agent, text: str, dispatch: Dispatch) -> None:
    """It became this dispatch. The row must be held."""
    _settle(approval, State.APPROVED, by, text=text, dispatch=dispatch)
    more = {"changed": True} if text != approval.written else {}
    write(dispatch.conversation, What.APPROVAL, by, did="approved", **_told(approval), **more)


@one_transaction
def send_back(approval: Approval, by: Agent, comment: str) -> Draft:
    """It does not leave like this: its words are its writer's draft again, with a comment. Raises TooLate, CannotDo."""
    if not comment.strip():
        raise CannotDo(NO_COMMENT)
    held, conversation = reserve(approval, by)
    _settle(held, State.RETURNED, by, comment=comment.strip()[:2000])
    write(conversation, What.APPROVAL, by, did="returned", **_told(held))
    return _given_back(held, conversation)


@one_transaction
def withdraw(approval: Approval, agent: Agent) -> Draft:
    """Its writer thinks again. Raises TooLate when somebody has decided, CannotDo when it is another's."""
    if approval.agent_id != agent.pk:
        raise CannotDo(NOT_YOURS)
    held, conversation = _held(approval)
    _settle(held, State.WITHDRAWN, agent)
    return _given_back(held, conversation)


def _settle(approval: Approval, state: str, by: Agent, **more: object) -> None:
    Approval.objects.filter(pk=approval.pk).update(state=state, by=by, decided_at=clock.now(), **more)


def _told(approval: Approval) -> dict[str, object]:
    return {"approval": approval.pk, "writer": approval.agent_id, "name": approval.agent.name}


def _given_back(approval: Approval, conversation: Conversation) -> Draft:
    """Above whatever its writer has begun to write since."""
    begun = replies.draft(conversation, approval.agent)
    text = "\n\n".join(filter(None, (approval.written, begun.text.strip() if begun else "")))
    draft = writing.write_down(
        conversation, approval.agent, text, approval.answers, approval.holds_until, approval.readers
    )
    writing.keep_way(draft, approval.way)
    Enclosure.objects.filter(pk__in=approval.enclosure_ids).update(draft=draft)
    asks.reopen(approval.conversation_id, approval.agent_id, approval.asked_at, conversation.pk)
    origins.remember(approval.saved_ids, draft)
    announce(approval.workspace_id, "conversation", conversation.pk)
    return draft

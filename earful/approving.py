"""Approving: what somebody wrote and a colleague has read leaves under its writer's name. The other way to a dispatch."""

from datetime import timedelta

from earful import flow
from earful.kit.transaction import one_transaction
from earful.outbox import actions as outbox
from earful.outbox import origins, sight
from earful.outbox.approval import deciding
from earful.outbox.approval.models import Approval
from earful.outbox.models import Dispatch
from earful.queues import actions as queues
from earful.replies import actions as replies
from earful.replies import queries as enclosures
from earful.replies.actions import NO_INSISTING, Insisting
from earful.replies.assisting import asks
from earful.replies.models import Draft
from earful.staff.models import Agent


@one_transaction
def approve(
    approval: Approval,
    agent: Agent,
    text: str | None = None,
    seen: str = "",
    insisting: Insisting = NO_INSISTING,
    undo: timedelta = outbox.UNDO,
) -> tuple[replies.Reviewed, Dispatch | None]:
    """A colleague lets it leave, as it was written or with `text` in its place. The guard rules anew, on what leaves.

    What came since it was written stops it, until it is approved again with the mark that the review brings. Of two who
    decide at once the second is told so. Raises TooLate, CannotDo.
    """
    waiting, conversation = deciding.reserve(approval, agent)
    draft = deciding.as_draft(waiting, conversation, text)
    reviewed, now = _reviewed(waiting, draft, agent, seen, insisting)
    if reviewed.answers is None or not reviewed.clear():
        return reviewed, None
    asks.reopen(
        waiting.conversation_id, waiting.agent_id, waiting.asked_at, conversation.pk
    )  # gone with it, not before
    dispatch = outbox.release(
        draft,
        waiting.enclosure_ids,
        reviewed.text,
        reviewed.answers,
        now.sight(),
        agent,
        undo,
        assisted=waiting.assisted or reviewed.assisted,
    )
    origins.keep(dispatch, waiting.saved_ids)
    outbox.insist(dispatch, reviewed.rulings, _writers(waiting))
    outbox.insist(dispatch, reviewed.rulings, Insisting(insisting.codes - _writers(waiting).codes, insisting.reason))
    deciding.approved(waiting, agent, draft.text, dispatch)
    queues.keep(conversation, waiting.agent)
    flow.send_at(dispatch, dispatch.release_at)
    return reviewed, dispatch


def review(approval: Approval, agent: Agent, text: str | None = None, seen: str = "") -> replies.Reviewed:
    """What the guard says of it as it stands now, for somebody who is about to decide."""
    conversation = approval.conversation.merged_into or approval.conversation
    return _reviewed(approval, deciding.as_draft(approval, conversation, text), agent, seen, NO_INSISTING)[0]


def _reviewed(
    approval: Approval, draft: Draft, agent: Agent, seen: str, insisting: Insisting
) -> tuple[replies.Reviewed, sight.Scene]:
    now = sight.scene(draft.conversation)
    shown = sight.read(seen, agent) or sight.unpacked(approval.seen)
    both = Insisting(insisting.valid() | _writers(approval).codes, insisting.reason or approval.reason)
    pictures = enclosures.of_ids(approval.enclosure_ids)
    return replies.review(draft, now.since(shown, agent), now.confirming(agent), both, pictures), now


def _writers(approval: Approval) -> Insisting:
    return Insisting(frozenset(approval.insisted), approval.reason)

"""Asking for approval: whether an answer needs it, and setting it down until somebody decides."""

from collections.abc import Sequence
from dataclasses import replace

from earful.conversations import audience
from earful.conversations.history import What, write
from earful.conversations.models import Conversation, Turn
from earful.kit import clock
from earful.kit.announce import announce
from earful.kit.transaction import one_transaction
from earful.kit.words import gettext_noop
from earful.outbox import actions, origins
from earful.outbox.approval import queries
from earful.outbox.approval.models import Approval
from earful.outbox.approval.rules import Matter, Reason, reasons
from earful.outbox.models import Dispatch
from earful.outbox.sight import Sight
from earful.replies import queries as replies
from earful.replies.actions import Insisting
from earful.replies.assisting import asks
from earful.replies.models import Draft, Enclosure
from earful.staff.models import Agent
from earful.triage.topics import queries as topics

WAITS = gettext_noop("An answer waits for approval here. Decide about that one first.")
FIRST = gettext_noop("A colleague has to read this first. Change it to a draft and send it again.")
OWN = gettext_noop("An answer of yours waits for approval here. Take that one back first.")


def needed(conversation: Conversation, agent: Agent, answers: Turn) -> Sequence[Reason]:
    """Why somebody else has to read this person's answer; nothing when it may leave at once."""
    rows = queries.rules(conversation.workspace_id)
    on = queries.crisis(conversation.workspace_id)
    if not rows and on is None:
        return ()
    about = topics.of_items([answers.item_id]) if any(row.topic_id for row in rows) else {}
    matter = Matter(
        agent=agent.pk,
        now=clock.now(),
        team=conversation.team_id,
        topics=frozenset(row.topic_id for row in about.get(answers.item_id, ())),
        crisis=on.pk if on else 0,
        approved=queries.approved_since([row for row in rows if row.agent_id == agent.pk]),
    )
    return reasons(map(queries.as_rule, rows), matter)


def barred(conversation: Conversation, agent: Agent) -> str:
    """Why nobody can answer here just now, in a sentence: something waits already; "" when one can."""
    waiting = queries.waiting_here(conversation)
    return "" if waiting is None else OWN if waiting.agent_id == agent.pk else WAITS


@one_transaction
def ask(
    draft: Draft, answers: Turn, seen: Sight, insisting: Insisting, why: Sequence[Reason], *, assisted: bool
) -> Approval:
    """A cleared draft waits for somebody else; it is used up. The conversation must be held. Raises TooLate."""
    actions.use_up(draft)
    enclosures = [enclosure.pk for enclosure in replies.enclosures(draft)]
    approval = Approval.objects.create(
        workspace_id=draft.workspace_id,
        conversation=draft.conversation,
        agent=draft.agent,
        answers=answers,
        written=draft.text,
        enclosure_ids=enclosures,
        holds_until=draft.holds_until,
        way=audience.way(draft.way, answers, draft.conversation),
        readers=actions.sealed(draft, answers),
        seen=replace(seen, holder=draft.agent_id).packed(),
        insisted=sorted(insisting.valid()),
        reason=insisting.reason.strip()[:300] if insisting.valid() else "",
        why=[[reason.kind.value, reason.id] for reason in why],
        assisted=assisted,
        saved_ids=origins.standing(draft, draft.text),
        asked_at=clock.now(),
    )
    asks.spend(draft.conversation_id, draft.agent_id, approval.asked_at)
    if enclosures:
        Enclosure.objects.filter(pk__in=enclosures).update(draft=None)
    draft.delete()
    write(draft.conversation, What.APPROVAL, draft.agent, did="asked", approval=approval.pk)
    announce(draft.workspace_id, "conversation", draft.conversation_id)
    return approval


def unapproved(dispatch: Dispatch) -> bool:
    """Whether crisis mode was switched on before this could leave, and nobody has approved it."""
    return dispatch.approved_by_id is None and queries.crisis(dispatch.workspace_id) is not None

"""Drafts of a team: colleagues read a shared one and may go on with it. Nothing is written over without a trace."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from earful.conversations import audience
from earful.conversations.models import Conversation
from earful.conversations.refusing import CannotDo
from earful.kit import clock
from earful.kit.announce import announce
from earful.kit.ready import Ready
from earful.kit.transaction import one_transaction
from earful.queues import actions as queues
from earful.replies import actions, rules, signing
from earful.replies.models import Draft, DraftVersion
from earful.staff.models import Agent

What = DraftVersion.What
_others = Ready(
    lambda conversation: (
        Draft.objects.filter(conversation=conversation, shared_at__isnull=False)
        .exclude(text="")
        .select_related("agent")
        .order_by("-saved_at")
    )
)


@one_transaction
def share(draft: Draft, *, shared: bool) -> None:
    """Let colleagues read it and go on with it, or not any more."""
    now = clock.now() if shared else None
    changed = Draft.objects.filter(pk=draft.pk).exclude(shared_at__isnull=not shared).update(shared_at=now)
    if changed and shared:
        _keep(draft, draft.agent, What.SHARED)
    announce(draft.workspace_id, "conversation", draft.conversation_id)


@one_transaction
def take_over(draft: Draft, agent: Agent, version: str) -> Draft:
    """Go on with a colleague's draft as it was when it was read: `version`, its `saved_at`. Raises CannotDo.

    What one had begun oneself stands below it; what both said is kept as versions.
    """
    rows = Draft.objects.select_for_update(of=("self",)).select_related("agent", "conversation__account", "answers")
    held = rows.filter(pk=draft.pk, shared_at__isnull=False).first()
    if held is None or held.agent_id == agent.pk:
        raise CannotDo(_("Somebody goes on with this draft already, or it is not shared any more."))
    if held.saved_at.isoformat() != version:
        told = {"name": held.agent.name}
        raise CannotDo(_("%(name)s has written on since. Read it as it stands now, then go on with it.") % told)
    own = Draft.objects.select_for_update().filter(conversation=held.conversation, agent=agent).first()
    if own is not None and own.text.strip():
        _keep(own, agent, What.REPLACED)
    _keep(held, agent, What.TAKEN)
    text = rules.without_mark(held.text, signing.mark(held.conversation.account, held.agent))
    both = "\n\n".join(filter(None, (text.strip(), own.text.strip() if own else "")))
    queues.let_go(held.conversation, held.agent)
    queues.rest(held.conversation, held.agent)
    readers = held.readers or audience.of_answer(held.way, held.answers, held.conversation)
    mine = actions.save(held.conversation, agent, both, held.answers, held.holds_until, readers)
    actions.keep_way(mine, held.way)
    mine.shared_at = held.shared_at
    mine.save(update_fields=["shared_at"])
    held.enclosures.update(draft=mine)
    Draft.objects.filter(pk=held.pk).delete()
    announce(held.workspace_id, "conversation", held.conversation_id)
    return mine


def _keep(draft: Draft, by: Agent, what: str) -> None:
    DraftVersion.objects.create(
        workspace_id=draft.workspace_id,
        conversation_id=draft.conversation_id,
        agent_id=draft.agent_id,
        by=by,
        what=what,
        text=draft.text,
        at=clock.now(),
    )


def others(conversation: Conversation, agent: Agent) -> list[Draft]:
    """Drafts that colleagues share here, the latest first."""
    return [one for one in _others(conversation.pk) if one.agent_id != agent.pk]


def shared(agent: Agent, draft_id: int) -> Draft | None:
    """A shared draft of their workspace; for somebody who was too late one that is not shared any more, too."""
    return Draft.objects.filter(workspace_id=agent.workspace_id, pk=draft_id).first()


def versions(conversation: Conversation) -> Sequence[DraftVersion]:
    """What shared drafts said, the latest first."""
    rows = DraftVersion.objects.filter(conversation=conversation).select_related("agent", "by")
    return list(rows.order_by("-pk")[:50])


def taken_from(conversation: Conversation, agent: Agent) -> str:
    """Who goes on with what this person shared here; "" for nobody."""
    last = (
        DraftVersion.objects.filter(conversation=conversation, agent=agent).select_related("by").order_by("-pk").first()
    )
    if last is None or last.what != What.TAKEN:
        return ""
    return last.by.name if Draft.objects.filter(conversation=conversation, agent=last.by).exists() else ""

"""Who is here, and who has something only for now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from earful.conversations.models import Conversation
from earful.kit import clock
from earful.kit.ready import Ready
from earful.queues import rules
from earful.queues.models import Claim, Presence
from earful.staff.models import Agent


@dataclass(frozen=True, slots=True)
class Here:
    """One person at one conversation, however many pages they have open there."""

    conversation: int
    agent: Agent
    since: datetime
    writing_since: datetime | None


@dataclass(frozen=True, slots=True)
class Company:
    """Everybody who is here: at which conversation, and who had any page open lately."""

    here: Sequence[Here]
    on_duty: Sequence[Agent]

    def at(self, conversation_id: int, but: Agent) -> list[Here]:
        """Colleagues at a conversation; who writes comes first."""
        found = [one for one in self.here if one.conversation == conversation_id and one.agent.pk != but.pk]
        return sorted(found, key=lambda one: (one.writing_since is None, one.since))

    def writing(self, but: Agent) -> list[Here]:
        """Colleagues who write somewhere."""
        return [one for one in self.here if one.writing_since is not None and one.agent.pk != but.pk]


_pages = Ready(
    lambda workspace, since: (
        Presence.objects.filter(workspace=workspace, beat_at__gt=since, agent__is_active=True)
        .select_related("agent")
        .order_by("agent__id", "opened_at")
    )
)


def company(workspace_id: int) -> Company:
    """Everybody who is here, in one query."""
    now = clock.now()
    pages = _pages(workspace_id, now - rules.ON_DUTY)
    here: dict[tuple[int, int], Here] = {}
    for page in pages:
        if page.conversation_id is None or page.beat_at <= now - rules.PRESENT:
            continue
        known = here.get((page.conversation_id, page.agent_id))
        writes = page.wrote_at is not None and page.wrote_at > now - rules.WRITING
        writing = page.writing_since if writes else known.writing_since if known else None
        since = known.since if known else page.opened_at
        here[page.conversation_id, page.agent_id] = Here(page.conversation_id, page.agent, since, writing)
    on_duty = {page.agent_id: page.agent for page in pages}
    return Company(list(here.values()), sorted(on_duty.values(), key=lambda agent: agent.name.casefold()))


def only_for_now(conversation: Conversation) -> bool:
    """Whether whoever has it only began to write."""
    return Claim.objects.filter(conversation=conversation, agent=conversation.assignee_id).exists()

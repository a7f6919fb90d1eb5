"""Reading drafts and what they enclose."""

from collections.abc import Sequence

from earful.conversations.models import Conversation
from earful.replies.models import Draft, Enclosure
from earful.staff.models import Agent


def draft(conversation: Conversation, agent: Agent) -> Draft | None:
    """What this agent was writing here."""
    found = Draft.objects.select_related("answers__author", "answers__item", "conversation__account", "agent")
    return found.filter(conversation=conversation, agent=agent).first()


def enclosures(draft: Draft) -> Sequence[Enclosure]:
    """The pictures of a draft, in the order in which they were added, without their bytes."""
    return list(draft.enclosures.defer("content").order_by("id"))


def enclosure(workspace_id: int, enclosure_id: int) -> Enclosure | None:
    """One picture, with its bytes."""
    return Enclosure.objects.select_related("draft").filter(workspace_id=workspace_id, pk=enclosure_id).first()


def enclosed(ids: Sequence[int]) -> Sequence[Enclosure]:
    """The pictures of a dispatch, with their bytes."""
    return list(Enclosure.objects.filter(pk__in=ids).order_by("id"))

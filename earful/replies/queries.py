"""Reading drafts and what they enclose."""

from collections.abc import Sequence
from dataclasses import dataclass

from earful.channels.contract import Readers
from earful.channels.privately import narrower
from earful.conversations.models import Conversation
from earful.kit.ready import Ready
from earful.replies.models import Draft, Enclosure
from earful.staff.models import Agent

_draft = Ready(
    lambda conversation, agent: (
        Draft.objects.filter(conversation=conversation, agent=agent)
        .select_related("answers__author", "answers__item", "conversation__account", "agent")
        .defer("answers__search")
    )
)


def draft(conversation: Conversation, agent: Agent) -> Draft | None:
    """What this agent was writing here."""
    return _draft.first(conversation.pk, agent.pk)


@dataclass(frozen=True, slots=True)
class Audience:
    """How a draft goes and for whom its words were written; nothing for one without words."""

    way: str = ""
    readers: str = ""

    def narrowed(self, readers: str) -> str:
        """For whom they are, when their writer goes on being told that these read them: never more than before."""
        if not self.readers or not readers:
            return self.readers or readers
        return narrower(Readers(self.readers), Readers(readers))


def audience(conversation: Conversation, agent: Agent) -> Audience:
    """Of the draft that stands there."""
    found = Draft.objects.filter(conversation=conversation, agent=agent).values_list("way", "readers", "text").first()
    if found is None:
        return Audience()
    way, readers, text = found
    return Audience(way, readers if text.strip() or way else "")


_enclosures = Ready(lambda draft: Enclosure.objects.filter(draft=draft).defer("content").order_by("id"))


def enclosures(draft: Draft) -> Sequence[Enclosure]:
    """The pictures of a draft, in the order in which they were added, without their bytes."""
    return _enclosures(draft.pk)


def of_ids(ids: Sequence[int]) -> Sequence[Enclosure]:
    """Pictures that hang on no draft any more, without their bytes."""
    return list(Enclosure.objects.filter(pk__in=ids).defer("content").order_by("id")) if ids else []


def enclosure(workspace_id: int, enclosure_id: int) -> Enclosure | None:
    """One picture, with its bytes."""
    return Enclosure.objects.select_related("draft").filter(workspace_id=workspace_id, pk=enclosure_id).first()


def enclosed(ids: Sequence[int]) -> Sequence[Enclosure]:
    """The pictures of a dispatch, with their bytes."""
    return list(Enclosure.objects.filter(pk__in=ids).order_by("id"))

"""What else says the same as a conversation, and who asks elsewhere too; and what people say of that."""

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router, Schema
from pydantic import Field

from earful.api import finding
from earful.api.permission import No, allow
from earful.api.schemas import Id, answers
from earful.api.schemas_matters import Done
from earful.conversations import queries
from earful.conversations.actions import CannotJoin
from earful.conversations.models import Conversation
from earful.conversations.same import folding, halves
from earful.staff.models import Agent
from earful.staff.rules import Act

router = Router(tags=["conversations"])
MOST = 400


class StoryTold(Schema):
    """A text that others passed on too, or a page that others speak of."""

    story_id: int
    sort: str = Field(description="text or page.")
    others: int = Field(description="In how many other conversations.")
    conversation_ids: list[int] = Field(description="All of them, this one too, the latest 400.")


class HalfShown(Schema):
    """Another conversation that is possibly, or was said to be, one matter with this."""

    likeness_id: int
    conversation_id: int
    name: str
    words: str = Field(description="Why: the same person, handle, number or address.")
    joined: bool


class Alike(Schema):
    """What is like a conversation. Nothing is joined by itself."""

    stories: list[StoryTold]
    halves: list[HalfShown]


@router.get("/conversations/{conversation_id}/alike", response=answers(Alike), summary="What says the same")
def alike(request: HttpRequest, conversation_id: Id) -> Alike:
    """The same words or page in other conversations, and the same person elsewhere."""
    agent = allow(request, Act.READ)
    conversation = finding.conversation(agent, conversation_id)
    told = folding.told(conversation, queries.whole(conversation, MOST).turns)
    return Alike(
        stories=[
            StoryTold(story_id=story.pk, sort=story.sort, others=many, conversation_ids=_told(agent, story.pk))
            for story, many in told
        ],
        halves=[
            HalfShown(
                likeness_id=half.likeness,
                conversation_id=half.pk,
                name=half.name,
                words=half.why_words,
                joined=half.joined,
            )
            for half in halves.shown(conversation)
        ],
    )


def _told(agent: Agent, story_id: int) -> list[int]:
    rows = Conversation.objects.filter(folding.of_story(story_id), workspace=agent.workspace_id).order_by("-pk")
    return list(rows.values_list("pk", flat=True)[:MOST])


@router.post("/conversations/{conversation_id}/join/{likeness_id}", response=answers(Done), summary="Say: one matter")
def join(request: HttpRequest, conversation_id: Id, likeness_id: Id) -> dict[str, object]:
    """Of one account they are merged; of two, both keep their threads and are shown together. Undo it by its event."""
    agent = allow(request, Act.JOIN)
    conversation = finding.conversation(agent, conversation_id)
    try:
        event = halves.join(conversation, likeness_id, agent)
    except CannotJoin as error:
        raise No(409, _(str(error))) from error
    return {"conversation": finding.conversation(agent, conversation_id), "event_id": event.pk}


@router.post("/conversations/{conversation_id}/apart/{likeness_id}", response=answers(Done), summary="Say: two matters")
def apart(request: HttpRequest, conversation_id: Id, likeness_id: Id) -> dict[str, object]:
    """They are not shown as possibly one any more. Undo it by its event."""
    agent = allow(request, Act.JOIN)
    conversation = finding.conversation(agent, conversation_id)
    try:
        event = halves.apart(conversation, likeness_id, agent)
    except CannotJoin as error:
        raise No(409, _(str(error))) from error
    return {"conversation": finding.conversation(agent, conversation_id), "event_id": event.pk}

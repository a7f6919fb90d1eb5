"""Conversations and their topics: a person's word on what a turn is about, and what was said in items."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import itemgetter

from django.contrib.postgres.search import SearchQuery

from earful.conversations.history import What, write
from earful.conversations.models import Conversation, Outcome, Turn
from earful.conversations.refusing import CannotDo
from earful.conversations.standing import refresh
from earful.intake.models import Item
from earful.kit.announce import announce
from earful.kit.transaction import one_transaction
from earful.kit.words import gettext_noop
from earful.staff.models import Agent
from earful.triage.models import Topic
from earful.triage.topics import actions
from earful.triage.topics.values import Kept, Text


@dataclass(frozen=True, slots=True)
class Spoken:
    """An item that stands in a conversation, with its meaning and what it says. `names`: its author's, to be left out."""

    item_id: int
    vector: Kept
    text: Text
    names: str


@one_transaction
def put_under(turn: Turn, agent: Agent, topic: Topic, *, holds: bool) -> None:
    """A person says that a turn belongs to a topic, or does not. Raises CannotDo or CannotSort."""
    conversation = Conversation.objects.select_for_update().get(pk=turn.conversation_id)
    turn = Turn.objects.select_for_update(of=("self",)).select_related("item").get(pk=turn.pk)
    if turn.ours:
        raise CannotDo(gettext_noop("These are our own words."))
    if turn.removed_at is not None or turn.emptied_at is not None:
        raise CannotDo(gettext_noop("Its words are gone."))
    actions.give(turn.item, topic, agent, holds=holds)
    write(conversation, What.TOPIC, agent, turn=turn.pk, topic=topic.pk, name=topic.name, holds=holds)
    refresh(conversation)
    announce(conversation.workspace_id, "conversation", conversation.pk, conversation.version)


def spoken(workspace_id: int, meanings: Sequence[tuple[int, Kept]]) -> list[Spoken]:
    """Of some items those that stand, said by customers: no spam, nothing removed, nothing that was changed since."""
    rows = Turn.objects.filter(workspace_id=workspace_id, item__in=[item for item, _ in meanings], ours=False)
    rows = rows.filter(removed_at=None, emptied_at=None).exclude(outcome=Outcome.SPAM).select_related("author")
    turns = {turn.item_id: turn for turn in rows.defer("search")}
    return [
        Spoken(item, vector, Text(turn.text, turn.language, str(turn.author_id)), _names(turn))
        for item, vector in sorted(meanings, key=itemgetter(0))
        if (turn := turns.get(item)) is not None
    ]


def _names(turn: Turn) -> str:
    return f"{turn.author.name} {turn.author.handle}" if turn.author else ""


def said_like(workspace_id: int, words: str, most: int) -> list[Turn]:
    """What customers said with these words, the latest first: to choose examples from."""
    if not words.strip():
        return []
    rows = Turn.objects.filter(workspace_id=workspace_id, ours=False, removed_at=None, emptied_at=None)
    rows = rows.filter(search=SearchQuery(words, config="simple", search_type="websearch")).select_related("author")
    return list(rows.defer("search").order_by("-said_at", "-pk")[:most])


def said_in(workspace_id: int, item_ids: Iterable[int]) -> list[Turn]:
    """What stands of the items that were named, said by customers."""
    rows = Turn.objects.filter(workspace_id=workspace_id, item__in=list(item_ids), ours=False)
    rows = rows.filter(removed_at=None, emptied_at=None).select_related("item", "author")
    return list(rows.defer("search").order_by("item_id"))


def standing(items: Iterable[Item]) -> dict[int, Turn]:
    """The turns in which items stand now, also those whose author has changed them since."""
    wanted = {(item.account_id, item.external_id): item.pk for item in items}
    rows = Turn.objects.filter(
        account__in={account for account, _ in wanted}, external_id__in={name for _, name in wanted}, ours=False
    ).select_related("author")
    found = {(turn.account_id, turn.external_id): turn for turn in rows.defer("search")}
    return {item: found[key] for key, item in wanted.items() if key in found}

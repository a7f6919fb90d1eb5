"""What is shown beside the composer: a few passages, each with where it is from. Nothing goes anywhere by itself."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from earful.conversations.models import Conversation, Turn
from earful.kit import clock
from earful.kit.transaction import one_transaction
from earful.knowledge import finding
from earful.knowledge.marking import plain
from earful.knowledge.models import Passage, Use
from earful.knowledge.rules import bits
from earful.knowledge.usual import usual
from earful.staff.models import Agent
from earful.triage.models import Meaning

SHOWN = 5
SHORT = 40  # characters; so short a message is read together with what its author said before
ADDRESSED, SIGNED = re.compile(r"^(?:@[\w.@-]+[\s,:]*)+"), re.compile(r"\s*(?:\^|(?<=\s)[–—-])\s?\w{1,20}\s*$")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A passage and its source. `text`: as it would go into the answer. Internal articles are to be read, not to be sent."""

    pk: int
    text: str
    language: str
    title: str
    internal: bool
    article_id: int | None
    edition: int
    conversation_id: int | None
    who: str
    at: datetime


def suggest(conversation: Conversation, turn: Turn | None, words: str = "") -> list[Suggestion]:
    """The best few for a message of a customer, or for somebody's own words."""
    text = words.replace("\0", "").strip() or _asked(turn)
    if not text:
        return []
    language = (turn.language if turn else "") or conversation.language
    found = finding.find(
        conversation.workspace_id, text, language, "" if words.strip() else meaning(turn), conversation.pk
    )
    return standing(conversation.workspace_id, found)[:SHOWN]


def _asked(turn: Turn | None) -> str:
    if turn is None or len(turn.text) >= SHORT:
        return turn.text if turn else ""
    before = Turn.objects.filter(conversation=turn.conversation_id, author=turn.author_id, said_at__lt=turn.said_at)
    earlier = before.filter(removed_at=None).order_by("-said_at").values_list("text", flat=True).first()
    return f"{earlier or ''} {turn.text}".strip()


def meaning(turn: Turn | None) -> str:
    """What triage heard a message to be about, in short; "" where it was not read closely."""
    kept = Meaning.objects.filter(pk=turn.item_id).values_list("vector", flat=True).first() if turn else None
    return bits(bytes(kept), usual()) if kept else ""


def standing(workspace_id: int, numbers: Sequence[int]) -> list[Suggestion]:
    """Those that may be shown now, in this order; what says the same as one before it is left out."""
    rows = Passage.objects.filter(workspace_id=workspace_id, usable=True).select_related(
        "edition__wording__article", "turn__agent", "turn__conversation"
    )
    each = rows.defer("search", "turn__search", "edition__wording__search").in_bulk(list(numbers))
    found: dict[str, Suggestion] = {}
    for pk in numbers:
        one = _shown(each[pk]) if pk in each else None
        if one is not None:
            found.setdefault(one.text.casefold(), one)
    return list(found.values())


def one(workspace_id: int, passage_id: int) -> Suggestion | None:
    """A suggestion by its number, if it still stands."""
    return next(iter(standing(workspace_id, [passage_id])), None)


def _shown(row: Passage) -> Suggestion | None:
    edition, turn = row.edition, row.turn
    if edition is not None:
        wording = edition.wording
        article = wording.article
        if wording.published_id != edition.pk or article.retired_at is not None:
            return None
        return Suggestion(
            row.pk, plain(row.text), row.language, edition.title, not article.public, article.pk, edition.number, None, "", edition.at
        )  # fmt: skip
    if turn is None or turn.removed_at or turn.emptied_at or turn.conversation.private or row.item != turn.item_id:
        return None
    who = turn.agent.name if turn.agent else ""
    return Suggestion(
        row.pk, bare(turn.text), row.language, "", False, None, 0, turn.conversation_id, who, turn.said_at
    )


@one_transaction
def use(suggestion: Suggestion, conversation: Conversation, agent: Agent) -> None:
    """Somebody took it into what they write."""
    row = Passage.objects.get(pk=suggestion.pk)
    Use.objects.create(
        workspace_id=conversation.workspace_id, conversation=conversation, agent=agent, edition_id=row.edition_id, turn_id=row.turn_id, at=clock.now()
    )  # fmt: skip


def bare(text: str) -> str:
    """An answer without whom it was to and who signed it."""
    return SIGNED.sub("", ADDRESSED.sub("", text)).strip()

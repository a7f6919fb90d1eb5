"""What the assistant is given to help with one thing: the words that matter for it, masked, and nothing else."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from earful.channels import registry
from earful.conversations import audience
from earful.conversations.models import Conversation, Turn
from earful.knowledge import suggesting
from earful.knowledge.suggesting import Suggestion
from earful.replies.assisting.masking import Masks
from earful.replies.assisting.scope import HIDDEN
from earful.replies.models import Assist, Assistance

What = Assist.What
AROUND, MOST = 12, 60  # turns that are sent for an answer, and for a summary
EACH = 2_000  # characters of a turn or a passage
WITH_THREAD = {What.DRAFT, What.SUMMARY, What.EXPLAIN}
WITH_PASSAGES = {What.DRAFT, What.EXPLAIN}


@dataclass(frozen=True, slots=True)
class Material:
    """What is sent, the masks in it, and the passages, in the order in which they are numbered."""

    value: dict[str, Any]
    masks: Masks
    passages: list[Suggestion] = field(default_factory=list)


def gather(ask: Assist, known: Assistance) -> Material:
    """Everything for one question, masked as one."""
    what, conversation = What(ask.what), ask.conversation
    few = known.private and (
        what != What.DRAFT or audience.is_private(ask.readers)
    )  # what was private makes no open draft
    turns = _turns(conversation, MOST if what == What.SUMMARY else AROUND, few=few)
    passages = _passages(ask) if what in WITH_PASSAGES else []
    said: dict[str, Any] = {}
    if what in WITH_THREAD:
        said["thread"] = [{"by": _by(turn, ask), "text": turn.text[:EACH]} for turn in turns]
    if what in {What.DRAFT, What.TO_OURS} and ask.turn is not None:
        said["answer_this"] = ask.turn.text[: 4 * EACH]
    if what in {What.DRAFT, What.SHORTEN, What.TO_THEIRS}:
        said["draft"] = ask.asked
    if what == What.EXPLAIN:
        said["term"] = ask.asked
    if what in WITH_PASSAGES:
        said["passages"] = [{"number": n, "text": one.text[:EACH]} for n, one in enumerate(passages, 1)]
    most = registry.get(conversation.account.network).allows(conversation.account.settings).graphemes
    if what in {What.DRAFT, What.SHORTEN, What.TO_THEIRS} and most:
        said["at_most_characters"] = most
    names = _names(turns, ask)
    masks = Masks(conversation.language, names, list(_texts(said)))
    return Material(_masked(said, masks), masks, passages)


def _turns(conversation: Conversation, most: int, *, few: bool) -> list[Turn]:
    rows = Turn.objects.filter(conversation=conversation, removed_at=None, emptied_at=None)
    rows = rows if few else rows.exclude(readers__in=HIDDEN)
    newest = rows.select_related("author", "agent").defer("search").order_by("-said_at", "-order", "-id")[:most]
    return list(newest)[::-1]


def _by(turn: Turn, ask: Assist) -> str:
    if turn.ours:
        return "us"
    asker = ask.turn.author_id if ask.turn is not None else ask.conversation.asker_id
    return "customer" if turn.author_id == asker else "somebody else"


def _passages(ask: Assist) -> list[Suggestion]:
    """What is known about it. What only the team may read explains a word, and goes into no answer."""
    found = suggesting.suggest(ask.conversation, ask.turn, ask.asked if ask.what == What.EXPLAIN else "")
    return [one for one in found if ask.what == What.EXPLAIN or not one.internal]


def _names(turns: list[Turn], ask: Assist) -> set[str]:
    """Of everybody in the thread, and of colleagues; the house's own is no secret."""
    people = [turn.author for turn in [*turns, ask.turn] if turn is not None and turn.author and not turn.ours]
    staff = [ask.agent, *(turn.agent for turn in turns if turn.agent is not None)]
    return {name for one in people for name in (one.name, one.handle) if name} | {one.name for one in staff}


def _texts(value: Any) -> Iterator[str]:
    """The words in a value, but not what we put beside them."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, inner in value.items():
            if name != "by":
                yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)


def _masked(value: Any, masks: Masks) -> Any:
    if isinstance(value, str):
        return masks.hide(value)
    if isinstance(value, dict):
        return {name: inner if name == "by" else _masked(inner, masks) for name, inner in value.items()}
    if isinstance(value, list):
        return [_masked(inner, masks) for inner in value]
    return value

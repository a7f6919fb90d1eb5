"""What came while somebody was writing, as it stands beside the text."""

from collections.abc import Sequence
from dataclasses import dataclass

from earful.replies import sentences
from earful.replies.guard import News, about

MOST = 12
LONGEST = 280


@dataclass(frozen=True, slots=True)
class Came:
    """One thing that came: a sentence, what was said, and where it stands in the thread."""

    words: str
    quote: str
    place: str


def came(news: Sequence[News]) -> list[Came]:
    """The latest of it, in the order in which it came."""
    return [Came(sentences.ruling(about(one)), _quote(one.words), _place(one)) for one in news[-MOST:]]


def _quote(words: str) -> str:
    return words if len(words) <= LONGEST else f"{words[: LONGEST - 1]}…"


def _place(one: News) -> str:
    return f"turn-{one.turn}" if one.turn else f"dispatch-{one.dispatch}" if one.dispatch else ""

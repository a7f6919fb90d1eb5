"""What is understood of a feed, whichever format it has."""

from dataclasses import dataclass
from datetime import datetime

MOST_ENTRIES = 1_000


class NotAFeed(ValueError):
    """It is something else, or cannot be read."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A post or a comment, as its feed states it. `name`: what never changes about it. Texts are HTML but the title."""

    name: str
    title: str = ""
    link: str = ""
    author: str = ""
    author_link: str = ""
    summary: str = ""
    content: str = ""
    published: datetime | None = None
    updated: datetime | None = None
    language: str = ""
    comments_feed: str = ""
    answers: str = ""  # the name of what it answers
    pictures: tuple[str, ...] = ()  # addresses that stand beside the text

    @property
    def html(self) -> str:
        """The longer of what is there."""
        return self.content if len(self.content) >= len(self.summary) else self.summary


@dataclass(frozen=True, slots=True)
class Feed:
    """A whole feed. `rest`: seconds it wants to be left alone for (RSS calls them ttl)."""

    title: str = ""
    link: str = ""
    entries: tuple[Entry, ...] = ()
    rest: float = 0.0
    damaged: str = ""  # what was wrong with it, although it could be read

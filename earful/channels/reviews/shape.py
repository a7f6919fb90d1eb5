"""What reviews have in common wherever they stand: stars, a title, a version, and one answer of ours at most. Pure."""

import re
from dataclasses import dataclass
from datetime import datetime

from earful.channels.payloads import digest

STARS = 5
NAME = re.compile(r"[\w:.+=-]{1,190}", re.ASCII)
REPLY = "reply:"


@dataclass(frozen=True, slots=True)
class Reply:
    """Our answer to a review. `name`: the network's own for it, where it has one."""

    text: str
    at: datetime
    name: str = ""

    @property
    def version(self) -> str:
        """What it says."""
        return digest([self.text])[:32]


@dataclass(frozen=True, slots=True)
class Review:
    """A review, understood. `at`: when these words were written; whoever changes a review writes it anew."""

    name: str
    rating: int
    body: str
    at: datetime
    title: str = ""
    author: str = ""
    about: tuple[str, ...] = ()  # version, device, country: what helps whoever answers
    language: str = ""
    url: str = ""
    reply: Reply | None = None

    @property
    def version(self) -> str:
        """What it says, and how many stars it gives."""
        return digest([self.rating, self.title, self.body])[:32]

    @property
    def is_newer(self) -> bool:
        """Whether it was changed after it was answered."""
        return self.reply is not None and self.at > self.reply.at


def stars(rating: int) -> str:
    """How many stars, for those who see and those who listen."""
    return f"{'★' * rating}{'☆' * (STARS - rating)} {rating}/{STARS}"


def text(review: Review) -> str:
    """A review as it is read at the desk: stars and title, what it says, and on which version."""
    head = f"{stars(review.rating)} {review.title}".strip()
    about = f"[{' · '.join(review.about)}]" if review.about else ""
    return "\n\n".join(part for part in (head, review.body, about) if part)


def reply_of(name: str) -> str:
    """The name of our answer to a review."""
    return f"{REPLY}{name}"


def review_of(name: str) -> str:
    """The review that a name belongs to: its own, or that of an answer."""
    return name.removeprefix(REPLY)

"""What moves the town on: a step that falls due, what can be seen at that moment, and what comes of it."""

from dataclasses import asdict, dataclass, field, replace
from typing import Any

Slots = dict[str, str]


@dataclass(frozen=True, slots=True)
class Story:
    """Something one customer has to say, and all that follows from it."""

    number: int
    at: float
    kind: str  # question, complaint, praise, suggestion, chatter, spam, private, several, crisis
    brand: int
    person: int
    language: str
    topic: str
    copy: int  # how often the topic came up before
    text: str  # as typed
    meant: str  # without the typo
    parent: int | None = None  # the announcement it stands under


@dataclass(frozen=True, slots=True)
class Step:
    """Something that happens in a story at a moment. `post` 0 in `Say.then` stands for what is being said."""

    due: float
    kind: str
    story: int
    post: int = 0
    turn: int = 0

    def about(self, post: int) -> "Step":
        """The same step, about a post that now has a number."""
        return replace(self, post=self.post or post)


@dataclass(frozen=True, slots=True)
class Heard:
    """A post of the story as the scene shows it."""

    number: int
    author: int
    kind: str
    text: str
    brand: bool
    removed: bool


@dataclass(frozen=True, slots=True)
class Scene:
    """What can be seen when a step falls due; `recent` is all that was said lately, in small letters."""

    story: Story
    posts: tuple[Heard, ...] = ()
    recent: str = ""

    def post(self, number: int) -> Heard | None:
        """A post of the story that still stands."""
        return next((post for post in self.posts if post.number == number and not post.removed), None)

    def answered(self, since: int) -> bool:
        """Whether the brand has spoken after a post."""
        return any(post.brand and post.number > since and not post.removed for post in self.posts)

    def settled(self, since: int) -> bool:
        """Whether the asker has thanked somebody after a post."""
        return any(post.kind == "thanks" and post.number > since for post in self.posts)


@dataclass(frozen=True, slots=True)
class Say:
    """Somebody posts. `then` follows from it."""

    author: int
    text: str
    kind: str
    story: int | None
    parent: int | None = None
    partner: int | None = None
    language: str = "en"
    wants: bool = False
    alts: tuple[str, ...] = ()
    via: str = ""
    then: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Edit:
    """Somebody changes a post."""

    post: int
    text: str


@dataclass(frozen=True, slots=True)
class Remove:
    """Somebody takes a post away."""

    post: int


@dataclass(frozen=True, slots=True)
class Turn:
    """What comes of a step: deeds now, steps later, stories to remember."""

    deeds: tuple[Say | Edit | Remove, ...] = ()
    steps: tuple[Step, ...] = ()
    stories: tuple[Story, ...] = field(default=())


NOTHING = Turn()


def body_of(thing: Story | Step) -> dict[str, Any]:
    """As it is kept on disk."""
    return asdict(thing)

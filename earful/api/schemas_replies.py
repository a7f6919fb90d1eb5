"""Drafts, rulings and dispatches, as programs read them and write to them."""

from datetime import datetime
from typing import Annotated, Literal

from ninja import Schema
from pydantic import Field

from earful.api.schemas import Id, Person, Said, Text


class Writing(Schema):
    """What is written so far. `answers_id`: the turn it replies to; null leaves the choice to Earful."""

    text: Annotated[Text, Field(max_length=100_000)]
    answers_id: Id | None = None
    holds_until: datetime | None = Field(
        default=None,
        description="For a holding reply: by when you come back. It is no answer: the customer still waits.",
    )
    audience: Literal["", "public", "unlisted", "limited", "private"] = Field(
        default="",
        description="For whom you write it. It is not sent where more would read it, and stays so: see `private`.",
    )


class Enclosure(Schema):
    """A picture that goes with a draft. `alt` says in words what it shows."""

    id: int
    mime: str
    width: int
    height: int
    alt: str


class Describing(Schema):
    """What a picture shows."""

    alt: Annotated[Text, Field(max_length=2000)]


class Draft(Schema):
    """What you are writing in a conversation."""

    conversation_id: int
    text: str
    answers_id: int | None
    holds_until: datetime | None
    way: Literal["", "direct", "page"]
    audience: Literal["", "public", "unlisted", "limited", "private"] = Field(description="For whom it was written.")
    saved_at: datetime
    shared_at: datetime | None = Field(description="Since when colleagues may read it and go on with it.")
    enclosures: list[Enclosure]


class Ruling(Schema):
    """What the guard found: "refuse" stops it, "confirm" wants to be read first, "note" is good to know."""

    code: str
    strength: Literal["note", "confirm", "refuse"]
    words: str
    mended: str | None = Field(None, description="The whole text as it would read without it, where that can be said.")


class Length(Schema):
    """How long the text is by the network's own count."""

    used: int
    limit: int | None
    units: str
    over: bool


class News(Schema):
    """Something that came meanwhile. `turn_id` or `dispatch_id`: where it stands."""

    kind: str
    words: str
    text: str
    turn_id: int | None
    dispatch_id: int | None


class Reviewed(Schema):
    """The text as it would leave, signed, and whether it may."""

    text: str
    length: Length
    rulings: list[Ruling]
    answers_id: int | None
    clear: bool
    news: list[News] = []
    seen: str = ""


class Reviewing(Schema):
    """What was shown to you: the `seen` of the conversation, or of the refusal you have read. Without it: nothing."""

    seen: Annotated[Text, Field(max_length=1_000_000)] = ""


class Sending(Reviewing):
    """Sends, unless something is there that `seen` does not hold.

    `insist`: codes of rulings of strength "confirm" that you have read and set aside, for the `reason` in your own words.
    """

    insist: Annotated[list[Annotated[Text, Field(max_length=24)]], Field(max_length=30)] = []
    reason: Annotated[Text, Field(max_length=300)] = ""


class NotSent(Said):
    """Nothing was sent, and why. Send again with this `seen` to say that you have read the news."""

    rulings: list[Ruling] = []
    news: list[News] = []
    seen: str = ""


class Dispatch(Schema):
    """A reply on its way. While `can_undo` it can still be taken back."""

    id: int
    conversation_id: int
    answers_id: int
    agent: Person
    approved_by: Person | None = Field(description="Who read it before it left, where somebody had to.")
    state: Literal["held", "claimed", "sent", "uncertain", "failed", "undone"]
    text: str
    manner: Literal["", "holding", "robot"] = Field(description="What it is, when it is no answer.")
    holds_until: datetime | None
    way: Literal["", "direct", "page"] = Field(description="How it goes, when not the way on which the customer wrote.")
    audience: Literal["", "public", "unlisted", "limited", "private"] = Field(description="At most these read it.")
    created_at: datetime
    release_at: datetime
    settled_at: datetime | None
    attempts: int
    trouble: str
    external_id: str
    url: str
    can_undo: bool
    assisted: bool = Field(description="Written with the assistant.")


class Dispatches(Schema):
    """Replies that need a person, oldest first."""

    rows: list[Dispatch]
    next: str

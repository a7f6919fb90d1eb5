"""Listening queries and the ways by which networks are searched."""

from datetime import datetime
from typing import Annotated, Literal

from ninja import Schema
from pydantic import Field

from earful.api.schemas import AccountName, Person, Text

QueryText = Annotated[Text, Field(min_length=1, max_length=4000)]


class ListeningQuery(Schema):
    """What is listened for, in its one written form. `found`: messages it fits; `refused`: those not about you."""

    id: int
    name: str
    text: str
    on: bool
    found: int = Field(alias="found_count")
    refused: int = Field(alias="refused_count")
    changed_by: Person
    changed_at: datetime


class ListeningQueryMaking(Schema):
    """A name and a text in the query language; docs/listening-queries.md describes it."""

    name: Annotated[Text, Field(min_length=1, max_length=80)]
    text: QueryText


class ListeningQueryChange(ListeningQueryMaking):
    """All of it anew. `on`: false pauses it."""

    on: bool = True


class ListeningNoise(Schema):
    """What could be left out: in how many messages it is that were not about you, and in how many others."""

    text: str
    refused: int
    kept: int


class ListeningSource(Schema):
    """One way of searching an account's network. `lost_*`: what a stream no longer has; `trouble`: a sentence."""

    account: AccountName
    way: Literal["stream", "search", "tags"]
    on: bool
    asked: int
    left_out: int
    found: int
    heard_at: datetime | None
    complete_until: datetime | None = Field(alias="reached_at", description="Everything said before is here.")
    lost_from: datetime | None
    lost_until: datetime | None
    trouble: str
    trouble_since: datetime | None


class SourceSwitching(Schema):
    """Search in this way, or no longer."""

    on: bool


class ListeningPreview(Schema):
    """A text to try."""

    text: QueryText


class WouldFind(Schema):
    """One message it would have found."""

    turn_id: int
    conversation_id: int
    author: str
    text: str
    said_at: datetime


class WouldHaveFound(Schema):
    """What it would have found in 30 days: `found` of `read`; `all`: every message of that time was read."""

    text: str = Field(description="In its one written form.")
    found: int
    read: int
    all: bool
    newest: list[WouldFind]

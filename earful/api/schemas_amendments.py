"""What becomes of answers after they left, as programs read it and write it."""

from datetime import datetime
from typing import Annotated, Literal

from ninja import Schema
from pydantic import Field

from earful.api.schemas import Person, Text
from earful.api.schemas_replies import Sending


class Editing(Sending):
    """Other words for an answer. `before`: what you saw there, so that nobody's change is overwritten unread."""

    text: Annotated[Text, Field(max_length=100_000)]
    alts: Annotated[list[Annotated[Text, Field(max_length=2000)]], Field(max_length=16)] = Field(
        default=[], description="What its pictures show, all of them in their order; empty leaves them as they are."
    )
    before: Annotated[Text, Field(max_length=100_000)] | None = None
    why: Annotated[Text, Field(max_length=300)] = Field(default="", description="For the record of your team.")


class Deleting(Schema):
    """Why an answer is to be gone."""

    why: Annotated[Text, Field(max_length=300)] = Field(default="", description="For the record of your team.")


class Amendment(Schema):
    """One change or deletion of an answer. `before`: what it said; `text`: what it was to say, signed."""

    id: int
    dispatch_id: int
    agent: Person
    what: Literal["edit", "delete"]
    why: str
    before: str
    text: str
    alts: list[str]
    state: Literal["waiting", "claimed", "uncertain", "done", "failed", "dropped"]
    created_at: datetime
    settled_at: datetime | None
    attempts: int
    trouble: str
    can_call_off: bool

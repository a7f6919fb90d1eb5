"""Experts who are asked about a conversation, as programs see them."""

from datetime import datetime
from typing import Annotated, Literal

from ninja import Schema
from pydantic import Field

from earful.api.schemas import Line, Person, Text


class Asking(Schema):
    """Whom to ask, and what. The question goes into the mail as it is."""

    name: Annotated[Line, Field(max_length=80)]
    address: Annotated[Line, Field(max_length=254)]
    question: Annotated[Text, Field(max_length=4000)]


class Letter(Schema):
    """One link of an expert and its mail. `shown`: mail is off, the link was handed over."""

    id: int
    state: Literal["waiting", "claimed", "sent", "uncertain", "failed", "shown"]
    trouble: str
    created_at: datetime
    settled_at: datetime | None
    used_at: datetime | None


class Expert(Schema):
    """Somebody who was asked. `open`: whether they may still come in."""

    id: int
    conversation_id: int
    name: str
    address: str
    question: str
    by: Person
    created_at: datetime
    expires_at: datetime
    seen_at: datetime | None
    answered_at: datetime | None
    revoked_at: datetime | None
    open: bool
    letters: list[Letter]


class Asked(Schema):
    """The expert, and their link where mail is off: it is told only now."""

    expert: Expert
    link: str

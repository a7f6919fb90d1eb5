"""Approvals, the rules that ask for them, crisis mode, shared drafts, and the public side of people."""

from datetime import datetime
from typing import Annotated, Literal

from ninja import Schema
from pydantic import Field

from earful.api.schemas import Id, Person, Text
from earful.api.schemas_replies import Reviewed, Sending


class ApprovalReason(Schema):
    """Why a colleague has to read it: the rule of that number, or the crisis."""

    kind: Literal["crisis", "person", "team", "topic"]
    id: int


class Approval(Schema):
    """An answer that waits for a colleague. It is no dispatch; nothing leaves until it was approved."""

    id: int
    conversation_id: int
    answers_id: int
    agent: Person
    written: str
    text: str = Field(description="As it was approved, unsigned; empty until then.")
    why: list[ApprovalReason]
    state: Literal["waiting", "approved", "returned", "withdrawn"]
    asked_at: datetime
    by: Person | None
    decided_at: datetime | None
    comment: str
    dispatch_id: int | None


class Piece(Schema):
    """A run of words."""

    kind: Literal["same", "gone", "new"]
    words: str


class OneApproval(Approval):
    """With what the guard says of it now, and what was changed when it was approved."""

    reviewed: Reviewed | None
    changes: list[Piece]


class Approving(Sending):
    """Lets it leave, as it was written or with `text` in its place. `seen`: of the refusal you have read."""

    text: Annotated[Text, Field(max_length=100_000)] | None = None


class SendingBack(Schema):
    """What should be different."""

    comment: Annotated[Text, Field(min_length=1, max_length=2000)]


class Rule(Schema):
    """Whose answers, or about what, a colleague reads first."""

    id: int
    agent: Person | None
    team_id: int | None
    topic_id: int | None
    until: datetime | None
    answers: int | None
    why: str
    by: Person
    at: datetime


class RuleMaking(Schema):
    """One of a person, a team and a topic. `until` or `answers` end a rule about a person."""

    agent_id: Id | None = None
    team_id: Id | None = None
    topic_id: Id | None = None
    until: datetime | None = None
    answers: Annotated[int, Field(ge=1, le=1000)] | None = None
    why: Annotated[Text, Field(max_length=200)] = ""


class Crisis(Schema):
    """Who switched it on, why, and since when."""

    on: bool
    why: str = ""
    by: Person | None = None
    at: datetime | None = None


class Switching(Schema):
    """On, with a reason; or off."""

    on: bool
    why: Annotated[Text, Field(max_length=300)] = ""


class SharedDraft(Schema):
    """A draft that its writer shares. `saved_at` is its version."""

    id: int
    agent: Person
    text: str
    saved_at: datetime
    shared_at: datetime


class DraftSharing(Schema):
    """Shared with colleagues, or not."""

    shared: bool


class TakingOver(Schema):
    """Which version you have read: its `saved_at`."""

    version: Annotated[Text, Field(max_length=40)]


class DraftVersion(Schema):
    """What a draft said when it was shared, taken over or replaced."""

    id: int
    agent: Person
    by: Person
    what: Literal["shared", "taken", "replaced"]
    text: str
    at: datetime


class PublicSide(Schema):
    """What customers read of you. `open`: everybody may see your page; `findable`: search engines may list it."""

    public_name: Annotated[Text, Field(max_length=80)]
    title: Annotated[Text, Field(max_length=80)] = ""
    bio: Annotated[Text, Field(max_length=300)] = ""
    signs: Annotated[Text, Field(max_length=6)] = ""
    slug: Annotated[Text, Field(max_length=60)] = ""
    open: bool = False
    findable: bool = False

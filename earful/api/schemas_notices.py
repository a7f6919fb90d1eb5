"""Notices, what people chose to be told of, chat tools, and the chain of what is urgent."""

from datetime import datetime, time
from typing import Annotated, Literal

from ninja import Schema
from pydantic import Field

from earful.api.schemas import Id, Line, Person, Text

What = Literal["soon", "late", "escalated", "given", "taken", "approve", "returned", "mentioned", "trouble"]
By = Literal["mail", "browser", "chat"]
Ids = Annotated[list[Id], Field(max_length=200)]


class Notice(Schema):
    """Something you were told. `words` say it; `take`: it is urgent and late, and somebody must take it."""

    id: int
    kind: What
    words: str
    conversation_id: int | None
    account_id: int | None
    at: datetime
    told_at: datetime
    read_at: datetime | None
    take: bool


class Notices(Schema):
    """A page of them, newest first."""

    rows: list[Notice]
    next: str
    unread: int


class Reading(Schema):
    """Which notices were read, with all others about the same conversations; null for all."""

    ids: Ids | None = None


class Read(Schema):
    """How many were read just now."""

    read: int


class Wishes(Schema):
    """What comes to you elsewhere than on the page. Quiet hours are by the clock of `time_zone`; "": the workspace's."""

    ways: dict[What, list[By]]
    quiet_from: time | None
    quiet_to: time | None
    time_zone: str
    digest: bool
    digest_hour: int


class Choosing(Schema):
    """What comes to you. Kinds that are not named come by no way; quiet hours need both ends."""

    ways: dict[What, Annotated[list[By], Field(max_length=3)]] = {}
    quiet_from: time | None = None
    quiet_to: time | None = None
    time_zone: Annotated[Text, Field(max_length=60)] = ""
    digest: bool = False
    digest_hour: Annotated[int, Field(ge=0, le=23)] = 8


class ChatTool(Schema):
    """A chat tool that is told what happens. Its address is never shown. `trouble`: a sentence, "" when all is well."""

    id: int
    name: str
    host: str
    shape: str
    kinds: list[str]
    agent: Person | None
    trouble: str
    trouble_since: datetime | None
    told_at: datetime | None


class HookConnecting(Schema):
    """A chat tool. `address`: null leaves it as it is. With `agent_id` it is told what this person chose, and no `kinds`."""

    name: Line
    address: Annotated[Text, Field(max_length=2000)] | None = None
    kinds: Annotated[list[What], Field(max_length=7)] = []
    agent_id: Id | None = None


class Step(Schema):
    """Somebody on the chain, and how many minutes they have."""

    agent_id: Id
    minutes: Annotated[int, Field(ge=1, le=60 * 24 * 30)]


class Chain(Schema):
    """One after the other; empty: nothing is escalated."""

    steps: Annotated[list[Step], Field(max_length=10)]

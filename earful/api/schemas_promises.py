"""What is promised to customers, and business hours."""

from datetime import datetime
from typing import Annotated, Literal

from ninja import Schema
from pydantic import Field

from earful.api.schemas import AccountName, Id, Line, Named, Text

Minutes = Annotated[int, Field(ge=1, le=60 * 24 * 365)]
Kind = Literal["", "question", "complaint", "praise", "suggestion"]


class Promise(Schema):
    """One promise. Times are in minutes; what is null or empty fits everything, or is not promised.

    `base`: for everything that no other is for. `calendar`: by whose hours it counts; null for the wall clock.
    """

    id: int
    name: str
    base: bool
    account: AccountName | None
    kind: str
    urgency: int
    language: str
    group: Named | None
    first: int | None
    next: int | None
    solved: int | None
    calendar: Named | None
    warn: int
    since: datetime


class Promising(Schema):
    """For whom a promise is, and what is promised. `urgency` is the least; `warn` in hundredths of the time."""

    name: Annotated[Text, Field(max_length=80)] = ""
    account_id: Id | None = None
    kind: Kind = ""
    urgency: Annotated[int, Field(ge=0, le=2)] = 0
    language: Annotated[Text, Field(max_length=3)] = ""
    group_id: Id | None = None
    first: Minutes | None = None
    next: Minutes | None = None
    solved: Minutes | None = None
    calendar_id: Id | None = None
    warn: Annotated[int, Field(ge=10, le=95)] = 75


class Moving(Schema):
    """One place up, or down."""

    to: Literal["up", "down"]


class Hours(Schema):
    """Business hours as they are now. `week`: seven texts, Monday first; `special`: days that differ, "" for a day off."""

    id: int
    name: str
    time_zone: str
    week: list[str]
    country: str
    region: str
    special: dict[str, str]
    since: datetime


class Opening(Schema):
    """Business hours as they shall be from now on."""

    name: Annotated[Text, Field(max_length=80)]
    time_zone: Annotated[Text, Field(max_length=60)]
    week: Annotated[list[Line], Field(min_length=7, max_length=7)]
    country: Annotated[Text, Field(max_length=2)] = ""
    region: Annotated[Text, Field(max_length=10)] = ""
    special: dict[Line, Line] = {}

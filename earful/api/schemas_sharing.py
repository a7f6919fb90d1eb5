"""Routes, what each person can do and when, and the next matter."""

from datetime import datetime
from typing import Annotated, Literal

from ninja import Schema
from pydantic import Field

from earful.api.schemas import AccountName, Id, Line, Named, Text
from earful.api.schemas_matters import Row
from earful.api.schemas_promises import Kind

Code = Annotated[str, Field(pattern=r"^[a-z]{2,3}$")]


class Next(Schema):
    """What is yours now; null with words when there is nothing for you."""

    conversation: Row | None
    words: str


class Sharing(Schema):
    """Who gives matters that nobody has: people "by_hand", or the desk, "level". `no_picking`: agents take only what comes first."""

    hand_out: Literal["by_hand", "level"]
    no_picking: bool


class Route(Schema):
    """For what it is, and where it leads. What is null or empty fits everything."""

    id: int
    account: AccountName | None
    kind: str
    language: str
    topic: Named | None
    team: Named | None
    skill: Named | None


class Routing(Schema):
    """A team to go to, a skill to take, or both."""

    account_id: Id | None = None
    kind: Kind = ""
    language: Annotated[Text, Field(max_length=3)] = ""
    topic_id: Id | None = None
    team_id: Id | None = None
    skill_id: Id | None = None


class SkillNaming(Schema):
    """In your own words."""

    name: Annotated[Text, Field(min_length=1, max_length=60)]


class Abilities(Schema):
    """`languages`: none for whatever comes. `capacity`: open matters at once, null for no limit. `here`: now, and not away."""

    id: int
    name: str
    languages: list[str]
    skills: list[Named]
    capacity: int | None
    load: int
    on_shift: bool
    here: bool
    comes_at: datetime | None


class Able(Schema):
    """What somebody can do from now on."""

    languages: Annotated[list[Code], Field(max_length=20)] = []
    skill_ids: Annotated[list[Id], Field(max_length=100)] = []
    capacity: Annotated[int, Field(ge=1, le=1000)] | None = None


class Working(Schema):
    """When somebody works from now on. `week`: seven texts, Monday first; seven empty ones for no set times."""

    time_zone: Annotated[Text, Field(max_length=60)] = "UTC"
    week: Annotated[list[Line], Field(min_length=7, max_length=7)]
    country: Annotated[Text, Field(max_length=2)] = ""
    region: Annotated[Text, Field(max_length=10)] = ""
    special: dict[Line, Line] = {}


class Hour(Schema):
    """One hour of the week (`day`: Monday 0). `due`: of what came, what has fallen due; `people`: on shift, on average."""

    day: int
    hour: int
    arrived: int
    due: int
    ignored: int
    people: float

"""Topics, as programs read and write them."""

from datetime import datetime
from typing import Literal

from ninja import Schema

from earful.api.schemas import Id, Line, Named, Person, Text


class Topic(Schema):
    """A topic, or what is proposed as one. Counts are those of the last 30 days; `open`: nobody has answered yet."""

    id: int
    name: str
    hint: str
    state: Literal["proposed", "in_use", "declined", "retired"]
    made_by: Person | None
    at: datetime
    retired_at: datetime | None
    merged_into: Named | None
    part_of_id: int | None
    size: int
    examples_count: int
    count: int
    open: int


class Naming(Schema):
    """What a topic is called, and a sentence for colleagues."""

    name: Line
    hint: Line = ""


class Exemplifying(Schema):
    """Examples: own words, and turns that were said by customers."""

    words: list[Text] = []
    turn_ids: list[Id] = []


class NamingWithExamples(Naming, Exemplifying):
    """A new topic with at least one example."""


class Using(Schema):
    """The name under which a proposal is used."""

    name: Line


class MergingTopics(Schema):
    """The topic that goes into this one."""

    other_id: Id


class Sorting(Schema):
    """Whether a turn belongs to a topic; a person's word stands."""

    topic_id: Id
    holds: bool = True

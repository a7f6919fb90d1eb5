"""Saved replies, as programs read and write them."""

from datetime import date, datetime

from ninja import Schema

from earful.api.schemas import Id, Line, Named, Person, Text


class SavedWording(Schema):
    """What it says in a language, in a tone ("" for the usual one)."""

    language: Line
    tone: Line = ""
    text: Text


class WordingShown(SavedWording):
    """The same, with the number by which it is taken into a draft."""

    id: int


class SavedEdition(Schema):
    """What it said from one change to the next."""

    number: int
    name: str
    by: Person
    at: datetime
    wordings: list[WordingShown]


class Used(Schema):
    """How it fared, counted from what truly left. `solved`: without the customer coming back; `back`: they came back."""

    times: int
    solved: int
    back: int
    last_at: datetime | None


class SavedReply(Schema):
    """A saved reply. `personal`: yours alone. `editions`: the newest first; in a list that one alone."""

    id: int
    name: str
    personal: bool
    owner: Person
    review_on: date | None
    archived_at: datetime | None
    changed_at: datetime
    topics: list[Named]
    teams: list[Named]
    editions: list[SavedEdition]
    used: Used


class SavedWriting(Schema):
    """A saved reply as it should be. Agents make their own only; leads and owners those that everybody uses."""

    name: Line
    wordings: list[SavedWording]
    personal: bool = False
    owner_id: Id | None = None
    review_on: date | None = None
    topic_ids: list[Id] = []
    team_ids: list[Id] = []
    seen: int | None = None


class Taking(Schema):
    """Which wording goes behind what stands in the draft."""

    wording_id: Id


class Took(Schema):
    """The whole draft, and what could not be filled in: with a gap it cannot leave."""

    text: str
    gaps: list[str]

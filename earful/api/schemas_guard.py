"""The guard as programs see it."""

from datetime import datetime
from typing import Annotated, Literal

from ninja import Schema
from pydantic import Field

from earful.api.schemas import Person, Text

Weight = Literal["refuse", "confirm", "note", "off"]


class Decided(Schema):
    """Who decided what a rule weighs here."""

    by: Person
    at: datetime


class Weighed(Schema):
    """One rule: "refuse" never leaves, "confirm" leaves with a reason, "note" is only said, "off" is not looked for."""

    code: str
    weight: Weight
    usual: Weight
    decided: Decided | None


class Guard(Schema):
    """All rules, and what the house publishes of itself."""

    rules: list[Weighed]
    contacts: list[str]


class Weighing(Schema):
    """What it weighs from now on."""

    weight: Weight


class Contacts(Schema):
    """A contact each; they replace those before."""

    contacts: Annotated[list[Annotated[Text, Field(max_length=200)]], Field(max_length=200)]


class Insisted(Schema):
    """Why words left although the guard wanted them thought over."""

    code: str
    words: str
    reason: str
    at: datetime
    by: Person
    dispatch_id: int
    conversation_id: int

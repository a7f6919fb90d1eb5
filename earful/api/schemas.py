"""What the schemas of the API have in common."""

from datetime import UTC, datetime
from typing import Annotated, Any

from ninja import Schema
from pydantic import AfterValidator, AwareDatetime, Field


def _storable(text: str) -> str:
    """PostgreSQL takes neither the null character nor half of a character."""
    if "\x00" in text:
        raise ValueError("it holds a null character")
    text.encode()
    return text


def _utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise ValueError("it is too far away") from None


Moment = Annotated[AwareDatetime, AfterValidator(_utc)]
Id = Annotated[int, Field(ge=1, le=2**63 - 1)]
Text = Annotated[str, AfterValidator(_storable)]
Line = Annotated[str, Field(max_length=300), AfterValidator(_storable)]
Size = Annotated[int, Field(ge=1, le=100)]


class Said(Schema):
    """A sentence for a person."""

    words: str


class Person(Schema):
    """A colleague."""

    id: int
    name: str


class Named(Schema):
    """Anything with a name."""

    id: int
    name: str


class AccountName(Schema):
    """One of the brand's accounts, as it is called."""

    id: int
    network: str
    handle: str
    name: str


class Handle(Schema):
    """A customer on one network."""

    id: int
    network: str
    handle: str
    name: str
    avatar_url: str
    profile_url: str
    customer_id: int


def answers(schema: Any, status: int = 200) -> dict[Any, Any]:
    """What an address answers: the good case, and every trouble in words."""
    return {status: schema, **dict.fromkeys((400, 401, 403, 404, 409, 422), Said)}

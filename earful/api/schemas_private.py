"""Going on in private, private pages and "Solved?", as programs see them."""

from datetime import datetime
from typing import Annotated, Literal

from ninja import Schema
from pydantic import Field

from earful.api.schemas import Line, Person, Text


class Ways(Schema):
    """Whether the customer can be written to alone on the network, asked just now; `words`: why not, or what to know."""

    can: bool
    words: str


class GoingOn(Schema):
    """How your next answer goes.

    `direct`: a private message on the network; `link`: a private page, its link below your public draft; `mail`: a private
    page by mail to `address`; `page`: on a private page that there is; `public`: for everybody again.
    """

    to: Literal["direct", "link", "mail", "page", "public"]
    address: Annotated[Line, Field(max_length=254)] = ""


class Visit(Schema):
    """A browser that came to a private page. `word`: shown there; who says it in public is the same person."""

    id: int
    word: str
    came_at: datetime
    let_in_at: datetime | None
    let_in_by: Person | None
    shut_at: datetime | None


class Page(Schema):
    """A private page. Its link is told to nobody again."""

    id: int
    given: Literal["public", "mail"]
    by: Person
    created_at: datetime
    expires_at: datetime
    closed_at: datetime | None
    mailed_at: datetime | None
    trouble: str
    visits: list[Visit]


class Solved(Schema):
    """The one question whether it is solved, and its answer."""

    by: Person
    asked_at: datetime
    answer: Literal["", "yes", "not_yet"]
    answered_at: datetime | None


class Private(Schema):
    """What goes on in private in a conversation."""

    pages: list[Page]
    solved: Solved | None


class Told(Schema):
    """`words`: the sentence with a link to put into a private answer; "" where the question stands on the private page."""

    words: str


class Closing(Schema):
    """`reason`: why a matter solved in private needs no public ending; without it a line is put into your draft."""

    reason: Annotated[Text, Field(max_length=300)] = ""

"""Articles and suggestions, as programs read and write them."""

from datetime import datetime

from ninja import Schema

from earful.api.schemas import Id, Line, Person, Text


class Edition(Schema):
    """What an article said from one change to the next."""

    id: int
    number: int
    title: str
    body: str
    by: Person | None
    at: datetime


class Wording(Schema):
    """An article in one language. `published`: the number of the edition that is; null for a draft."""

    language: str
    published: int | None
    editions: list[Edition]


class Article(Schema):
    """An article. `public`: everybody may read what is published of it."""

    id: int
    slug: str
    public: bool
    owner: Person | None
    retired_at: datetime | None
    changed_at: datetime
    wordings: list[Wording]


class ArticleWriting(Schema):
    """A title and a text in one language."""

    language: Line
    title: Line
    body: Text


class Settling(Schema):
    """Who may read it, and who looks after it."""

    public: bool
    owner_id: Id | None = None


class Suggestion(Schema):
    """A passage that may help, and where it is from: an article's edition, or an answer in a conversation.

    `internal`: for the team only. Nothing is sent by itself.
    """

    pk: int
    text: str
    language: str
    title: str
    internal: bool
    article_id: int | None
    edition: int
    conversation_id: int | None
    who: str
    at: datetime

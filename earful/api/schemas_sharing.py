"""Routes, what each person can do and when, and the next matter."""

from ninja import Schema

from earful.api.schemas_matters import Row


class Next(Schema):
    """What is yours now; null with words when there is nothing for you."""

    conversation: Row | None
    words: str

"""Help with writing, as programs ask for it and read it."""

from typing import Annotated, Literal

from ninja import Schema
from pydantic import Field

from earful.api.schemas import Id, Text
from earful.api.schemas_articles import Suggestion

What = Literal["draft", "shorten", "to_theirs", "to_ours", "summary", "explain"]


class AssistAsking(Schema):
    """What the assistant is to do. `text`: the draft it is about, or the word to explain; `answers_id`: the turn."""

    what: What
    text: Annotated[Text, Field(max_length=10_000)] = ""
    answers_id: Id | None = None


class Assist(Schema):
    """What the assistant says, with what was masked put back.

    `words`: why nothing came. `gaps`: in how many places it lost what was masked; ⟨?⟩ stands there and cannot leave.
    """

    id: int
    conversation_id: int
    what: What
    state: Literal["waiting", "given", "failed"]
    words: str
    model: str
    language: str
    text: str
    gaps: int
    sources: list[Suggestion]

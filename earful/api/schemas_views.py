"""Saved views, as programs read and write them."""

from datetime import datetime
from typing import Literal

from ninja import Schema

from earful.api.schemas import Id, Line, Named, Person


class Filters(Schema):
    """What a view filters by; what is empty does not filter. `assignee` and `team`: an id, "nobody", or "me".

    `found_by`: a listening query, that fits something customers say in it.
    """

    status: Literal["", "open", "waiting", "snoozed", "ended"] = "open"
    network: Line = ""
    account: int = 0
    team: Line = ""
    assignee: Line = ""
    kind: Literal["", "question", "complaint", "praise", "suggestion"] = ""
    urgency: Literal[0, 1, 2] = 0
    language: Line = ""
    tag: Line = ""
    topic: int = 0
    found_by: int = 0
    waiting_over: int = 0
    privacy: Literal["", "public", "private"] = ""
    words: Line = ""


class SavedView(Schema):
    """A view with a name. `gone`: what its filters name that is no more, as sentences; then it finds nothing."""

    id: int
    view: str
    name: str
    shared: Literal["own", "team", "workspace"]
    team: Named | None
    owner: Person
    filters: Filters
    may_change: bool
    count: int | None
    more: bool
    gone: list[str]
    changed_at: datetime


class Keeping(Schema):
    """A view to save or to change. Sharing with a team wants its id."""

    name: Line
    filters: Filters = Filters()
    shared: Literal["own", "team", "workspace"] = "own"
    team_id: Id | None = None


class Removed(Schema):
    """It is gone."""

    removed: int

"""What is behind a link in a customer's message: asking for a look, and reading what it found."""

from typing import Literal

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from earful import behind_links
from earful.api import finding, shown
from earful.api.permission import No, allow
from earful.api.schemas import Id, Moment, answers
from earful.conversations.links import showing
from earful.conversations.links.words import CannotLook
from earful.conversations.models import Turn
from earful.staff.rules import Act

router = Router(tags=["conversations"])


class Look(Schema):
    """One link of a message, and what is known of it."""

    number: int
    shown: str = Field(description="The words that are the link, as its network gave them.")
    address: str
    state: Literal["unknown", "waiting", "seen", "failed"]
    words: str = Field(description="Why there is nothing to show.")
    target: str = Field(description="Where it leads in the end.")
    host: str
    elsewhere: bool = Field(description="It leads to another host than it says.")
    hops: int = Field(description="How often it leads on.")
    title: str
    description: str
    at: Moment | None


@router.get("/turns/{turn_id}/links", response=answers(list[Look]), summary="The links of a message")
def links(request: HttpRequest, turn_id: Id) -> list[Look]:
    """Of a customer's message, with what is known of each; nothing is opened."""
    turn = finding.turn(allow(request, Act.ANSWER), turn_id)
    return [shown.fields(Look, line) for line in showing.lines(turn)]


@router.get("/turns/{turn_id}/links/{number}", response=answers(Look), summary="What is behind a link")
def link(request: HttpRequest, turn_id: Id, number: int) -> Look:
    """`number` counts from 0. What was found is kept for a day, for all of the desk."""
    return _one(finding.turn(allow(request, Act.ANSWER), turn_id), number)


@router.post("/turns/{turn_id}/links/{number}/look", response=answers(Look, 202), summary="Look behind a link")
def look(request: HttpRequest, turn_id: Id, number: int) -> Status[Look]:
    """A worker looks; read what it found a moment later. 409: it is switched off, or the hour is used up."""
    turn = finding.turn(allow(request, Act.ANSWER), turn_id)
    try:
        behind_links.want(turn.workspace_id, _one(turn, number).address)
    except CannotLook as no:
        raise No(409, str(no)) from no
    return Status(202, _one(turn, number))


def _one(turn: Turn, number: int) -> Look:
    return shown.fields(Look, finding.there(showing.line(turn, number)))

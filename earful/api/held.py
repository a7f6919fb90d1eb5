"""Deciding about a message that its own site shows to nobody yet."""

from typing import Literal

from django.http import HttpRequest
from ninja import Router, Schema, Status

from earful import letting_in
from earful.api import finding
from earful.api.permission import No, allow
from earful.api.schemas import Id, Moment, answers
from earful.channels.moderating import Verdict
from earful.outbox.actions import TooLate
from earful.staff.rules import Act

router = Router(tags=["conversations"])


class HeldVerdict(Schema):
    """What becomes of it: everybody may read it, or it is spam."""

    verdict: Literal["show", "spam"]


class HeldDecision(Schema):
    """A decision; a worker tells the site."""

    id: Id
    turn_id: Id
    verdict: Literal["show", "spam"]
    state: Literal["waiting", "done", "failed"]
    created_at: Moment


@router.post("/turns/{turn_id}/held", response=answers(HeldDecision, 202), summary="Let a message through, or not")
def decide(request: HttpRequest, turn_id: Id, given: HeldVerdict) -> Status[HeldDecision]:
    """Only of a message whose `held` is true. What is spam needs no answer any more. 409: it is decided already."""
    agent = allow(request, Act.ANSWER)
    try:
        made = letting_in.decide(finding.turn(agent, turn_id), agent, Verdict(given.verdict))
    except TooLate as late:
        raise No(409, str(late)) from late
    kept = {name: getattr(made, name) for name in ("turn_id", "verdict", "state", "created_at")}
    return Status(202, HeldDecision(id=made.pk, **kept))

"""Promises to customers."""

from collections.abc import Callable
from typing import TypeVar

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router, Status

from earful.api import finding
from earful.api import schemas_promises as schemas
from earful.api.hours import calendar
from earful.api.permission import No, allow
from earful.api.schemas import Id, answers
from earful.customers.models import Group
from earful.queues.models import Policy
from earful.queues.promises import policies
from earful.queues.promises.policies import CannotPromise, Terms
from earful.staff.models import Agent
from earful.staff.rules import Act

Found = TypeVar("Found")
router = Router(tags=["promises"])


@router.get("/promises", response=answers(list[schemas.Promise]), summary="What is promised to customers")
def promises(request: HttpRequest) -> list[Policy]:
    """In the order in which they are asked; the first that fits holds. The last is for everything else."""
    return policies.in_force(finding.workspace(allow(request, Act.READ)).pk)


@router.post("/promises", response=answers(schemas.Promise, 201), summary="Promise something")
def promise(request: HttpRequest, what: schemas.Promising) -> Status[Policy]:
    """From now on, asked before all others."""
    agent = allow(request, Act.PROMISES)
    terms = _terms(agent, what)
    return Status(201, _do(lambda: policies.promise(finding.workspace(agent).pk, terms, agent)))


@router.put("/promises/{promise_id}", response=answers(schemas.Promise), summary="Promise something else")
def change(request: HttpRequest, promise_id: Id, what: schemas.Promising) -> Policy:
    """From now on; what runs already runs on. The answer has another id."""
    agent = allow(request, Act.PROMISES)
    policy = _found(agent, promise_id)
    return _do(lambda: policies.change(policy, _terms(agent, what), agent))


@router.post("/promises/{promise_id}/move", response=answers(list[schemas.Promise]), summary="Ask it earlier or later")
def move(request: HttpRequest, promise_id: Id, what: schemas.Moving) -> list[Policy]:
    """One place."""
    agent = allow(request, Act.PROMISES)
    policy = _found(agent, promise_id)
    _do(lambda: policies.move(policy, agent, up=what.to == "up"))
    return policies.in_force(policy.workspace_id)


@router.delete("/promises/{promise_id}", response=answers(list[schemas.Promise]), summary="Promise it no more")
def withdraw(request: HttpRequest, promise_id: Id) -> list[Policy]:
    """What runs already runs on."""
    agent = allow(request, Act.PROMISES)
    policy = _found(agent, promise_id)
    _do(lambda: policies.withdraw(policy, agent))
    return policies.in_force(policy.workspace_id)


def _do(act: Callable[[], Found]) -> Found:
    try:
        return act()
    except CannotPromise as no:
        raise No(422, _(str(no))) from no


def _terms(agent: Agent, what: schemas.Promising) -> Terms:
    here = {"workspace_id": agent.workspace_id}
    if what.account_id is not None:
        finding.account(agent, what.account_id)
    if what.group_id is not None:
        finding.there(Group.objects.filter(pk=what.group_id, **here).first())
    if what.calendar_id is not None:
        calendar(agent, what.calendar_id)
    return Terms(**what.dict())


def _found(agent: Agent, promise_id: int) -> Policy:
    return finding.there(Policy.objects.filter(workspace_id=agent.workspace_id, pk=promise_id).first())

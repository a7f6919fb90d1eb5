"""People who write: finding them, and saying that two are one."""

from django.http import HttpRequest
from ninja import Router, Status

from earful.api import finding, shown
from earful.api import schemas_house as schemas
from earful.api.permission import allow
from earful.api.schemas import Id, Line, Size, answers
from earful.conversations import queries as conversations
from earful.customers import actions, queries
from earful.customers.models import Customer
from earful.staff.models import Agent
from earful.staff.rules import Act

router = Router(tags=["customers"])


@router.get("/customers", response=answers(list[schemas.CustomerName]), summary="Look for people")
def search(request: HttpRequest, words: Line = "", size: Size = 20) -> list[Customer]:
    """Whose name or handle contains the words, by name."""
    return list(queries.search(finding.workspace(allow(request, Act.READ)).pk, words.strip(), size))


@router.get("/customers/{customer_id}", response=answers(schemas.Customer), summary="One person")
def customer(request: HttpRequest, customer_id: Id) -> schemas.Customer:
    """All handles, and all conversations over all handles."""
    return _whole(allow(request, Act.READ), customer_id)


def _whole(agent: Agent, customer_id: int) -> schemas.Customer:
    found = finding.customer(agent, customer_id)
    return shown.fields(
        schemas.Customer,
        found,
        handles=list(found.handles.all()),
        groups=list(found.groups.order_by("name")),
        conversations=list(conversations.of_customer(found.pk, tags=True)),
        joinings=list(queries.joinings(found.pk)),
    )


@router.post("/customers/{customer_id}/join", response=answers(schemas.Joined), summary="Two are one person")
def join(request: HttpRequest, customer_id: Id, what: schemas.JoiningWith) -> dict[str, object]:
    """Every handle of the other one belongs to this customer now."""
    agent = allow(request, Act.JOIN)
    kept, other = finding.customer(agent, customer_id), finding.customer(agent, what.other_id)
    joining = actions.join(kept, other, agent)
    return {"customer": _whole(agent, kept.pk), "joining_id": joining.pk}


@router.post("/joinings/{joining_id}/part", response=answers(schemas.Customer, 201), summary="They are two after all")
def part(request: HttpRequest, joining_id: Id) -> Status[schemas.Customer]:
    """The handles that came with the joining get a customer of their own again, who is returned."""
    agent = allow(request, Act.JOIN)
    return Status(201, _whole(agent, actions.part(finding.joining(agent, joining_id)).pk))


@router.put("/customers/{customer_id}/wish", response=answers(schemas.Customer), summary="Whether to leave them alone")
def wish(request: HttpRequest, customer_id: Id, what: schemas.Wish) -> schemas.Customer:
    """Somebody who asks not to be written to is left alone until they speak again; the guard sees to that."""
    agent = allow(request, Act.ANSWER)
    found = finding.customer(agent, customer_id)
    if what.left_alone:
        actions.leave_alone(found, agent, what.why)
    else:
        actions.write_again(found)
    return _whole(agent, customer_id)


@router.post("/customers/{customer_id}/groups", response=answers(schemas.Customer), summary="Put them into a group")
def put_in(request: HttpRequest, customer_id: Id, what: schemas.GroupName) -> schemas.Customer:
    """Something else can be promised to a group than to others."""
    agent = allow(request, Act.ANSWER)
    actions.put_in(finding.customer(agent, customer_id), what.name)
    return _whole(agent, customer_id)


@router.delete(
    "/customers/{customer_id}/groups/{group_id}", response=answers(schemas.Customer), summary="Take them out of a group"
)
def take_out(request: HttpRequest, customer_id: Id, group_id: Id) -> schemas.Customer:
    """The group stays."""
    agent = allow(request, Act.ANSWER)
    actions.take_out(finding.customer(agent, customer_id), group_id)
    return _whole(agent, customer_id)

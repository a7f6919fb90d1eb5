"""Business hours, by which promises can count."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router, Status

from earful.api import finding
from earful.api import schemas_promises as schemas
from earful.api.permission import No, allow
from earful.api.schemas import Id, answers
from earful.queues.models import Calendar
from earful.queues.promises import timetables
from earful.queues.promises.timetables import CannotOpen, Open
from earful.staff.models import Agent
from earful.staff.rules import Act

Found = TypeVar("Found")
router = Router(tags=["promises"])


@router.get("/hours", response=answers(list[schemas.Hours]), summary="Business hours")
def all_hours(request: HttpRequest) -> list[dict[str, Any]]:
    """By name."""
    return [_shown(one) for one in timetables.in_use(finding.workspace(allow(request, Act.READ)).pk)]


@router.post("/hours", response=answers(schemas.Hours, 201), summary="Name business hours")
def name(request: HttpRequest, what: schemas.Opening) -> Status[dict[str, Any]]:
    """They are taken to have been so before too."""
    agent = allow(request, Act.PROMISES)
    return Status(201, _shown(_do(lambda: timetables.name(finding.workspace(agent).pk, what.name, _open(what), agent))))


@router.put("/hours/{hours_id}", response=answers(schemas.Hours), summary="Change business hours")
def tell(request: HttpRequest, hours_id: Id, what: schemas.Opening) -> dict[str, Any]:
    """From now on; what passed until now stays as it was."""
    agent = allow(request, Act.PROMISES)
    told = calendar(agent, hours_id)
    _do(lambda: timetables.tell(told, what.name, _open(what), agent))
    told.refresh_from_db()
    return _shown(told)


@router.delete("/hours/{hours_id}", response=answers(None, 204), summary="Use these hours no more")
def retire(request: HttpRequest, hours_id: Id) -> Status[None]:
    """Not while a promise counts by them."""
    told = calendar(allow(request, Act.PROMISES), hours_id)
    _do(lambda: timetables.retire(told))
    return Status(204, None)


def _do(act: Callable[[], Found]) -> Found:
    try:
        return act()
    except CannotOpen as no:
        raise No(422, _(no.words) % no.named) from no


def _open(what: schemas.Opening) -> Open:
    return Open(what.time_zone, what.week, what.country, what.region, what.special)


def calendar(agent: Agent, hours_id: int) -> Calendar:
    """Business hours that are in use."""
    return finding.there(Calendar.objects.filter(workspace_id=agent.workspace_id, pk=hours_id, retired_at=None).first())


def _shown(found: Calendar) -> dict[str, Any]:
    told = finding.there(timetables.says(found))
    fields = ("time_zone", "week", "country", "region", "special", "since")
    return {"id": found.pk, "name": found.name, **{field: getattr(told, field) for field in fields}}

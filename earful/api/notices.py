"""What you were told, and what you want to be told of."""

from collections.abc import Sequence
from zoneinfo import available_timezones

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router, Status

from earful.api import finding, shown
from earful.api import schemas_notices as schemas
from earful.api.permission import No, allow
from earful.api.schemas import Id, Size, answers
from earful.notices import actions, lines, queries, wishes
from earful.notices.models import Notice
from earful.notices.rules import Kind
from earful.staff.models import Agent
from earful.staff.rules import Act

router = Router(tags=["notices"])


@router.get("/notices", response=answers(schemas.Notices), summary="What you were told")
def notices(request: HttpRequest, mark: str = "", size: Size = 50, *, unread: bool = False) -> schemas.Notices:
    """Newest first; with `unread` only what you have not read."""
    agent = allow(request, Act.READ)
    page = queries.page(agent, mark, unread=unread, size=size)
    return schemas.Notices(rows=_told(page.rows), next=page.next, unread=queries.unread(agent))


def _told(rows: Sequence[Notice]) -> list[schemas.Notice]:
    running = queries.running(rows)
    return [
        shown.fields(
            schemas.Notice,
            one,
            words=lines.line(one, names=True),
            take=one.kind == Kind.ESCALATED and one.conversation_id in running,
        )
        for one in rows
    ]


@router.post("/notices/read", response=answers(schemas.Read), summary="You have read some")
def read(request: HttpRequest, which: schemas.Reading) -> schemas.Read:
    """Those of others do not exist."""
    return schemas.Read(read=actions.read(allow(request, Act.READ), which.ids))


@router.post("/notices/{notice_id}/take", response=answers(None, 204), summary="You take what is urgent and late")
def take(request: HttpRequest, notice_id: Id) -> Status[None]:
    """It is yours, and goes no further along the chain."""
    agent = allow(request, Act.ANSWER)
    rows = Notice.objects.filter(agent=agent, pk=notice_id, conversation__isnull=False).select_related("conversation")
    notice = finding.there(rows.first())
    actions.take(finding.there(notice.conversation), agent)
    return Status(204, None)


@router.get("/me/notices", response=answers(schemas.Wishes), summary="What comes to you elsewhere")
def chosen(request: HttpRequest) -> schemas.Wishes:
    """By which way each kind comes, your quiet hours, and the daily digest."""
    return _wishes(allow(request, Act.READ))


@router.put("/me/notices", response=answers(schemas.Wishes), summary="Choose what comes to you elsewhere")
def choose(request: HttpRequest, what: schemas.Choosing) -> schemas.Wishes:
    """The page shows everything in any case."""
    agent = allow(request, Act.READ)
    if what.time_zone and what.time_zone not in available_timezones():
        raise No(422, _("There is no such time zone."))
    begins, ends = what.quiet_from, what.quiet_to
    if (begins is None) != (ends is None) or (begins is not None and begins == ends):
        raise No(422, _("Quiet hours need a beginning and another end."))
    naive = {"quiet_from": begins and begins.replace(tzinfo=None), "quiet_to": ends and ends.replace(tzinfo=None)}
    wishes.choose(agent, wishes.Chosen(**{**what.dict(), **naive}))
    return _wishes(agent)


def _wishes(agent: Agent) -> schemas.Wishes:
    held = wishes.of(agent)
    ways = {kind.value: sorted(way.value for way in wishes.ways(held, kind)) for kind in Kind}
    return shown.fields(schemas.Wishes, held, ways=ways, digest=wishes.wants_digest(held, agent))

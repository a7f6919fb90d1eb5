"""Replies on their way: looking, taking back, trying again, laying aside."""

from django.http import HttpRequest
from ninja import Router

from earful import flow
from earful.api import finding, shown, words
from earful.api import schemas_replies as schemas
from earful.api.permission import No, allow
from earful.api.schemas import Id, Line, Size, answers
from earful.kit import paging
from earful.outbox import actions, anew, queries
from earful.outbox.models import Dispatch
from earful.staff.rules import Act

router = Router(tags=["replies"])


@router.get("/dispatches", response=answers(schemas.Dispatches), summary="Replies that need a person")
def unsettled(request: HttpRequest, mark: Line = "", size: Size = 50) -> dict[str, object]:
    """Uncertain and failed ones, oldest first."""
    rows = queries.unsettled(finding.workspace(allow(request, Act.READ)).pk).filter(pk__gt=finding.place(mark))
    page = paging.cut(list(rows[: size + 1]), size, lambda row: paging.write_mark(row.pk))
    return {"rows": [shown.dispatch(row) for row in page.rows], "next": page.next}


@router.get("/dispatches/{dispatch_id}", response=answers(schemas.Dispatch), summary="One reply on its way")
def dispatch(request: HttpRequest, dispatch_id: Id) -> schemas.Dispatch:
    """Where it is."""
    return shown.dispatch(finding.dispatch(allow(request, Act.READ), dispatch_id))


@router.post("/dispatches/{dispatch_id}/undo", response=answers(schemas.Draft), summary="Take it back")
def undo(request: HttpRequest, dispatch_id: Id) -> schemas.Draft:
    """Possible while nothing has left; its words and pictures become its writer's draft again."""
    return shown.draft(actions.take_back(finding.dispatch(allow(request, Act.ANSWER), dispatch_id)))


@router.post(
    "/dispatches/{dispatch_id}/again",
    response=answers(schemas.Dispatch) | {409: schemas.NotSent, 422: schemas.NotSent},
    summary="Try it again",
)
def again(request: HttpRequest, dispatch_id: Id, asked: schemas.Reviewing | None = None) -> schemas.Dispatch:
    """A reply that was not sent is tried again under the same key, so it cannot stand there twice.

    409 with `news`: something came since it was written; read it, then ask again with the `seen` of this answer. 422
    with `rulings`: the guard wants other words by now; lay it aside and write them.
    """
    agent = allow(request, Act.ANSWER)
    found: Dispatch = finding.dispatch(agent, dispatch_id)
    try:
        news, seen = flow.try_again(found, agent, asked.seen if asked else "")
    except anew.Stopped as stopped:
        rulings = words.rulings(stopped.rulings)
        raise No(422, rulings[0].words, rulings=[one.dict() for one in rulings]) from stopped
    if news:
        told = words.came(news)
        raise No(409, told[-1].words, news=[one.dict() for one in told], seen=seen)
    return shown.dispatch(queries.get(found.pk))


@router.post("/dispatches/{dispatch_id}/aside", response=answers(schemas.Draft), summary="Lay it aside")
def aside(request: HttpRequest, dispatch_id: Id) -> schemas.Draft:
    """A reply that was not sent is given up; its words become its writer's draft again."""
    return shown.draft(actions.lay_aside(finding.dispatch(allow(request, Act.ANSWER), dispatch_id)))

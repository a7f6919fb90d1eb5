"""What arrived and could not be understood: kept, shown, and tried again."""

from django.http import HttpRequest
from ninja import Router

from earful import flow
from earful.api import finding
from earful.api import schemas_house as schemas
from earful.api.permission import allow
from earful.api.schemas import Id, Line, Size, answers
from earful.intake import queries
from earful.intake.models import Item
from earful.kit import paging
from earful.staff.rules import Act

router = Router(tags=["ledger"])


@router.get("/unreadable", response=answers(schemas.UnreadableRows), summary="What could not be understood")
def unreadable(request: HttpRequest, mark: Line = "", size: Size = 50) -> dict[str, object]:
    """Newest first, each with the reason."""
    rows = queries.unreadable(finding.workspace(allow(request, Act.LEDGER)).pk).defer("raw")
    before = finding.place(mark)
    if before:
        rows = rows.filter(pk__lt=before)
    page = paging.cut(list(rows[: size + 1]), size, lambda row: paging.write_mark(row.pk))
    return {"rows": page.rows, "next": page.next}


@router.get("/unreadable/{item_id}", response=answers(schemas.UnreadableWhole), summary="One arrival as it came")
def arrival(request: HttpRequest, item_id: Id) -> Item:
    """What the network sent, unchanged."""
    return finding.item(allow(request, Act.LEDGER), item_id)


@router.post("/unreadable/{item_id}/retry", response=answers(schemas.Unreadable), summary="Try to understand it")
def retry(request: HttpRequest, item_id: Id) -> Item:
    """After an update it may be understood; `state` says whether it was. Trying what is understood changes nothing."""
    item = finding.item(allow(request, Act.LEDGER), item_id)
    if item.state == Item.State.UNREADABLE:
        flow.understand(item.pk)
        item.refresh_from_db(fields=["state", "trouble"])
    return item

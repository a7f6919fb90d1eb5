"""How listening goes: each account in facts, looking again, and what was unheard."""

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router, Status

from earful import reconciling
from earful.accounts import queries
from earful.accounts.models import Account
from earful.api import finding, shown
from earful.api import schemas_house as schemas
from earful.api.permission import No, allow
from earful.api.schemas import Id, Size, answers
from earful.insights import unheard as insights
from earful.intake import looks
from earful.kit import clock
from earful.staff.rules import Act

router = Router(tags=["accounts"])


@router.get("/accounts/{account_id}/listening", response=answers(schemas.Listening), summary="How listening goes")
def listening(request: HttpRequest, account_id: Id) -> schemas.Listening:
    """Every fact behind the dot."""
    account = finding.account(allow(request, Act.READ), account_id)
    health, reason = queries.verdict(account)
    look = looks.of(account.pk)
    return shown.fields(
        schemas.Listening,
        account,
        health=health.value,
        reason=reason.value,
        checked_every_s=queries.every(account),
        compared=shown.fields(schemas.Compared, look) if look is not None else None,
        unheard=insights.found(account.workspace_id, clock.now(), account.pk).count(),
    )


@router.post("/accounts/{account_id}/look", response=answers(schemas.Listening, 202), summary="Compare now")
def look(request: HttpRequest, account_id: Id) -> Status[schemas.Listening]:
    """Compare the network's own list with what is here, as soon as a worker is free; what is missing is fetched."""
    account = finding.account(allow(request, Act.ACCOUNTS), account_id)
    if account.state != Account.State.LISTENING:
        raise No(409, _("Nobody listens to this account now, so nothing is compared."))
    reconciling.soon(account.pk)
    return Status(202, listening(request, account_id))


@router.get("/unheard", response=answers(schemas.UnheardRows), summary="What was unheard this week")
def unheard(request: HttpRequest, size: Size = 50) -> schemas.UnheardRows:
    """Newest first, each with its cause and the conversation it has come to since."""
    found = insights.found(finding.workspace(allow(request, Act.READ)).pk, clock.now())
    rows = [
        shown.fields(schemas.Unheard, row.unheard, conversation_id=row.conversation_id)
        for row in insights.rows(list(found[:size]))
    ]
    return schemas.UnheardRows(total=found.count(), rows=rows)

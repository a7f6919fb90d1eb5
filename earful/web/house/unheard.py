"""What was not heard when it should have been: the list behind the number."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from earful.insights import unheard as insights
from earful.kit import clock
from earful.staff.models import Agent
from earful.staff.rules import Act
from earful.web import causes, shown
from earful.web.house.who import workspace_of
from earful.web.permission import may

MOST = 200


@dataclass(frozen=True, slots=True)
class Row:
    """One line: when it was said and found, why, and where it stands now."""

    handle: str
    network: str
    said_at: datetime | None
    found_at: datetime
    cause: str
    fetched: bool
    conversation_id: int | None


@require_safe
@may(Act.READ)
def unheard(request: HttpRequest, agent: Agent) -> HttpResponse:
    """Of the last seven days, newest first."""
    now, workspace = clock.now(), workspace_of(agent)
    total, rows = seen(workspace.pk, now, MOST)
    known = {"rows": rows, "total": total, "headline": words(total), "most": MOST, "at": now}
    return render(request, "web/house/unheard.html", known)


def seen(workspace_id: int, now: datetime, most: int, account_id: int | None = None) -> tuple[int, list[Row]]:
    """How many there are, and the newest of them."""
    those = insights.found(workspace_id, now, account_id)
    return those.count(), [
        Row(
            handle=shown.handle(row.unheard.account.network, row.unheard.account.handle),
            network=shown.network(row.unheard.account.network),
            said_at=row.unheard.said_at,
            found_at=row.unheard.found_at or now,
            cause=causes.cause(row.unheard),
            fetched=row.unheard.fetched_at is not None,
            conversation_id=row.conversation_id,
        )
        for row in insights.rows(list(those[:most]))
    ]


def words(total: int) -> str:
    """The number as a sentence."""
    if not total:
        return _("Everything that was looked at this week had been heard.")
    one, many = "%(n)s message this week was not heard in time.", "%(n)s messages this week were not heard in time."
    return ngettext(one, many, total) % {"n": total}

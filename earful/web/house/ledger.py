"""What could not be read, and what could not be sent: the two places where something might be lost, laid open."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from earful import flow
from earful.conversations.models import Turn
from earful.intake import queries as intake
from earful.intake.models import Item
from earful.kit import paging
from earful.outbox import queries as outbox
from earful.staff.models import Agent
from earful.staff.rules import Act
from earful.web import shown
from earful.web.house.payload import pretty
from earful.web.house.who import workspace_of
from earful.web.permission import may

PAGE = 50


@require_safe
@may(Act.LEDGER)
def ledger(request: HttpRequest, agent: Agent) -> HttpResponse:
    """Unreadable arrivals, newest first, and replies that need a person."""
    workspace = workspace_of(agent)
    items = intake.unreadable(workspace.pk)
    total = items.count()
    mark = paging.read_mark(request.GET.get("after", ""))
    if mark and isinstance(mark[0], int):
        items = items.filter(pk__lt=mark[0])
    page = paging.cut(list(items.defer("raw")[: PAGE + 1]), PAGE, lambda item: paging.write_mark(item.pk))
    unsettled = outbox.unsettled(workspace.pk).select_related("conversation", "agent", "account")
    rows = [(item, shown.network(item.account.network)) for item in page.rows]
    known = {"rows": rows, "next": page.next, "later": bool(mark), "total": total, "dispatches": unsettled[:PAGE]}
    return render(request, "web/house/ledger.html", known)


def _found(agent: Agent, item_id: int) -> Item:
    item = intake.read(item_id)
    if item is None or item.workspace_id != workspace_of(agent).pk:
        raise Http404
    return item


@require_safe
@may(Act.LEDGER)
def arrival(request: HttpRequest, agent: Agent, item_id: int) -> HttpResponse:
    """One arrival as the network sent it."""
    item = _found(agent, item_id)
    text, left_out = pretty(item.raw)
    versions = [each for each in intake.versions(item.account_id, item.external_id) if each.pk != item.pk]
    known = {
        "item": item,
        "network": shown.network(item.account.network),
        "text": text,
        "left_out": left_out,
        "versions": versions,
        "turn": Turn.objects.filter(item=item, workspace_id=item.workspace_id).first(),
    }
    return render(request, "web/house/arrival.html", known)


@require_POST
@may(Act.LEDGER)
def again(request: HttpRequest, agent: Agent, item_id: int) -> HttpResponse:
    """Read it once more: after an update of Earful, or of the adapter, it may be understood."""
    item = _found(agent, item_id)
    if item.state == Item.State.UNREADABLE:
        flow.understand(item.pk)
        item.refresh_from_db(fields=["state", "trouble"])
        if item.state == Item.State.UNREADABLE:
            messages.warning(request, _("It still cannot be read. Nothing is lost; it stays here."))
        else:
            messages.success(request, _("It could be read now and is on the desk."))
    return redirect("house_arrival", item.pk)

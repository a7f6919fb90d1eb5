"""What a visitor wrote in the contact form, and what was answered: for whoever has the link, for thirty days."""

import secrets
from datetime import timedelta

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from earful import flow
from earful.accounts import forms
from earful.accounts.models import Account
from earful.channels.contract import Batch
from earful.channels.form import wire
from earful.conversations.models import Turn
from earful.intake.models import Item
from earful.kit import clock
from earful.web.desk.said import said
from earful.web.form import door

STAYS = timedelta(days=30)
MOST = 200  # messages by one link


@csrf_exempt
@sensitive_post_parameters()
@sensitive_variables("token")
@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: HttpRequest, key: str, token: str) -> HttpResponse:
    """Read what was answered, and write more."""
    account = forms.of_key(key)
    begun = Item.objects.filter(account=account, external_id=wire.first(token)).first() if account else None
    if account is None or begun is None or begun.arrived_at < clock.now() - STAYS:
        return door.show(request, "closed", account, {}, 404)
    if request.method != "POST":
        return _talk(request, account, token, "", 200)
    text, written = door.words(request, "text", wire.LONGEST), Item.objects.filter(account=account)
    if not text:
        return _talk(request, account, token, _("Write something first."), 422)
    if written.filter(external_id__startswith=wire.ticket(token)).count() >= MOST or door.too_often(request, account):
        return _talk(request, account, token, _("That was very often in a short time. Wait some minutes."), 429)
    by, once = begun.raw.get("by") or {}, request.POST.get("once", "")[:80] or "-"
    known = {"name": str(by.get("name", "")), "mail": str(by.get("mail", ""))}
    flow.arrive(account, Batch((wire.theirs(token, text, clock.now(), once=once, **known),)))
    return redirect("form_follow", key, token)


def _talk(request: HttpRequest, account: Account, token: str, trouble: str, status: int) -> HttpResponse:
    fresh = _unread(account, token)  # asked for first: what is understood meanwhile is found as a turn
    turns = list(talk(account, token))
    there = {turn.item_id for turn in turns}
    page = {
        "turns": [*map(_turn, turns), *(shown for item, shown in fresh if item not in there)],
        "trouble": trouble,
        "text": door.words(request, "text", wire.LONGEST) if trouble else "",
        "once": secrets.token_urlsafe(9),
        "longest": wire.LONGEST,
    }
    return door.show(request, "follow", account, page, status)


def talk(account: Account, token: str) -> QuerySet[Turn]:
    """What was written by this link, and what was answered to that; nothing else, wherever it was merged to."""
    mine = f"{wire.ticket(token)}:"
    rows = Turn.objects.filter(account=account, removed_at=None)
    answers = Q(ours=True, parent_external_id__startswith=mine)
    return rows.filter(Q(external_id__startswith=mine) | answers).select_related("agent").order_by("said_at", "id")


def _turn(turn: Turn) -> dict[str, object]:
    by = turn.agent.name if turn.ours and turn.agent else ""
    return {"ours": turn.ours, "by": by, "said": said(turn.text, ()), "at": turn.said_at, "gone": turn.emptied_at}


def _unread(account: Account, token: str) -> list[tuple[int, dict[str, object]]]:
    """What was written a moment ago stands there at once, before a worker has read it."""
    rows = Item.objects.filter(account=account, state=Item.State.FRESH).order_by("pk")
    rows = rows.filter(external_id__startswith=f"{wire.ticket(token)}:")
    return [(one.pk, {"ours": False, "said": said(wire.held(one.raw), ()), "at": one.arrived_at}) for one in rows]

"""Looking around from a conversation: others it could be merged with, and earlier versions of a message."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from earful import judging
from earful.channels.contract import Change
from earful.conversations import queries, search
from earful.conversations.models import Conversation, Turn
from earful.intake import queries as ledger
from earful.staff.models import Agent
from earful.staff.rules import Act
from earful.web.desk.said import said
from earful.web.desk.talk import found, place
from earful.web.permission import may

MOST = 8


@require_safe
@may(Act.JOIN)
def others(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """Conversations of the same account that could be this very matter."""
    conversation = found(agent, pk)
    words = request.GET.get("words", "").strip()[:200]
    rows = Conversation.objects.filter(queries.in_view(agent, "all"), account=conversation.account_id)
    rows = rows.exclude(pk=conversation.pk).select_related("asker")
    if words:
        shown = search.find(rows, conversation.workspace_id, words, "", MOST).rows
    elif conversation.asker:
        shown = list(rows.filter(asker__customer=conversation.asker.customer_id).order_by("-last_at")[:MOST])
    else:
        shown = list(rows.order_by("-last_at")[:MOST])
    context = {"others": shown, "words": words, "conversation": conversation, "place": place(request)}
    template = "web/desk/others.html" if "HX-Request" in request.headers else "web/desk/others_page.html"
    return render(request, template, context)


@require_safe
@may(Act.READ)
def versions(request: HttpRequest, agent: Agent, turn_id: int) -> HttpResponse:
    """What a message said before its author changed it; nothing of one that was removed."""
    rows = Turn.objects.select_related("account", "conversation")
    turn = get_object_or_404(rows, workspace_id=agent.workspace_id, pk=turn_id)
    earlier: list[dict[str, Any]] = []
    for item in ledger.versions(turn.account_id, turn.external_id):
        if item.emptied_at is not None or item.pk == turn.item_id:
            continue
        inbound = judging.read(item)
        if inbound is not None and inbound.change is not Change.REMOVED:
            earlier.append({"said": said(inbound.text, inbound.links), "at": item.arrived_at})
    template = "web/desk/versions.html" if "HX-Request" in request.headers else "web/desk/versions_page.html"
    return render(request, template, {"versions": earlier, "turn": turn})

"""What one was told: a page, and the small panel behind the bell."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from earful.notices import actions, lines, queries
from earful.notices.grouping import Group
from earful.notices.models import Notice
from earful.staff.models import Agent
from earful.staff.rules import Act
from earful.web.permission import may

MOST_COUNTED = 99


@dataclass(frozen=True, slots=True)
class Line:
    """One line: what it says, when, and where it leads. `take`: the notice by which it can be taken, if it can."""

    pk: int
    address: str
    pks: str
    words: str
    at: datetime
    unread: bool
    pressing: bool
    more: Sequence[tuple[int, str]]  # several conversations, each by the notice that leads to it
    take: int | None


@require_safe
@may(Act.READ)
def notices(request: HttpRequest, agent: Agent) -> HttpResponse:
    """All of them, newest first."""
    page = queries.page(agent, request.GET.get("mark", ""))
    known = {"lines": _lines(page.rows, agent), "next": page.next, "unread": queries.unread(agent)}
    return render(request, "web/house/notices.html", known)


@never_cache
@require_safe
@may(Act.READ)
def panel(request: HttpRequest, agent: Agent) -> HttpResponse:
    """Behind the bell: the newest, how many are unread, and what may be shown outside the page."""
    count = queries.unread(agent)
    outside = [
        (line, group) for group in queries.groups(queries.outside(agent)) for line in [_line(group, frozenset())]
    ]
    known = {
        "lines": _lines(queries.page(agent, size=queries.PANEL).rows, agent),
        "unread": count,
        "count": f"{MOST_COUNTED}+" if count > MOST_COUNTED else str(count),
        "outside": outside,
    }
    return render(request, "web/house/notices_panel.html", known)


@require_safe
@may(Act.READ)
def one(_request: HttpRequest, agent: Agent, notice_id: int) -> HttpResponse:
    """Where it leads; whoever goes there has read it."""
    notice = get_object_or_404(Notice, agent=agent, pk=notice_id)
    actions.read(agent, [notice.pk])
    if notice.conversation_id is not None:
        return redirect("desk_one", "all", notice.conversation_id)
    if notice.details.get("hook") is not None:
        return redirect("house_hooks")
    return redirect("house_accounts" if agent.may(Act.ACCOUNTS) else "house_board")


@require_POST
@may(Act.READ)
def read(_request: HttpRequest, agent: Agent) -> HttpResponse:
    """Everything."""
    actions.read(agent)
    return redirect("house_notices")


@require_POST
@may(Act.ANSWER)
def take(_request: HttpRequest, agent: Agent, notice_id: int) -> HttpResponse:
    """What is urgent and late is theirs now."""
    rows = Notice.objects.filter(agent=agent, conversation__isnull=False).select_related("conversation")
    notice = get_object_or_404(rows, pk=notice_id)
    assert notice.conversation is not None
    actions.take(notice.conversation, agent)
    return redirect("desk_one", "all", notice.conversation.pk)


def _lines(rows: Sequence[Notice], agent: Agent) -> list[Line]:
    running = queries.running(rows) if agent.may(Act.ANSWER) else frozenset()
    return [_line(group, running) for group in queries.groups(rows)]


def _line(group: Group[Notice], running: frozenset[int]) -> Line:
    newest = group.newest
    several = len(group.conversations) > 1
    pressing = newest.kind == "escalated" and newest.conversation_id in running
    return Line(
        pk=newest.pk,
        address=reverse("house_notices") if several else reverse("house_notice", args=[newest.pk]),
        pks=" ".join(str(each.pk) for each in group.notices),
        words=lines.heading(group, names=True),
        at=newest.at,
        unread=newest.read_at is None,
        pressing=pressing,
        more=_each_once(group) if several else (),
        take=newest.pk if pressing and not several else None,
    )


def _each_once(group: Group[Notice]) -> list[tuple[int, str]]:
    newest = {each.conversation_id: each for each in reversed(group.notices)}
    return [(each.pk, lines.line(each, names=True)) for each in reversed(newest.values())]

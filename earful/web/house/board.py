"""The live board: how many are ignored, who waits longest, what is due, who has it, and what is stuck."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from earful.accounts import queries as accounts
from earful.accounts.rules import Health
from earful.insights import board as insights
from earful.insights import queries
from earful.insights.words import ignored_words, oldest_words, share_words
from earful.kit import clock
from earful.outbox.approval import queries as approvals
from earful.queues.sharing.rules import Why
from earful.staff.models import Agent
from earful.staff.rules import Act
from earful.web import shown
from earful.web.desk import queue_reasons
from earful.web.house.who import workspace_of
from earful.web.permission import may


@dataclass(frozen=True, slots=True)
class Stuck:
    """Something that goes on only when a person does something, in words, and where."""

    words: str
    address: str


@require_safe
@may(Act.READ)
def board(request: HttpRequest, agent: Agent) -> HttpResponse:
    """As it is now; the page asks for it again every fifteen seconds."""
    workspace = workspace_of(agent)
    report, now = queries.report(workspace), insights.board(workspace.pk)
    known: dict[str, Any] = {
        "board": now,
        "at": report.at,
        "headline": ignored_words(report.figures),
        "share": share_words(report.figures),
        "oldest": [(oldest, oldest_words(oldest)) for oldest in report.oldest],
        "stuck": stuck(agent, now),
        "unheard": report.unheard,
        "why": [(_(queue_reasons.SHORT[Why(why)]), count) for why, count in now.why],
    }
    return render(request, "web/house/board.html", known)


def stuck(agent: Agent, now: insights.Board) -> list[Stuck]:
    """Everything that waits for a person to notice it."""
    found = []
    for account in accounts.live(agent.workspace_id or 0):
        health = accounts.health(account)
        if health in {Health.LATE, Health.TROUBLE}:
            words = f"{account.name or account.handle}: {shown.health(account, health)}"
            where = reverse("house_accounts") if agent.may(Act.ACCOUNTS) else ""
            found.append(Stuck(words, where))
    ledger = reverse("house_ledger") if agent.may(Act.LEDGER) else ""
    if now.unsent:
        one, many = "%(n)s answer did not arrive.", "%(n)s answers did not arrive."
        found.append(Stuck(ngettext(one, many, now.unsent) % {"n": now.unsent}, ledger))
    waiting, since = approvals.oldest(agent.workspace_id or 0)
    if since is not None:
        told = {"n": waiting, "span": shown.span(clock.now() - since)}
        one = "%(n)s answer waits for approval, for %(span)s."
        many = "%(n)s answers wait for approval, the oldest for %(span)s."
        where = reverse("house_approvals") if agent.may(Act.ANSWER) else ""
        found.append(Stuck(ngettext(one, many, waiting) % told, where))
    if now.unreadable:
        one, many = "%(n)s message could not be read.", "%(n)s messages could not be read."
        found.append(Stuck(ngettext(one, many, now.unreadable) % {"n": now.unreadable}, ledger))
    if now.away:
        one = "%(n)s conversation waits for somebody who is not here."
        many = "%(n)s conversations wait for people who are not here."
        found.append(Stuck(ngettext(one, many, now.away) % {"n": now.away}, ""))
    return found

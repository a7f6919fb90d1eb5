"""The command palette: one field for going anywhere and doing anything, without taking the hands off the keys."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from earful.accounts import queries as accounts
from earful.conversations import queries
from earful.customers import queries as customers
from earful.kit.fuzzy import fits
from earful.staff.models import Agent
from earful.staff.rules import Act
from earful.web import nav, shown
from earful.web.desk import commands
from earful.web.desk.commands import Entry
from earful.web.desk.talk import place
from earful.web.permission import may

FEW = 5  # conversations, customers and accounts each
MOST = 8  # commands of each sort while something is typed
LEAST = 2  # letters from which conversations and people are looked for


@dataclass(frozen=True, slots=True)
class Group:
    """Entries of one sort under their heading."""

    name: str
    entries: list[Entry]


@require_safe
@may(Act.READ)
def palette(request: HttpRequest, agent: Agent) -> HttpResponse:
    """What fits what was typed; everything that applies while nothing is."""
    typed = request.GET.get("words", "").strip()[:200]
    groups = [group for group in _groups(request, agent, typed) if group.entries]
    count = sum(len(group.entries) for group in groups)
    context = {"groups": groups, "typed": typed, "count": count}
    hx = "HX-Request" in request.headers
    response = render(request, "web/desk/palette_list.html" if hx else "web/desk/palette_page.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


def _groups(request: HttpRequest, agent: Agent, typed: str) -> Iterable[Group]:
    yield Group(_("With those chosen"), _fitting(typed, commands.to_do_to_all(agent, _number(request, "chosen"))))
    conversation = queries.one(agent.workspace_id or 0, _number(request, "pk"))
    if conversation is not None:
        name = conversation.asker.shown if conversation.asker else conversation.account.handle
        heading = _("With this conversation: %(name)s") % {"name": name}
        yield Group(heading, _fitting(typed, commands.to_do(agent, conversation, place(request))))
        if len(typed) >= LEAST:
            yield Group(_("Its topic"), _fitting(typed, commands.to_sort(agent, conversation, place(request))))
    yield Group(_("Go to"), _fitting(typed, commands.to_go(agent)))
    if len(typed) >= LEAST:
        yield Group(_("Accounts"), _fitting(typed, _accounts(agent))[:FEW])
        yield Group(_("Customers"), list(_customers(agent, typed)))
        yield Group(_("Conversations"), list(_conversations(agent, typed)))


def _fitting(typed: str, entries: Iterable[Entry]) -> list[Entry]:
    if not typed:
        return list(entries)
    scored = [(fits(typed, entry.words), entry) for entry in entries]
    found = sorted((pair for pair in scored if pair[0]), key=lambda pair: -pair[0])
    return [entry for _score, entry in found][:MOST]


def _accounts(agent: Agent) -> Iterable[Entry]:
    for account in accounts.accounts(agent.workspace_id or 0):
        if agent.may(Act.ACCOUNTS) and (address := nav.house_address("house_account", account.pk)):
            network = shown.network(account.network)
            yield Entry(account.name or account.handle, "account", more=network, href=address)


def _customers(agent: Agent, typed: str) -> Iterable[Entry]:
    for handle in customers.called(agent.workspace_id or 0, typed, FEW):
        if address := nav.house_address("house_customer", handle.customer_id):
            yield Entry(handle.shown, "person", more=shown.handle(handle.network, handle.handle), href=address)


def _conversations(agent: Agent, typed: str) -> Iterable[Entry]:
    for row in queries.page(agent, "all", words=typed, size=FEW).rows:
        name = row.asker.shown if row.asker else row.account.handle
        yield Entry(
            row.preview or _("No words"),
            "inbox",
            more=name,
            href=reverse("desk_one", args=["all", row.pk]),
            swap="main",
        )


def _number(request: HttpRequest, name: str) -> int:
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0

"""Try what happens when...: trouble to order in the sandbox town, for its own accounts only."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from earful import taking_on
from earful.accounts import reaching, training
from earful.accounts.models import Account
from earful.channels.contract import Failure
from earful.staff.models import Agent
from earful.staff.rules import Act
from earful.web.house.accounts import found, row
from earful.web.permission import may

MINUTES = (1, 5, 15)


@require_safe
@may(Act.ACCOUNTS)
def trouble(request: HttpRequest, agent: Agent, account_id: int) -> HttpResponse:
    """What can be tried, and what is going on."""
    account = _in_town(agent, account_id)
    try:
        met = [int(one.get("met") or 0) for one in training.standing(account)]
        away = ""
    except Failure as failure:
        met, away = [], _(failure.words)
    choices = [{"name": choice.name, "title": _(choice.title), "words": _(choice.words)} for choice in training.CHOICES]
    shown = {
        "row": row(account),
        "choices": choices,
        "minutes": MINUTES,
        "on": bool(met),
        "met": sum(met),
        "away": away,
    }
    return render(request, "web/house/trouble.html", shown)


@require_POST
@may(Act.ACCOUNTS)
def begin(request: HttpRequest, agent: Agent, account_id: int) -> HttpResponse:
    """Let trouble begin."""
    account = _in_town(agent, account_id)
    name, minutes = request.POST.get("name", ""), request.POST.get("minutes", "")
    if name not in {choice.name for choice in training.CHOICES} or minutes not in map(str, MINUTES):
        raise Http404
    return _asked(request, account, lambda: training.order(account, name, 60.0 * int(minutes)), _("It begins."))


@require_POST
@may(Act.ACCOUNTS)
def end(request: HttpRequest, agent: Agent, account_id: int) -> HttpResponse:
    """Let it end."""
    account = _in_town(agent, account_id)
    return _asked(request, account, lambda: training.calm(account), _("All is calm in the town again."))


@require_POST
@may(Act.ACCOUNTS)
def sign_in(request: HttpRequest, agent: Agent, account_id: int) -> HttpResponse:
    """Sign in to the town again; what was said meanwhile is fetched and waiting replies leave."""
    account = _in_town(agent, account_id)

    def again() -> None:
        connected = reaching.connect(training.NETWORK, training.login(account))
        taking_on.connect(account.workspace, training.NETWORK, connected)

    return _asked(request, account, again, _("Signed in again. What was said meanwhile is being fetched."))


def _in_town(agent: Agent, account_id: int) -> Account:
    """An account of the sandbox town. Raises Http404 for any other: real customers are not played with."""
    account = found(agent, account_id)
    if account.network != training.NETWORK:
        raise Http404
    return account


def _asked(request: HttpRequest, account: Account, act: Callable[[], None], done: str) -> HttpResponse:
    try:
        act()
        messages.success(request, done)
    except Failure as failure:
        messages.error(request, _(failure.words))
    return redirect("house_trouble", account.pk)

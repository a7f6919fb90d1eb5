"""Where the workspace listens by name: each account's ways of searching its network, and how each goes, in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from earful.accounts import queries as accounts
from earful.accounts.models import Account
from earful.insights.words import spell
from earful.kit import clock
from earful.listening import queries, searching
from earful.listening.models import Source
from earful.sources import sought
from earful.staff.models import Agent
from earful.staff.rules import Act
from earful.web import shown
from earful.web.house.words import moment
from earful.web.permission import may

SLACK = {Source.Way.STREAM: timedelta(minutes=1), Source.Way.SEARCH: timedelta(minutes=15), Source.Way.TAGS: timedelta(minutes=5)}  # fmt: skip


@dataclass(frozen=True, slots=True)
class WayShown:
    """One way of searching, as it stands. `dot`: as beside an account; `lines`: how it goes, the first thing first."""

    account: Account
    network: str
    way: str
    label: str
    what: str
    on: bool
    dot: str
    lines: Sequence[str]


def ways(workspace_id: int) -> list[WayShown]:
    """Of all accounts whose networks can be searched."""
    known = {(source.account_id, source.way): source for source in queries.sources(workspace_id)}
    return [
        _way(account, Source.Way(way), known.get((account.pk, way)), whole=network.everywhere)
        for account in accounts.live(workspace_id)
        if (network := sought(account)) is not None
        for way in network.ways
    ]


def _way(account: Account, way: Source.Way, source: Source | None, *, whole: bool) -> WayShown:
    network = shown.network(account.network)
    on = source is not None and source.on
    dot, lines = _health(account, source) if source is not None and on else ("off", [])
    return WayShown(account, network, way.value, str(way.label), _what(way, network, whole=whole), on, dot, lines)


def _what(way: Source.Way, network: str, *, whole: bool) -> str:
    told = {
        Source.Way.STREAM: _("Hears every public post on %(network)s within a second or two, and keeps only what fits. It also hears when something you have is edited or deleted."),
        Source.Way.SEARCH: _("Asks the search of %(network)s every five minutes, and first for the last day. It also finds what the stream has missed."),
        Source.Way.TAGS: _("Reads the hashtags that are words of your queries, every minute, as far as the account's own server knows of them."),
    }  # fmt: skip
    if way is Source.Way.SEARCH and not whole:
        return _("Asks the account's own server every five minutes. Many servers search little, or nothing.")
    return told[way] % {"network": network}


def _health(account: Account, source: Source) -> tuple[str, list[str]]:
    """Green only when it answered a moment ago."""
    now, lines = clock.now(), []
    if account.state != Account.State.LISTENING:
        return "off", [_("The account is not listened to, so nothing is asked in its name.")]
    if source.trouble:
        since = spell(now - source.trouble_since) if source.trouble_since else ""
        lines.append(f"{_(source.trouble)} {_('Since %(age)s.') % {'age': since} if since else ''}".strip())
    if source.heard_at is None:
        lines.append(_("Switched on; nothing has been heard yet."))
    else:
        lines.append(_("Heard %(age)s ago.") % {"age": spell(now - source.heard_at)})
    if source.reached_at is not None and now - source.reached_at > SLACK[Source.Way(source.way)]:
        lines.append(
            _("It is behind: everything up to %(moment)s is here.") % {"moment": moment(source.reached_at, now)}
        )
    if source.lost_from is not None and source.lost_until is not None:
        lost = {"from": moment(source.lost_from, now), "until": moment(source.lost_until, now)}
        lines.append(_("What was posted between %(from)s and %(until)s the stream no longer has; the search may find it.") % lost)  # fmt: skip
    lines += _amounts(source)
    silent = source.heard_at is None or now - source.heard_at > SLACK[Source.Way(source.way)]
    return ("trouble" if source.trouble and silent else "late" if source.trouble or silent else "good"), lines


def _amounts(source: Source) -> list[str]:
    lines = []
    if source.way != Source.Way.STREAM and source.heard_at is not None:
        lines.append(
            ngettext("It asks for one thing.", "It asks for %(n)s things.", source.asked) % {"n": source.asked}
        )
    if source.left_out:
        lines.append(_("There are %(n)s more than it may ask for. Pause queries you can do without.") % {"n": source.left_out})  # fmt: skip
    if source.found:
        lines.append(_("It has found %(n)s.") % {"n": source.found})
    return lines


@require_POST
@may(Act.RULES)
def switch(request: HttpRequest, agent: Agent, account_id: int, way: str) -> HttpResponse:
    """Search a network in this way, or no longer."""
    account = accounts.accounts(agent.workspace_id or 0).filter(pk=account_id).first()
    network = sought(account) if account else None
    if account is None or network is None or way not in network.ways:
        raise Http404
    on = request.POST.get("on") == "1"
    searching.switch(account, Source.Way(way), agent, on=on)
    said = _("Earful listens to %(network)s now.") if on else _("Earful no longer searches %(network)s in this way.")
    messages.success(request, said % {"network": shown.network(account.network)})
    return redirect("house_listening")

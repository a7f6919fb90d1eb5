"""The left rail: the views with their counts, the accounts with an honest dot, the rooms of the house."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django.core import signing
from django.urls import NoReverseMatch, reverse

from earful.accounts import queries as accounts
from earful.accounts.models import Account
from earful.conversations import queries as conversations
from earful.conversations import views as saved_views
from earful.staff.models import Agent
from earful.staff.rules import Act
from earful.web import shown

TOPICS = ["conversation", "account", "ledger", "presence"]
MOST_COUNTED = 999
KEYS = 9  # saved views that a digit leads to
VIEW_ICONS = {
    "needs": "inbox",
    "mine": "person",
    "unassigned": "hand",
    "waiting": "clock",
    "snoozed": "moon",
    "all": "stack",
}
ROOMS = (
    ("house_board", "panel", Act.READ),
    ("house_figures", "figures", Act.READ),
    ("house_coverage", "stack", Act.READ),
    ("house_promises", "clock", Act.READ),
    ("house_rules", "rule", Act.READ),
    ("house_guard", "shield", Act.READ),
    ("house_assistance", "quiet", Act.RULES),
    ("house_approvals", "check", Act.ANSWER),
    ("house_routing", "split", Act.READ),
    ("house_quality", "check", Act.TRIAGE),
    ("house_card", "info", Act.TRIAGE),
    ("house_topics", "topic", Act.READ),
    ("house_listening", "search", Act.READ),
    ("house_articles", "note", Act.READ),
    ("house_saved", "reply", Act.READ),
    ("house_accounts", "account", Act.ACCOUNTS),
    ("house_staff", "people", Act.STAFF),
    ("house_ledger", "book", Act.LEDGER),
    ("house_settings", "settings", Act.STAFF),
)


@dataclass(frozen=True, slots=True)
class Link:
    """One line of the rail."""

    name: str
    address: str
    icon: str
    here: bool
    key: str = ""
    count: str | None = None
    exactly: str = ""
    headline: bool = False
    short: str = ""


def rail(agent: Agent, path: str) -> dict[str, Any]:
    """Everything the rail shows, in four queries; three where no view is saved."""
    counts = conversations.counts(agent) if agent.workspace_id else {}
    house = {name: address for name, _icon, _act in ROOMS if (address := house_address(name))}
    return {
        "agent": agent,
        "workspace": agent.workspace,
        "role": shown.role(agent.role),
        "views": [_view(view, counts.get(view, 0), path) for view in conversations.VIEWS],
        "saved_views": _saved(agent, path),
        "may_save": agent.may(Act.ANSWER),
        "accounts": [_account(account, house) for account in accounts.live(agent.workspace_id or 0)],
        "rooms": [
            Link(shown.room(name), house[name], icon, path.startswith(house[name]))
            for name, icon, act in ROOMS
            if name in house and agent.may(act)
        ],
        "house": house,
    }


def _view(view: str, count: int, path: str) -> Link:
    address = reverse("desk_list", args=[view])
    few = str(count) if count <= MOST_COUNTED else f"{MOST_COUNTED}+"
    here = path.startswith(address)
    shown_count = None if view == "all" else few
    return Link(
        shown.view(view),
        address,
        VIEW_ICONS[view],
        here,
        view[0],
        shown_count,
        f"{count:,}",
        headline=view == "needs",
        short=shown.view_in_short(view),
    )


def _saved(agent: Agent, path: str) -> list[Link]:
    """The views people keep; a number beside those of open matters. The first nine have a key each."""
    views = saved_views.seen_by(agent)
    counts = saved_views.counts(agent, views)
    found = []
    for place, view in enumerate(views, start=1):
        address = reverse("desk_list", args=[f"{saved_views.PREFIX}{view.pk}"])
        counted = counts.get(view.pk)
        few = (
            f"{counted.count}{'+' if counted.more else ''}" if counted and (counted.count or not counted.more) else None
        )
        key = str(place) if place <= KEYS else ""
        found.append(Link(view.name, address, "filter", path.startswith(address), key, few, few or "", short=view.name))
    return found


def _account(account: Account, house: dict[str, str]) -> dict[str, str]:
    health = accounts.health(account)
    return {
        "name": account.name or account.handle,
        "health": health.value,
        "words": shown.health(account, health),
        "address": house.get("house_accounts", reverse("desk_list", args=["all"])),
    }


@lru_cache(maxsize=512)
def house_address(name: str, *args: int) -> str:
    """The address of a page of the house, or "" where that page does not exist."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def live(agent: Agent, address: str) -> str:
    """The address of this person's live updates: what they may hear is signed into it."""
    told = {"w": agent.workspace_id, "a": agent.pk, "topics": [*TOPICS, f"notice:{agent.pk}"]}
    return f"{address}/live?{urlencode({'topics': signing.dumps(told, salt='earful.live')})}"

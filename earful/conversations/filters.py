"""What a saved view filters by: plain values, and the condition that follows from them.

A filter that names what is gone (an account, a tag, a colleague) finds nothing and says so: it must never find more
than was meant.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q

from earful.accounts.models import Account
from earful.conversations.models import Conversation, Tag, Turn
from earful.kit import clock
from earful.kit.words import gettext_noop
from earful.listening.models import Query
from earful.staff.models import Agent, Team
from earful.triage.models import Topic

STATES = ("", "open", "waiting", "snoozed", "ended")
KINDS = ("", "question", "complaint", "praise", "suggestion")
ME, NOBODY = "me", "nobody"
LONGEST_WAIT = 60 * 24 * 90  # minutes


@dataclass(frozen=True, slots=True)
class Filters:
    """Everything one can filter by; what is empty does not filter."""

    status: str = "open"
    network: str = ""
    account: int = 0
    team: str = ""  # "", "nobody" or an id
    assignee: str = ""  # "", "me", "nobody" or an id
    kind: str = ""
    urgency: int = 0  # at least
    language: str = ""
    tag: str = ""
    topic: int = 0
    found_by: int = 0  # a listening query
    waiting_over: int = 0  # minutes
    privacy: str = ""  # "", "public" or "private"
    words: str = ""

    def stored(self) -> dict[str, Any]:
        """As it is kept: only what filters."""
        plain = Filters()
        return {name: value for name, value in asdict(self).items() if value != getattr(plain, name)}


def read(raw: Mapping[str, Any]) -> Filters:
    """Filters from what was kept, sent or typed; what makes no sense is left out."""
    known: dict[str, Any] = {}
    for field in fields(Filters):
        if field.name not in raw:
            continue
        value = raw[field.name]
        known[field.name] = _number(value) if field.type is int else _line(value)
    found = Filters(**known)
    return Filters(
        **asdict(found)
        | {
            "status": found.status if found.status in STATES else "open",
            "kind": found.kind if found.kind in KINDS else "",
            "urgency": min(found.urgency, 2),
            "privacy": found.privacy if found.privacy in {"public", "private"} else "",
            "team": found.team if found.team == NOBODY or _number(found.team) else "",
            "assignee": found.assignee if found.assignee in {ME, NOBODY} or _number(found.assignee) else "",
            "waiting_over": min(found.waiting_over, LONGEST_WAIT),
            "tag": found.tag.lstrip("#").lower()[:60],
        }
    )


def _number(value: Any) -> int:
    text = str(value if value is not None else "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0


def _line(value: Any) -> str:
    text = str(value if value is not None else "")
    return " ".join(text.replace("\0", "").split())[:200]


def condition(filters: Filters, agent: Agent) -> Q:
    """What one person finds with them, words aside."""
    found = Q(workspace_id=agent.workspace_id, merged_into=None) & _standing(filters) & _who(filters, agent)
    exact = {"account__network": filters.network, "account_id": filters.account, "kind": filters.kind}
    exact["language"] = filters.language
    found &= Q(**{name: value for name, value in exact.items() if value})
    if filters.urgency:
        found &= Q(urgency__gte=filters.urgency)
    if filters.privacy:
        found &= Q(private=filters.privacy == "private")
    if filters.waiting_over:
        found &= Q(waiting_since__lt=clock.now() - timedelta(minutes=filters.waiting_over))
    if filters.topic:
        held = {"item__topics__topic": filters.topic, "item__topics__holds": True}
        found &= Q(Exists(Turn.objects.filter(conversation=OuterRef("pk"), **held)))
    if filters.found_by:
        heard = {"ours": False, "item__found_by__query": filters.found_by}
        found &= Q(Exists(Turn.objects.filter(conversation=OuterRef("pk"), **heard)))
    if filters.tag:
        found &= Q(Exists(Tag.objects.filter(conversations=OuterRef("pk"), name=filters.tag)))
    return found


def _standing(filters: Filters) -> Q:
    if filters.status == "snoozed":
        return Q(snoozed_until__isnull=False)
    if filters.status in {"open", "waiting"}:
        return Q(status=filters.status, snoozed_until=None)
    return Q(status=Conversation.Status.ENDED) if filters.status else Q(asker__isnull=False)


def _who(filters: Filters, agent: Agent) -> Q:
    found = Q()
    if filters.assignee:
        holder = {ME: agent.pk, NOBODY: None}.get(filters.assignee, filters.assignee)
        found &= Q(assignee_id=holder) if holder is not None else Q(assignee=None)
    if filters.team:
        found &= Q(team=None) if filters.team == NOBODY else Q(team_id=filters.team)
    return found


def gone(filters: Filters, workspace_id: int) -> list[str]:
    """What they name that is no more, as sentences; asked only about what they name."""
    accounts, tags = Account.objects.filter(workspace_id=workspace_id), Tag.objects.filter(workspace_id=workspace_id)
    colleagues = Agent.objects.filter(workspace_id=workspace_id, is_active=True)
    teams = Team.objects.filter(workspace_id=workspace_id)
    topics = Topic.objects.filter(workspace_id=workspace_id, state=Topic.State.IN_USE)
    queries = Query.objects.filter(workspace=workspace_id)
    team, colleague = _number(filters.team), _number(filters.assignee)
    named = (
        (filters.account, accounts, {"pk": filters.account}, gettext_noop("Its account is not connected any more.")),
        (filters.tag, tags, {"name": filters.tag}, gettext_noop("Nothing carries its tag any more.")),
        (filters.topic, topics, {"pk": filters.topic}, gettext_noop("Its topic is not in use any more.")),
        (filters.found_by, queries, {"pk": filters.found_by}, gettext_noop("Its listening query is deleted.")),
        (team, teams, {"pk": team}, gettext_noop("Its team is no more.")),
        (
            colleague,
            colleagues,
            {"pk": colleague},
            gettext_noop("Its colleague does not work here any more."),
        ),
    )
    return [words for asked, rows, which, words in named if asked and not rows.filter(**which).exists()]

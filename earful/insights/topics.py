"""How much of what: what customers said about each topic, lately and week by week, and what of it is still open."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncWeek

from earful.conversations.models import Turn
from earful.kit import clock
from earful.staff.models import Workspace
from earful.triage.models import Topic

LATELY = timedelta(days=30)
WEEKS = 6
OPEN = Q(needs_answer=True, outcome="", removed_at=None)


@dataclass(frozen=True, slots=True)
class Said:
    """How many turns, and how many of them still wait for an answer."""

    count: int = 0
    open: int = 0


@dataclass(frozen=True, slots=True)
class Weeks:
    """Turns by topic and week. `mondays`: the weeks, the latest first."""

    mondays: tuple[date, ...]
    rows: Mapping[int, tuple[Said, ...]]


def lately(workspace_id: int) -> dict[int, Said]:
    """Of each topic in use, what was said in the last thirty days."""
    since = clock.now() - LATELY
    rows = _about(workspace_id, since).values("item__topics__topic")
    told = rows.annotate(said=Count("pk", distinct=True), unanswered=Count("pk", filter=OPEN, distinct=True))
    return {row["item__topics__topic"]: Said(row["said"], row["unanswered"]) for row in told}


def weeks(workspace: Workspace, now: datetime) -> Weeks:
    """The last weeks, the running one first, as the clock on the workspace's wall has them."""
    zone = ZoneInfo(workspace.time_zone)
    today = now.astimezone(zone)
    monday = today.date() - timedelta(days=today.weekday())
    mondays = tuple(monday - timedelta(weeks=back) for back in range(WEEKS))
    since = datetime.combine(mondays[-1], datetime.min.time(), zone)
    rows = _about(workspace.pk, since).annotate(week=TruncWeek("said_at", tzinfo=zone))
    told = rows.values("item__topics__topic", "week").annotate(
        said=Count("pk", distinct=True), unanswered=Count("pk", filter=OPEN, distinct=True)
    )
    found: dict[int, dict[date, Said]] = defaultdict(dict)
    for row in told:
        found[row["item__topics__topic"]][row["week"].date()] = Said(row["said"], row["unanswered"])
    return Weeks(
        mondays, {topic: tuple(by_week.get(day, Said()) for day in mondays) for topic, by_week in found.items()}
    )


def _about(workspace_id: int, since: datetime) -> QuerySet[Turn]:
    held = {"item__topics__holds": True, "item__topics__topic__state": Topic.State.IN_USE}
    return Turn.objects.filter(workspace_id=workspace_id, said_at__gte=since, ours=False, **held).order_by()

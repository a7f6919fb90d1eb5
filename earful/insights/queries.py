"""Reading the figures from the turns. Archives are left out: nobody waits there."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from earful.accounts.models import Account
from earful.conversations.models import Conversation, Outcome, Turn
from earful.insights import at_once, rules
from earful.insights.after import After, after
from earful.intake import queries as ledger
from earful.intake import unheard
from earful.kit import clock
from earful.queues.models import Clock
from earful.queues.promises import policies
from earful.queues.promises import queries as promises
from earful.staff.models import Workspace


@dataclass(frozen=True, slots=True)
class Oldest:
    """The matter that waits longest, public ones before private ones."""

    conversation: Conversation
    age: timedelta
    private: bool


@dataclass(frozen=True, slots=True)
class Report:
    """The care figures of one workspace at one moment."""

    at: datetime
    within: timedelta
    figures: rules.Figures
    oldest: tuple[Oldest, ...]  # at most one public and one private, in this order
    unreadable: int
    unheard: int
    after: After
    at_once: int


def report(workspace: Workspace, now: datetime | None = None, period: timedelta = rules.PERIOD) -> Report:
    """Everything the page of figures shows, in a fixed number of queries."""
    now = now or clock.now()
    within = timedelta(minutes=policies.base(workspace.pk).first or 0)
    longest = max(within, promises.longest(workspace.pk))
    figures = rules.figures(items(workspace.pk, now - period - longest), now, within, period)
    return Report(
        at=now,
        within=within,
        figures=figures,
        oldest=oldest(workspace.pk, now),
        unreadable=ledger.unreadable(workspace.pk).count(),
        unheard=unheard.found(workspace.pk, now).count(),
        after=after(workspace.pk, now - period, now),
        at_once=at_once.ended(workspace.pk, now - period),
    )


def items(workspace_id: int, since: datetime) -> Iterator[rules.Said]:
    """What customers said since a moment, or had answered since then, as the rules see it."""
    for row in _turns(workspace_id, since).values(*_NEEDED).iterator(chunk_size=2000):
        yield rules.Said(
            said_at=row["said_at"],
            needs_answer=row["needs_answer"],
            answered_at=_answered_at(row),
            outcome=row["outcome"],
            outcome_at=row["outcome_at"],
            by_person=row["outcome_by"] is not None,
            due_at=row["due_at"],
        )


_NEEDED = (
    "said_at",
    "needs_answer",
    "outcome",
    "outcome_at",
    "outcome_by",
    "by_these_words",
    "next_words_at",
    "due_at",
)


def _turns(workspace_id: int, since: datetime) -> QuerySet[Turn]:
    ours = Turn.objects.filter(conversation=OuterRef("conversation"), ours=True, removed_at=None, manner="")
    later = ours.filter(said_at__gte=OuterRef("said_at")).order_by("said_at")
    spoken = Turn.objects.filter(workspace_id=workspace_id, ours=False)
    recent = Q(said_at__gt=since) | Q(outcome_at__gt=since, outcome__in=_ANSWERS)
    judged = Q(needs_answer=True) | Q(outcome_by__isnull=False)
    return (
        spoken.filter(recent, judged)
        .exclude(account__state=Account.State.ARCHIVE)
        .annotate(
            by_these_words=Exists(ours.filter(said_at=OuterRef("outcome_at"))),
            next_words_at=Subquery(later.values("said_at")[:1]),
            due_at=Subquery(Clock.objects.filter(turn=OuterRef("pk")).exclude(what="solved").values("due_at")[:1]),
        )
    )


_ANSWERS = (Outcome.ANSWERED, Outcome.THANKED, Outcome.PEER)


def _answered_at(row: dict[str, Any]) -> datetime | None:
    """When the answer stood there. An ending by hand as "answered" needs words of ours after the question."""
    outcome, at, next_words_at = row["outcome"], row["outcome_at"], row["next_words_at"]
    if outcome == Outcome.PEER or (outcome in _ANSWERS and row["by_these_words"]):
        return at if isinstance(at, datetime) else None
    return next_words_at if outcome in _ANSWERS and isinstance(next_words_at, datetime) else None


def oldest(workspace_id: int, now: datetime) -> tuple[Oldest, ...]:
    """The public and the private matter that wait longest."""
    waiting = Conversation.objects.filter(
        workspace_id=workspace_id, status=Conversation.Status.OPEN, merged_into=None, waiting_since__isnull=False
    ).select_related("account", "asker")
    found = []
    for private in (False, True):
        first = waiting.filter(private=private).order_by("waiting_since", "id").first()
        if first is not None and first.waiting_since is not None:
            found.append(Oldest(first, now - first.waiting_since, private))
    return tuple(found)

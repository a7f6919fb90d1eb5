"""Reading what people said about triage's verdicts, by correcting them and by what they did."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import OuterRef, Q, Subquery

from earful.accounts.models import Account
from earful.conversations.models import Outcome, Turn
from earful.insights.rating import Rated, Rating, rating
from earful.kit import clock
from earful.staff.models import Workspace
from earful.triage.models import Correction, Verdict

MOST = 20_000  # of the latest; beyond that the page would be slow, and no truer
NEEDED = (Outcome.ANSWERED, Outcome.PEER, Outcome.HANDED_ON)
NOT_NEEDED = (Outcome.NOT_NEEDED, Outcome.SPAM)  # where a person said so
YES_NO = {"yes": True, "no": False}


def quality(workspace: Workspace, days: int, now: datetime | None = None) -> Rating:
    """How good triage was on the items of the last days, in a fixed number of queries."""
    since, zone = (now or clock.now()) - timedelta(days=days), ZoneInfo(workspace.time_zone)
    rated = dict(_by_what_was_done(workspace.pk, since, zone))
    for item, row in _corrections(workspace.pk, since):
        first = Rated(row["item__account__network"], row["language"] or "und", row["at"].astimezone(zone).date())
        rated[item] = _corrected(rated.get(item, first), row)
    return rating(rated.values())


def _by_what_was_done(workspace_id: int, since: datetime, zone: ZoneInfo) -> Iterator[tuple[int, Rated]]:
    """What somebody answered or handed on needed it; what a person closed as needless, or as spam, did not."""
    rows = Turn.objects.filter(workspace=workspace_id, ours=False, said_at__gt=since)
    rows = rows.exclude(account__state=Account.State.ARCHIVE)
    by_person = Q(outcome__in=NOT_NEEDED, outcome_by__isnull=False)
    newest = Verdict.objects.filter(item=OuterRef("item")).order_by("-made_at", "-id").values("needs_answer")[:1]
    done = rows.filter(Q(outcome__in=NEEDED) | by_person).annotate(said=Subquery(newest)).order_by("-said_at")
    fields = ("item_id", "account__network", "language", "said_at", "outcome", "said")
    for item, network, language, at, outcome, said in done.values_list(*fields)[:MOST]:
        day = at.astimezone(zone).date()
        yield item, Rated(network, language or "und", day, needs=outcome in NEEDED, needs_said=said)


def _corrections(workspace_id: int, since: datetime) -> Iterator[tuple[int, dict[str, Any]]]:
    rows = Correction.objects.filter(workspace=workspace_id, undone_at=None, at__gt=since).order_by("-at")
    fields = ("item_id", "item__account__network", "language", "at", "question", "answer", "said")
    for row in rows.filter(question__in=["kind", "needs", "spam"]).values(*fields)[:MOST]:
        yield row["item_id"], row


def _corrected(one: Rated, row: dict[str, Any]) -> Rated:
    match row["question"]:
        case "kind":
            return replace(one, kind=row["answer"], kind_said=row["said"])
        case "needs":
            return replace(one, needs=YES_NO[row["answer"]], needs_said=YES_NO.get(row["said"], one.needs_said))
    return one  # what is spam was ended as such, which is counted already

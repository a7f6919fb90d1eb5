"""What stands in the desk after a month, beside what should."""

from collections import Counter
from datetime import datetime
from typing import Any

from django.db.models import Q

from earful.bench.month import DAY, Month
from earful.bench.month_told import Taken
from earful.bench.month_truth import Truth
from earful.conversations.models import Conversation, Turn
from earful.kit import clock
from earful.queues.models import Clock, ClockSign

WEEK = 7 * DAY


def stands() -> dict[str, Taken]:
    """What each word was taken to be in the end."""
    rows = Turn.objects.filter(ours=False).values_list(
        "external_id", "account", "needs_answer", "kind", "urgency", "language"
    )
    return {
        name: Taken(account, needs, kind, urgency, language) for name, account, needs, kind, urgency, language in rows
    }


def signs() -> dict[str, list[tuple[str, datetime]]]:
    """Every sign that stands, by the word it is about."""
    found: dict[str, list[tuple[str, datetime]]] = {}
    rows = ClockSign.objects.filter(struck_at=None).values_list("clock__turn__external_id", "what", "at")
    for name, what, at in rows:
        found.setdefault(name, []).append((what, at))
    return found


def differences(month: Month, truth: Truth, taken: dict[str, Taken]) -> dict[str, Any]:
    """Where they differ, and how often signs that are there twice."""
    here, twice = signs(), 0
    wrong: list[dict[str, Any]] = []
    counted: Counter[str] = Counter()
    for said in month.said:
        if said.ours or said.id not in taken:
            continue
        found = here.pop(said.id, [])
        twice += len(found) - len({what for what, _ in found})
        should = truth.signs(said, taken[said.id]) if taken[said.id].needs else {}
        counted.update(should.keys())
        if dict(found) != should:
            wrong.append({"word": said.id, "is": _plain(dict(found)), "should": _plain(should)})
    wrong += [{"word": name, "is": _plain(dict(found)), "should": {}} for name, found in here.items()]
    return {"signs": dict(counted), "wrong": len(wrong), "twice": twice, "first_wrong": wrong[:3]}


def _plain(found: dict[str, datetime]) -> dict[str, str]:
    return {what: at.isoformat() for what, at in found.items()}


def due_wrongly(month: Month, truth: Truth, taken: dict[str, Taken]) -> int:
    """Conversations whose list says another due time than the earliest that runs there."""
    running: dict[str, datetime] = {}
    for said in month.said:
        if said.ours or said.id not in taken or not taken[said.id].needs:
            continue
        due = truth.due(said, taken[said.id])
        if due is not None and not {"met", "late", "dropped"} & truth.signs(said, taken[said.id]).keys():
            running[said.id] = due[1]
    homes = dict(Turn.objects.filter(external_id__in=running).values_list("external_id", "conversation"))
    earliest: dict[int, datetime] = {}
    for name, at in running.items():
        earliest[homes[name]] = min(at, earliest.get(homes[name], at))
    told = dict(Conversation.objects.filter(due_at__isnull=False).values_list("pk", "due_at"))
    return sum(told.get(pk) != earliest.get(pk) for pk in told.keys() | earliest.keys())


def week(month: Month, truth: Truth, taken: dict[str, Taken]) -> tuple[int, int]:
    """Of the last seven days: what fell due, and how much of it was ignored, counted from what was said."""
    now, due, ignored = clock.now(), 0, 0
    for said in month.said:
        if said.ours or said.id not in taken or not taken[said.id].needs:
            continue
        found = truth.due(said, taken[said.id])
        ended = truth.signs(said, taken[said.id])
        if (
            found is None
            or not now - WEEK < found[1] <= now
            or ("dropped" in ended and not _owed(ended, found[1], said.id))
        ):
            continue
        due += 1
        ignored += "met" not in ended
    return due, ignored


def _owed(ended: dict[str, datetime], due: datetime, name: str) -> bool:
    """Words that their author took back after they were due were owed an answer; those a colleague set aside were not."""
    outcome = Turn.objects.values_list("outcome", flat=True).get(external_id=name)
    return outcome == "removed" and ended["dropped"] >= due


def unrung() -> int:
    """Clocks that are due, or should have warned, and nobody has noted it."""
    running, now = Clock.objects.filter(state=Clock.State.RUNNING), clock.now()
    late = Q(due_at__lte=now, breached_at=None) | Q(warn_at__lte=now, warned_at=None)
    return running.filter(late).count()


def clocks() -> int:
    """How many clocks there are."""
    return Clock.objects.count()

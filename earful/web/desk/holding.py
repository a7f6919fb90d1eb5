"""Holding replies in the composer: by when one comes back, and what one may say until then."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from earful.conversations.models import Conversation
from earful.conversations.returning import on_the_wall
from earful.kit import clock
from earful.replies.holding import suggested
from earful.replies.models import Draft
from earful.web.desk.moments import when, zone

STEP = 5  # minutes: a promise for 15:03 reads as if a machine made it


@dataclass(frozen=True, slots=True)
class Choice:
    """A time by which one can come back, and what a holding reply may say."""

    value: str
    words: str
    text: str


def offered(draft: Draft | None, conversation: Conversation, language: str) -> dict[str, Any]:
    """What the composer offers; `near`: the promise is nearly due, so it is worth saying something; `late`: it is past."""
    now = clock.now()
    times = [_rounded(now + timedelta(hours=hours)) for hours in (1, 2, 4)]
    tomorrow = timezone.localtime(now).date() + timedelta(days=1)
    times += [on_the_wall(datetime.combine(tomorrow + timedelta(days=days), time(10)), zone()) for days in (0, 1)]
    kept = draft.holds_until if draft else None
    times = sorted({*times, *([kept] if kept else [])})
    choices = [
        Choice(each.isoformat(), _("I come back by %(time)s") % {"time": when(each)}, suggested(language, each))
        for each in times
    ]
    near = conversation.warn_at is not None and conversation.warn_at <= now and conversation.holds_until is None
    return {
        "choices": choices,
        "kept": kept.isoformat() if kept else "",
        "near": near and conversation.status == "open",
        "late": conversation.due_at is not None and conversation.due_at <= now,
    }


def asked(request: HttpRequest) -> datetime | None:
    """By when the writer of a form comes back; None for an answer."""
    try:
        until = datetime.fromisoformat(request.POST.get("holds", ""))
    except ValueError:
        return None
    return until if until.tzinfo is not None else None


def _rounded(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0) + timedelta(minutes=-moment.minute % STEP)

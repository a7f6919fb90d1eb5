"""What triage learned, as sentences: when, from how much, what changed, and why it was taken over or not."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from earful.kit.words import gettext_noop
from earful.triage.example import FEW
from earful.triage.models import Lesson

REASONS = {
    "better": gettext_noop(
        "Taken over: on corrections that were kept aside while it learned it did better, each kind counting alike."
    ),
    "few": gettext_noop("Taken over: there are few corrections yet, and on none that was kept aside it did worse."),
    "nothing": gettext_noop("There is nothing to learn from."),
    "no_better": gettext_noop(
        "Not taken over: on corrections that were kept aside it did no better, each kind counting alike."
    ),
    "worse": gettext_noop(
        "Not taken over: on corrections that were kept aside it did worse, each kind counting alike."
    ),
    "recall_lower": gettext_noop("Not taken over: it would have hidden messages that need an answer."),
}
HEADS = {
    Lesson.Trigger.AT_ONCE: gettext_noop("Learned after a correction"),
    Lesson.Trigger.NIGHTLY: gettext_noop("Learned at night"),
    Lesson.Trigger.SET_BACK: gettext_noop("%(who)s set triage back to how it was shipped"),
    Lesson.Trigger.RESUMED: gettext_noop("%(who)s let all corrections count again"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """One lesson."""

    at: datetime
    head: str
    taken: bool
    in_force: bool
    reason: str
    changes: tuple[str, ...]


def told(found: Iterable[Lesson]) -> list[Told]:
    """All of them."""
    return [_told(lesson) for lesson in found]


def _told(lesson: Lesson) -> Told:
    who = lesson.by.name if lesson.by else _("Earful")
    reason = _(REASONS[lesson.reason]) if lesson.reason in REASONS else ""
    head = _(HEADS[Lesson.Trigger(lesson.trigger)]) % {"who": who}
    return Told(lesson.at, head, lesson.taken, lesson.in_force, reason, tuple(_changes(lesson)))


def _changes(lesson: Lesson) -> Iterable[str]:
    figures: Mapping[str, Any] = lesson.figures
    if lesson.corrections:
        yield ngettext("From %(n)s corrected message.", "From %(n)s corrected messages.", lesson.corrections) % {
            "n": lesson.corrections
        }
    kind, needs = figures.get("kind", {}), figures.get("needs", {})
    if kind.get("items", 0) >= FEW:
        told = {"n": kind["items"], "righted": kind["righted"], "spoiled": kind["spoiled"]}
        yield _("What it is: of %(n)s kept aside %(righted)s became right and %(spoiled)s became wrong.") % told
    if needs.get("items", 0) >= FEW:
        yield _(
            "Needs an answer: of those that do, it found %(was)s %% and now finds %(is)s %%; of those it shows, "
            "%(shown)s %% did and now %(shows)s %% do."
        ) % {
            "was": round(100 * needs["recall_before"]),
            "is": round(100 * needs["recall_after"]),
            "shown": round(100 * needs["precision_before"]),
            "shows": round(100 * needs["precision_after"]),
        }
    if (elsewhere := figures.get("elsewhere", {})).get("items"):
        yield _(
            "Of %(items)s other messages of late it calls %(kind)s by another kind, shows %(shown)s more and hides %(hidden)s."
        ) % {name: elsewhere[name] for name in ("items", "kind", "shown", "hidden")}

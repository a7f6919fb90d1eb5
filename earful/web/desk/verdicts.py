"""What triage thought of a turn, and why, in sentences a person can check."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from earful.conversations.models import Outcome, Turn
from earful.triage.models import Verdict
from earful.web import shown

REASONS: Mapping[str, str | Promise] = {
    "question_words": gettext_lazy("It asks something"),
    "question_mark": gettext_lazy("It has a question mark"),
    "asks_for_help": gettext_lazy("It asks for help"),
    "requests": gettext_lazy("It asks us to do something"),
    "complains": gettext_lazy("It complains"),
    "complains_strongly": gettext_lazy("It complains strongly"),
    "thanks": gettext_lazy("It says thank you"),
    "praises": gettext_lazy("It praises"),
    "suggests": gettext_lazy("It suggests something"),
    "settled": gettext_lazy("It says that the matter is settled"),
    "acknowledges": gettext_lazy("It only says that the answer was read"),
    "time_presses": gettext_lazy("Time presses"),
    "money": gettext_lazy("Money is at stake"),
    "safety": gettext_lazy("Somebody may be in danger"),
    "legal": gettext_lazy("It speaks of the law"),
    "stranded": gettext_lazy("Somebody is stuck somewhere"),
    "threatens_to_leave": gettext_lazy("They think of leaving us"),
    "promotes": gettext_lazy("It advertises something"),
    "negation": gettext_lazy("It says that something is not so"),
    "archive": gettext_lazy("It comes from an imported archive"),
    "removed": gettext_lazy("Its author removed it"),
}


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that spoke for or against needing an answer."""

    words: str
    quoted: str
    speaks_for: bool


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict as it is shown under a turn."""

    kind: str
    urgency: int
    urgency_words: str
    needs: bool
    needs_words: str
    by: str
    sure: str
    reasons: tuple[Reason, ...]


def of_items(item_ids: Iterable[int]) -> dict[int, Verdict]:
    """The newest verdict on each item, in one query."""
    found = Verdict.objects.filter(item_id__in=list(item_ids)).order_by("id")
    return {verdict.item_id: verdict for verdict in found}


def judgement(turn: Turn, verdict: Verdict | None) -> Judgement:
    """What stands under a turn: what a person said, else what triage thought."""
    person = turn.judged_by
    reasons = () if verdict is None else tuple(_reason(given) for given in verdict.reasons[:6])
    return Judgement(
        kind=shown.kind(turn.kind),
        urgency=turn.urgency,
        urgency_words=shown.urgency(turn.urgency),
        needs=turn.needs_answer,
        needs_words=_("Needs an answer") if turn.needs_answer else _("No answer needed"),
        by=_("%(name)s decided this.") % {"name": person.name} if person else "",
        sure="" if verdict is None or person else _sure(verdict),
        reasons=reasons,
    )


def _sure(verdict: Verdict) -> str:
    percent = round(100 * verdict.needs_answer_p)
    return _("Earful puts the chance that an answer is needed at %(percent)s %%.") % {"percent": percent}


def _reason(given: dict[str, Any]) -> Reason:
    weight = float(given.get("weight", 0))
    return Reason(code_words(str(given.get("code", ""))), str(given.get("words", "")), weight >= 0)


def code_words(code: str) -> str:
    """A reason code as words; one this page does not know yet is shown as it is."""
    return str(REASONS.get(code, code.replace("_", " ").capitalize()))


def outcome(turn: Turn, brand: str) -> str:
    """How a turn ended, by whom and why; "" while it has not."""
    if not turn.outcome:
        return ""
    who = turn.outcome_by.name if turn.outcome_by else ""
    reason = turn.outcome_reason
    why = code_words(reason[5:]) if reason.startswith("rule:") else reason
    sentences = {
        Outcome.ANSWERED: _("Answered by %(who)s") if who else _("Answered by %(brand)s"),
        Outcome.THANKED: _("Thanked by %(who)s") if who else _("Thanked by %(brand)s"),
        Outcome.PEER: _("Answered by a fellow customer"),
        Outcome.NOT_NEEDED: _("No answer needed: %(why)s") if why else _("No answer needed"),
        Outcome.HANDED_ON: _("Handed on: %(why)s"),
        Outcome.SPAM: _("Spam"),
        Outcome.REMOVED: _("Removed by its author"),
    }
    return sentences[Outcome(turn.outcome)] % {"who": who, "brand": brand, "why": why}

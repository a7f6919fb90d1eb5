"""A second opinion as it is shown beside a verdict: whose it is, what it says, and where it differs."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from earful.conversations import levels
from earful.conversations.models import Turn
from earful.triage.models import Opinion
from earful.web import shown


@dataclass(frozen=True, slots=True)
class Second:
    """`why` is the model's own words; `differs`: a sentence, "" where it agrees with what stands."""

    model: str
    says: str
    why: str
    differs: str


def words(*, needs_answer: bool | None, kind: str, urgency: int | None) -> str:
    """What it says, in few words: "needs an answer, complaint, urgent"."""
    parts = [
        _("needs an answer") if needs_answer else _("no answer needed"),
        shown.kind(kind).lower(),
        shown.urgency(levels.said(urgency or 0)).lower(),
    ]
    return ", ".join(part for part in parts if part)


def second(turn: Turn, opinion: Opinion | None) -> Second | None:
    """What stands under "Why" of a turn."""
    if opinion is None:
        return None
    says = words(needs_answer=opinion.needs_answer, kind=opinion.kind, urgency=opinion.urgency)
    return Second(opinion.model, says, opinion.why, _differs(turn, opinion))


def _differs(turn: Turn, opinion: Opinion) -> str:
    """Where it says something else than what stands, which it does not change."""
    if opinion.needs_answer != turn.needs_answer:
        if turn.judged_by is not None:
            return _("%(name)s decided otherwise, and that stands.") % {"name": turn.judged_by.name}
        return _("Earful thinks otherwise, and that stands until a person decides.")
    if opinion.kind != turn.kind:
        return _("It agrees about the answer, not about the kind.")
    if opinion.urgency != levels.answer(turn.urgency):
        return _("It agrees about the answer, not about how urgent it is.")
    return ""

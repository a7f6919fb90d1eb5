"""What triage thought of a turn, and why, in sentences a person can check."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from earful.conversations import levels
from earful.conversations.models import Outcome, Turn
from earful.kit.ready import Ready
from earful.kit.words import gettext_noop
from earful.triage import reasons
from earful.triage.models import Verdict
from earful.web import shown
from earful.web.desk.seconds import Second, second

ENDS = {  # the sentence when it is known who did it, or why; and when not
    Outcome.ANSWERED: (gettext_noop("Answered by %(who)s"), gettext_noop("Answered by %(brand)s")),
    Outcome.THANKED: (gettext_noop("Thanked by %(who)s"), gettext_noop("Thanked by %(brand)s")),
    Outcome.PEER: (gettext_noop("Answered by a fellow customer"),) * 2,
    Outcome.NOT_NEEDED: (gettext_noop("No answer needed. %(why)s"), gettext_noop("No answer needed")),
    Outcome.HANDED_ON: (gettext_noop("Handed on: %(why)s"),) * 2,
    Outcome.SPAM: (gettext_noop("Spam"),) * 2,
    Outcome.REMOVED: (gettext_noop("Removed by its author"),) * 2,
}

ABOUT_US = 0.5
PERSONAL = {
    "phone": gettext_noop("a phone number"),
    "mail": gettext_noop("a mail address"),
    "card": gettext_noop("a card number"),
    "iban": gettext_noop("a bank account"),
    "order": gettext_noop("the number of an order or a case"),
}


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that spoke for or against needing an answer."""

    words: str
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
    personal: str
    pressing: str
    elsewhere: str
    second: Second | None
    taught: str
    answer: str  # as the form of what it is has it
    in_short: str  # all of it in one sentence or two, on hover and for screen readers


_of_items = Ready(
    lambda ids: (
        Verdict.objects.filter(item_id__any=ids)
        .select_related("item__opinion")
        .defer("item__raw")
        .order_by("made_at", "id")
    )
)


def of_items(item_ids: Iterable[int]) -> dict[int, Verdict]:
    """The newest verdict on each item, in one query."""
    return {verdict.item_id: verdict for verdict in _of_items(list(item_ids))}


def judgement(turn: Turn, verdict: Verdict | None) -> Judgement:
    """What stands under a turn: what a person said, else what triage thought."""
    person = turn.judged_by
    found = () if verdict is None else tuple(_reason(given) for given in verdict.reasons[:6])
    return Judgement(
        kind=shown.kind(turn.kind),
        urgency=turn.urgency,
        urgency_words=shown.urgency(turn.urgency),
        needs=turn.needs_answer,
        needs_words=_("Needs an answer") if turn.needs_answer else _("No answer needed"),
        by=_by(turn),
        sure="" if verdict is None or person else _sure(verdict),
        reasons=found,
        personal=_personal(verdict),
        pressing=_pressing(turn, verdict) if turn.urgency else "",
        elsewhere=_elsewhere(verdict),
        second=second(turn, verdict.opinion if verdict else None),
        taught=_taught(verdict, turn),
        answer=f"kind:{turn.kind}",
        in_short=_in_short(turn, found),
    )


def _pressing(turn: Turn, verdict: Verdict | None) -> str:
    """Why it is urgent, in a sentence; where it only may be, how likely that is."""
    if verdict is None:
        return ""
    known = [str(reasons.CAUSES[cause]) for cause in verdict.causes.split() if cause in reasons.CAUSES]
    told = {"causes": ", ".join(known), "percent": round(100 * verdict.urgent_p)}
    if turn.urgency == levels.MAYBE and verdict.urgent_p < levels.SLIGHT:
        return (
            _(
                "It is hardly urgent: the chance is %(percent)s %%. It comes early all the same, so that nothing urgent is missed."
            )
            % told
        )
    if turn.urgency == levels.MAYBE:
        likely = _("It may be urgent: the chance is %(percent)s %%, most likely because: %(causes)s.")
        return (likely if known else _("It may be urgent: the chance is %(percent)s %%.")) % told
    return _("It is urgent: %(causes)s.") % told if known else ""


def _elsewhere(verdict: Verdict | None) -> str:
    """That another may be meant, if that is likely."""
    if verdict is None or verdict.about_p >= ABOUT_US:
        return ""
    return _("It may not be about us, but about another company or somebody of the same name.")


def _by(turn: Turn) -> str:
    """Who said what it is, where a person did."""
    said = [_("%(name)s decided this.") % {"name": turn.judged_by.name}] if turn.judged_by else []
    if turn.kind_by:
        said.append(_("%(name)s said what it is.") % {"name": turn.kind_by.name})
    if turn.urgency_by:
        said.append(_("%(name)s said how urgent it is.") % {"name": turn.urgency_by.name})
    return " ".join(said)


def _taught(verdict: Verdict | None, turn: Turn) -> str:
    """What the team's corrections changed."""
    before = "" if verdict is None or not verdict.untaught else str(verdict.untaught.get("kind", ""))
    if verdict is None or turn.kind_by_id is not None or before in {"", verdict.kind}:
        return ""
    was = shown.answer("kind", before)
    return _("Your team's corrections made it this. Without them Earful would say: %(kind)s.") % {"kind": was}


def _in_short(turn: Turn, found: tuple[Reason, ...]) -> str:
    """What weighed most for what stands there."""
    if turn.judged_by:
        return _("%(name)s decided this.") % {"name": turn.judged_by.name}
    return " ".join(reason.words for reason in found if reason.speaks_for == turn.needs_answer)


def _personal(verdict: Verdict | None) -> str:
    """What of a message had better not be passed around, in a sentence."""
    sorts = [_(PERSONAL[sort]) for sort in verdict.personal.split() if sort in PERSONAL] if verdict else []
    return _("Personal data in it: %(sorts)s.") % {"sorts": ", ".join(sorts)} if sorts else ""


def _sure(verdict: Verdict) -> str:
    percent = round(100 * verdict.needs_answer_p)
    return _("Earful puts the chance that an answer is needed at %(percent)s %%.") % {"percent": percent}


def _reason(given: dict[str, Any]) -> Reason:
    return Reason(sentence(given), float(given.get("weight", 0)) >= 0)


def sentence(given: Mapping[str, Any]) -> str:
    """A stored reason in a sentence."""
    return reasons.sentence(str(given.get("code", "")), str(given.get("words", "")))


def _why(turn: Turn, verdict: Verdict | None) -> str:
    """A person's words, or the rule's sentence with the words that caused it."""
    if not turn.outcome_reason.startswith("rule:"):
        return turn.outcome_reason
    code = turn.outcome_reason.removeprefix("rule:")
    known = verdict.reasons if verdict else []
    return sentence(next((given for given in known if given.get("code") == code), {"code": code}))


def outcome(turn: Turn, brand: str, verdict: Verdict | None = None) -> str:
    """How a turn ended, by whom and why; "" while it has not."""
    if not turn.outcome:
        return ""
    who = turn.outcome_by.name if turn.outcome_by else ""
    why = _why(turn, verdict)
    if why and not turn.outcome_by and not turn.outcome_reason.startswith("rule:"):
        return _("%(how)s, says a rule of the house. %(why)s") % {"how": Outcome(turn.outcome).label, "why": why}
    with_more, plain = ENDS[Outcome(turn.outcome)]
    known = why if turn.outcome == Outcome.NOT_NEEDED else who
    words = with_more if known else plain
    return _(words) % {"who": who, "brand": brand, "why": why}

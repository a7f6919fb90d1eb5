"""Judging items and recording the verdicts."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from earful.intake.models import Item
from earful.kit import clock
from earful.kit.transaction import one_transaction
from earful.triage import languages
from earful.triage.correcting import (
    NoSuchAnswer,
    correct,
    resume,
    set_back,
    standing,
    take,
    to_learn,
    unlearn,
    unlearn_items,
    withdraw,
    without_lesson,
)
from earful.triage.models import Meaning, Opinion, Verdict
from earful.triage.rules import COULD_NEED, SURELY_SPAM, Assessment, Subject, Tier
from earful.triage.topics import removal

__all__ = [
    "NoSuchAnswer", "assess", "assess_all", "correct", "could_need", "forget", "forget_all", "get_ready", "limit", "record",
    "resume", "set_back", "standing", "take", "to_learn", "unlearn", "version", "withdraw", "without_lesson",
]  # fmt: skip
RENEWED = (
    "needs_answer", "needs_answer_p", "kind", "kinds_p", "kinds", "mood", "mood_p", "urgency", "urgent_p", "causes",
    "severity", "about_p", "solved_p", "tier", "language", "language_p", "spam_p", "personal", "reasons",
    "untaught", "made_at",
)  # fmt: skip


def assess(subject: Subject) -> Assessment:
    """What triage thinks of an item, read closely; pure, outside any transaction."""
    return assess_all([subject])[0]


def assess_all(
    subjects: Sequence[Subject], *, closely: bool = True, workspace_id: int | None = None
) -> list[Assessment]:
    """The same for many, which together take less; not `closely` for a glance that takes a tenth of the time.

    With a workspace, as its team's corrections have taught.
    """
    from earful.triage import learned, lessons, taught  # noqa: PLC0415 -- weights and libraries are large, and only processes that judge need them

    found = learned.judge(subjects, closely=closely)
    lesson = None if workspace_id is None else taught.in_force(workspace_id)
    if lesson is None:
        return found
    return [lessons.applied(lesson.taught, one, limit(), lesson.name) for one in found]


def version() -> str:
    """Of the weights that are here."""
    from earful.triage import learned  # noqa: PLC0415 -- likewise

    return learned.get_ready().blend.version


def could_need(assessment: Assessment) -> bool:
    """Whether what was judged at a glance is worth a closer look."""
    return assessment.tier is Tier.FAST and assessment.needs_answer_p >= COULD_NEED and assessment.spam_p < SURELY_SPAM


def limit() -> float:
    """From which probability something is shown as needing an answer."""
    from earful.triage import learned  # noqa: PLC0415 -- likewise

    return float(learned.get_ready().blend.limits["needs"])


def get_ready() -> None:
    """Load what judging needs; takes a second or two, once."""
    from earful.triage import learned  # noqa: PLC0415 -- likewise

    learned.get_ready()
    languages.get_ready()


@one_transaction
def record(judged: Iterable[tuple[Item, Assessment]]) -> None:
    """Keep what triage thinks of items; the same version of triage judges an item once, a replay renews it.

    What was made last is what stands, also where a lesson was set back and an earlier version judges again.
    """
    now, judged = clock.now(), list(judged)
    verdicts = [_verdict(item, assessment, now) for item, assessment in judged]
    meanings = [
        Meaning(item=item, workspace_id=item.workspace_id, vector=assessment.meaning, made_at=now)
        for item, assessment in judged
        if assessment.meaning
    ]
    if meanings:
        Meaning.objects.bulk_create(
            meanings, update_conflicts=True, unique_fields=["item"], update_fields=["vector", "made_at"]
        )
    if verdicts:
        Verdict.objects.bulk_create(
            verdicts, update_conflicts=True, unique_fields=["item", "version"], update_fields=RENEWED
        )


def _verdict(item: Item, assessment: Assessment, now: datetime) -> Verdict:
    return Verdict(
        item=item,
        version=assessment.version,
        made_at=now,
        workspace_id=item.workspace_id,
        needs_answer=assessment.needs_answer,
        needs_answer_p=assessment.needs_answer_p,
        kind=assessment.kind,
        kinds_p=dict(assessment.kinds_p),
        kinds=" ".join(assessment.kinds),
        mood=assessment.mood,
        mood_p=assessment.mood_p,
        urgency=assessment.urgency,
        urgent_p=assessment.urgent_p,
        causes=" ".join(assessment.causes),
        severity=assessment.severity,
        about_p=assessment.about_p,
        solved_p=assessment.solved_p,
        tier=assessment.tier,
        language=assessment.language,
        language_p=assessment.language_p,
        spam_p=assessment.spam_p,
        personal=" ".join(assessment.personal),
        reasons=[reason.as_json() for reason in assessment.reasons],
        untaught=None if assessment.untaught is None else dict(assessment.untaught),
    )


@one_transaction
def forget(removal: Item) -> bool:
    """Deletion travels: verdicts on what was removed keep their codes and lose the words they quote.

    Whether something that was learned had to go with it: then triage is to learn anew from the corrections that are left.
    """
    return forget_all(removal.account_id, [removal.external_id])


@one_transaction
def forget_all(account_id: int, external_ids: Sequence[str]) -> bool:
    """Verdicts on these keep their codes and lose the words they quote; what they were about, and opinions, are forgotten.

    So is what was learned from them; whether there was anything.
    """
    about = Verdict.objects.filter(item__account_id=account_id, item__external_id__in=external_ids)
    meant = Meaning.objects.filter(item__account_id=account_id, item__external_id__in=external_ids)
    unlearned = unlearn_items(list(meant.values_list("item_id", flat=True)))
    meant.delete()
    Opinion.objects.filter(item__account_id=account_id, item__external_id__in=external_ids).delete()
    removal.forget(account_id, external_ids)
    quoting = [verdict for verdict in about if any(reason.get("words") for reason in verdict.reasons)]
    for verdict in quoting:
        verdict.reasons = [{**reason, "words": ""} for reason in verdict.reasons]
    Verdict.objects.bulk_update(quoting, ["reasons"])
    return unlearned

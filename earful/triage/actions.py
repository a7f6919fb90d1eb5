"""Judging items and recording the verdicts."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from earful.intake.models import Item
from earful.kit import clock
from earful.kit.transaction import one_transaction
from earful.triage import languages
from earful.triage.models import Meaning, Verdict
from earful.triage.rules import COULD_NEED, SURELY_SPAM, Assessment, Subject, Tier
from earful.triage.topics import removal

RENEWED = (
    "needs_answer", "needs_answer_p", "kind", "kinds_p", "kinds", "mood", "mood_p", "urgency", "urgent_p", "causes",
    "severity", "about_p", "solved_p", "tier", "language", "language_p", "spam_p", "personal", "reasons",
)  # fmt: skip


def assess(subject: Subject) -> Assessment:
    """What triage thinks of an item, read closely; pure, outside any transaction."""
    return assess_all([subject])[0]


def assess_all(subjects: Sequence[Subject], *, closely: bool = True) -> list[Assessment]:
    """The same for many, which together take less; not `closely` for a glance that takes a tenth of the time."""
    from earful.triage import learned  # noqa: PLC0415 -- its weights and libraries are large, and only processes that judge need them

    return learned.judge(subjects, closely=closely)


def could_need(assessment: Assessment) -> bool:
    """Whether what was judged at a glance is worth a closer look."""
    return assessment.tier is Tier.FAST and assessment.needs_answer_p >= COULD_NEED and assessment.spam_p < SURELY_SPAM


def get_ready() -> None:
    """Load what judging needs; takes a second or two, once."""
    from earful.triage import learned  # noqa: PLC0415 -- likewise

    learned.get_ready()
    languages.get_ready()


@one_transaction
def record(judged: Iterable[tuple[Item, Assessment]]) -> None:
    """Keep what triage thinks of items; the same version of triage judges an item once, a replay renews it."""
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
    )


@one_transaction
def forget(removal: Item) -> None:
    """Deletion travels: verdicts on what was removed keep their codes and lose the words they quote."""
    forget_all(removal.account_id, [removal.external_id])


@one_transaction
def forget_all(account_id: int, external_ids: Sequence[str]) -> None:
    """Verdicts on these keep their codes and lose the words they quote; what they were about is forgotten."""
    about = Verdict.objects.filter(item__account_id=account_id, item__external_id__in=external_ids)
    Meaning.objects.filter(item__account_id=account_id, item__external_id__in=external_ids).delete()
    removal.forget(account_id, external_ids)
    quoting = [verdict for verdict in about if any(reason.get("words") for reason in verdict.reasons)]
    for verdict in quoting:
        verdict.reasons = [{**reason, "words": ""} for reason in verdict.reasons]
    Verdict.objects.bulk_update(quoting, ["reasons"])

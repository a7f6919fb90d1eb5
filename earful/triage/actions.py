"""Judging items and recording the verdicts."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from earful.intake.models import Item
from earful.kit import clock
from earful.kit.transaction import one_transaction
from earful.triage import baseline, languages
from earful.triage.models import Verdict
from earful.triage.rules import Assessment, Subject

RENEWED = (
    "needs_answer", "needs_answer_p", "kind", "kinds_p", "urgency", "language", "language_p", "spam_p", "personal",
    "reasons",
)  # fmt: skip


def assess(subject: Subject) -> Assessment:
    """What triage thinks of an item; pure and quick, outside any transaction."""
    return baseline.assess(subject)


def get_ready() -> None:
    """Load what judging needs; takes a second or two, once."""
    languages.get_ready()


@one_transaction
def record(judged: Iterable[tuple[Item, Assessment]]) -> None:
    """Keep what triage thinks of items; the same version of triage judges an item once, a replay renews it."""
    now = clock.now()
    verdicts = [_verdict(item, assessment, now) for item, assessment in judged]
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
        urgency=assessment.urgency,
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
    """Verdicts on these keep their codes and lose the words they quote."""
    about = Verdict.objects.filter(item__account_id=account_id, item__external_id__in=external_ids)
    quoting = [verdict for verdict in about if any(reason.get("words") for reason in verdict.reasons)]
    for verdict in quoting:
        verdict.reasons = [{**reason, "words": ""} for reason in verdict.reasons]
    Verdict.objects.bulk_update(quoting, ["reasons"])

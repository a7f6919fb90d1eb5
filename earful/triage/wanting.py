"""Opinions that are wanted, asked for, given and not given: each item once, and never again what was removed."""

from collections.abc import Sequence
from datetime import timedelta

from django.db.models import Exists, F, OuterRef

from earful.intake.models import Item
from earful.kit import clock
from earful.kit.transaction import one_transaction
from earful.triage import calls, opinions, queries, ungiven
from earful.triage.models import Adviser, Opinion
from earful.triage.opinions import Answer
from earful.triage.ungiven import Failed, Ungiven

FRESH = timedelta(days=1)  # what arrived longer ago needs no second opinion any more
CUT_OFF = timedelta(minutes=10)  # longer than any answer is waited for
TRIES = 3
REST, LONGEST_REST = timedelta(minutes=1), timedelta(hours=1)
State = Opinion.State


@one_transaction
def want(adviser: Adviser, items: Sequence[Item]) -> bool:
    """Its opinion on these is wanted, each once, if they came lately and this month's calls are not used up."""
    now = clock.now()
    fresh = [item for item in items if item.arrived_at > now - FRESH]
    if not fresh or not calls.left(adviser):
        return False
    wanted = [Opinion(item=item, workspace_id=item.workspace_id, at=now) for item in fresh]
    Opinion.objects.bulk_create(wanted, ignore_conflicts=True)
    return True


@one_transaction
def tidy() -> None:
    """What waited for too long is not wanted any more; what was cut off while being asked is not asked again."""
    now = clock.now()
    Opinion.objects.filter(state=State.WANTED, at__lt=now - FRESH).delete()
    cut_off = Opinion.objects.filter(state=State.ASKED, at__lt=now - CUT_OFF)
    cut_off.update(state=State.FAILED, failed=Failed.INTERRUPTED)


def waiting() -> list[int]:
    """Workspaces whose language model can be asked something now."""
    wanted = Opinion.objects.filter(workspace=OuterRef("workspace"), state=State.WANTED)
    able = Adviser.objects.filter(Exists(wanted), on=True).exclude(quiet_until__gt=clock.now())
    return list(able.order_by("pk").values_list("pk", flat=True))


def next_wanted(workspace_id: int) -> Opinion | None:
    """The newest that is wanted, and still worth asking for."""
    wanted = Opinion.objects.filter(workspace_id=workspace_id, state=State.WANTED)
    newest = wanted.select_related("item__account").order_by("-item")
    while (opinion := newest.first()) is not None and not (_stands(opinion.item) and _unsure(opinion.item)):
        drop(opinion)
    return opinion


def _stands(item: Item) -> bool:
    """Whether its words are there, and no newer version of them, which may be that they were removed."""
    later = Item.objects.filter(account_id=item.account_id, external_id=item.external_id, pk__gt=item.pk)
    return item.emptied_at is None and not later.exists()


def _unsure(item: Item) -> bool:
    """Whether triage is still unsure; it may know more by now."""
    verdict = queries.latest(item.pk)
    return verdict is not None and opinions.unsure(verdict)


@one_transaction
def drop(opinion: Opinion) -> None:
    """It is not wanted after all."""
    Opinion.objects.filter(pk=opinion.pk, state=State.WANTED).delete()


@one_transaction
def claim(opinion: Opinion) -> Adviser | None:
    """Take one to ask for it, and count the call. None: it went meanwhile, or the model may not be asked now."""
    adviser = calls.one_more(opinion.workspace_id, on=True)
    mine = Opinion.objects.filter(pk=opinion.pk, state=State.WANTED)
    if adviser is None or not mine.update(state=State.ASKED, at=clock.now(), model=adviser.model, tries=F("tries") + 1):
        return None
    adviser.save(update_fields=["month", "calls"])
    return adviser


@one_transaction
def record(opinion: Opinion, answer: Answer, took_ms: int) -> None:
    """It was given; what was removed meanwhile stays removed."""
    Adviser.objects.filter(pk=opinion.workspace_id).exclude(stumbles=0).update(stumbles=0, quiet_until=None)
    Opinion.objects.filter(pk=opinion.pk, state=State.ASKED).update(
        state=State.GIVEN,
        at=clock.now(),
        needs_answer=answer.needs_answer,
        kind=answer.kind,
        urgency=answer.urgency,
        why=answer.why,
        took_ms=took_ms,
    )


@one_transaction
def record_failed(opinion: Opinion, failure: Ungiven) -> None:
    """It was not given. A model that cannot be asked is left alone for a while, ever longer."""
    adviser = Adviser.objects.select_for_update().filter(pk=opinion.workspace_id).first()
    if adviser is not None and failure.why not in ungiven.ITS_OWN:
        rest = min(REST * 2 ** min(adviser.stumbles, 10), LONGEST_REST)
        rest = timedelta(seconds=failure.after) if failure.after else rest
        adviser.stumbles, adviser.quiet_until = min(adviser.stumbles + 1, 100), clock.now() + rest
        adviser.save(update_fields=["stumbles", "quiet_until"])
    asked = Opinion.objects.filter(pk=opinion.pk, state=State.ASKED)
    if failure.why in ungiven.UNASKED and opinion.tries + 1 < TRIES:
        asked.update(state=State.WANTED)
    else:
        asked.update(state=State.FAILED, at=clock.now(), failed=failure.why)

"""Reading verdicts."""

from django.db.models import F, Max, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Greatest

from earful.triage.models import Correction, Lesson, Verdict


def latest(item_id: int) -> Verdict | None:
    """What the newest triage thinks of an item."""
    return Verdict.objects.filter(item_id=item_id).order_by("-made_at", "-id").first()


def unlearned(version: str) -> list[int]:
    """Workspaces that have corrections made, or taken back, since triage last learned there by night for these weights."""
    at_night = Lesson.objects.filter(workspace=OuterRef("workspace"), trigger=Lesson.Trigger.NIGHTLY).order_by("-id")
    rows = Correction.objects.values("workspace").annotate(
        since=Subquery(at_night.values("at")[:1]),
        made_for=Subquery(at_night.values("made_for")[:1]),
        last=Max(Greatest("at", Coalesce("undone_at", "at"))),
    )
    new = Q(since=None) | Q(last__gt=F("since")) | ~Q(made_for=version)
    return sorted(rows.filter(new).values_list("workspace", flat=True))


def of_other_weights(version: str, most: int = 500) -> list[tuple[int, int]]:
    """Corrected items that were last judged by other weights than these, with their workspace; they must be judged anew."""
    newest = Verdict.objects.filter(item=OuterRef("item")).order_by("-made_at", "-id")
    rows = Correction.objects.filter(undone_at=None, item__emptied_at=None, item__state="placed")
    rows = rows.annotate(judged=Subquery(newest.values("version")[:1])).exclude(judged=None)
    rows = rows.exclude(judged=version).exclude(judged__startswith=f"{version}+")
    return sorted(set(rows.values_list("workspace", "item")[:most]))


def in_force(workspace_id: int) -> bool:
    """Whether anything is added to the weights in a workspace."""
    return Lesson.objects.filter(workspace=workspace_id, in_force=True).exists()


def is_set_back(workspace_id: int) -> bool:
    """Whether somebody set triage back, so that corrections from before do not count."""
    by_hand = [Lesson.Trigger.SET_BACK, Lesson.Trigger.RESUMED]
    last = Lesson.objects.filter(workspace=workspace_id, trigger__in=by_hand).order_by("-id").only("trigger").first()
    return last is not None and last.trigger == Lesson.Trigger.SET_BACK


def lessons(workspace_id: int, most: int = 20) -> list[Lesson]:
    """The latest times that triage learned here, or was set back; without what was learned."""
    rows = Lesson.objects.filter(workspace=workspace_id).select_related("by").defer("weights")
    return list(rows.order_by("-id")[:most])

"""Reading what happened, each row once: behind a mark that moves in the transaction that acts on what it passed."""

from datetime import datetime
from typing import Any

from django.db.models import Max, Model, Q, QuerySet

from earful.conversations.models import Event
from earful.kit import clock
from earful.notices.gaps import Gap, Reached, read_on
from earful.notices.models import Mark
from earful.queues.models import ClockSign

PART = 500
SOURCES: dict[str, type[Model]] = {"signs": ClockSign, "events": Event}


def begin(workspace_id: int) -> bool:
    """What happened before is not told; False: it has begun already."""
    known = set(Mark.objects.filter(workspace_id=workspace_id).values_list("source", flat=True))
    for source, model in SOURCES.items():
        if source not in known:
            upto = _rows(model).aggregate(most=Max("pk"))["most"] or 0
            Mark.objects.get_or_create(workspace_id=workspace_id, source=source, defaults={"upto": upto})
    return len(known) < len(SOURCES)


def fresh(workspace_id: int, source: str, now: datetime) -> tuple[list[int], bool]:
    """The next rows nobody has read, and whether there may be more. Nobody else reads them until the transaction ends."""
    mark = Mark.objects.select_for_update().get(workspace_id=workspace_id, source=source)
    reached = Reached(mark.upto, tuple(Gap(first, last, clock.parse(since)) for first, last, since in mark.gaps))
    wanted = Q(pk__gt=reached.upto)
    for gap in reached.gaps:
        wanted |= Q(pk__range=(gap.first, gap.last))
    seen = list(_rows(SOURCES[source]).filter(wanted).order_by("pk").values_list("pk", "workspace_id")[:PART])
    after = read_on(reached, [pk for pk, _ in seen], now)
    if after != reached:
        mark.upto = after.upto
        mark.gaps = [[gap.first, gap.last, gap.since.isoformat()] for gap in after.gaps]
        mark.save(update_fields=["upto", "gaps"])
    return [pk for pk, home in seen if home == workspace_id], len(seen) == PART


def _rows(model: type[Model]) -> QuerySet[Any]:
    return model._default_manager.all()  # noqa: SLF001 -- Django's documented way to any model's rows

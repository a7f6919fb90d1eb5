"""Upon what people did and what clocks said: read from the history and the signs, where it stands with its own commit.

Rows become visible when their transaction ends, not in the order of their numbers. So what was read is written down, and
the bookmark stays an hour behind; a transaction that takes longer is none of ours.
"""

from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, QuerySet

from earful.conversations.models import Event
from earful.house_rules import firing, standing
from earful.house_rules.lines import DONE, SIGNS, occasions
from earful.house_rules.models import Bookmark, Edition, Heard
from earful.house_rules.rules import When
from earful.kit import clock
from earful.kit.transaction import alone, one_transaction
from earful.queues.models import ClockSign

PART = 100
BEHIND = timedelta(hours=1)


def begin(workspace_id: int) -> None:
    """From here on, unless it is being read already; joins the caller's transaction, which goes on to switch a rule on."""
    alone("house_rules", workspace_id)
    if workspace_id not in listening():
        Heard.objects.filter(workspace_id=workspace_id).delete()
        here = {"at": clock.now(), **_ends()}
        Bookmark.objects.update_or_create(workspace_id=workspace_id, defaults=here)


def _ends(**where: datetime) -> dict[str, int]:
    """The highest numbers there are; `before`: of what was written before then."""
    events, signs = Event.objects.all(), ClockSign.objects.all()
    if "before" in where:
        events, signs = events.filter(at__lt=where["before"]), signs.filter(noted_at__lt=where["before"])
    return {
        "events": events.order_by("-pk").values_list("pk", flat=True).first() or 0,
        "signs": signs.order_by("-pk").values_list("pk", flat=True).first() or 0,
    }


def listening() -> list[int]:
    """Workspaces with rules for this that are on."""
    rows = Edition.objects.filter(rule__on_since__isnull=False, rule__retired_at=None, number=F("rule__number"))
    found = rows.exclude(occasion=When.ARRIVED).values_list("workspace_id", flat=True)
    return sorted(set(found))


@one_transaction
def hear(workspace_id: int, most: int = PART) -> int:
    """Rules look at what happened since; how many things. Less than `most` of either: there is no more just now."""
    alone("house_rules", workspace_id)
    mark = Bookmark.objects.filter(workspace_id=workspace_id).first()
    rules = [rule for rule in standing.on(workspace_id) if rule.terms.when != When.ARRIVED]
    if mark is None or not rules:
        return 0
    events = list(_unheard(Event.objects.filter(DONE, workspace_id=workspace_id), "event", mark.events)[:most])
    signs = list(_unheard(_rung(workspace_id), "sign", mark.signs)[:most])
    Heard.objects.bulk_create(
        Heard(workspace_id=workspace_id, sort=sort, number=row.pk)
        for sort, rows in (("event", events), ("sign", signs))
        for row in rows
    )
    firing.look(workspace_id, occasions(events, signs, hold=True), rules)
    if mark.at < clock.now() - BEHIND and max(len(events), len(signs)) < most:
        _move(mark)
    return max(len(events), len(signs))


def _unheard(rows: QuerySet, sort: str, after: int) -> QuerySet:  # type: ignore[type-arg] # -- of either table
    heard = Heard.objects.filter(workspace_id=OuterRef("workspace_id"), sort=sort, number=OuterRef("pk"))
    return rows.filter(~Exists(heard), pk__gt=after).order_by("pk")


def _rung(workspace_id: int) -> QuerySet[ClockSign]:
    """Of promises of an answer; what a holding reply said, and solutions, are no occasions."""
    rows = ClockSign.objects.filter(workspace_id=workspace_id, what__in=list(SIGNS), struck_at=None)
    return rows.filter(clock__what__in=["first", "next"]).select_related("clock")


def _move(mark: Bookmark) -> None:
    now = clock.now()
    ends = _ends(before=now - BEHIND)
    Bookmark.objects.filter(pk=mark.pk).update(at=now, **ends)
    for sort, number in (("event", ends["events"]), ("sign", ends["signs"])):
        Heard.objects.filter(workspace_id=mark.workspace_id, sort=sort, number__lte=number).delete()

"""Business hours: naming calendars, and saying what they say from now on."""

from datetime import datetime

from earful.conversations.models import Conversation
from earful.kit import clock
from earful.kit.transaction import one_transaction
from earful.kit.words import gettext_noop
from earful.queues.promises.clocks import Clock
from earful.queues.promises.models import Calendar, Policy, Timetable
from earful.queues.promises.opening import CannotOpen, Open, checked
from earful.queues.promises.policies import BEGIN, begins
from earful.staff.models import Agent

__all__ = ["CannotOpen", "Open", "in_use", "name", "retire", "says", "tell"]


def in_use(workspace_id: int) -> list[Calendar]:
    """The calendars one can choose, by name."""
    return list(Calendar.objects.filter(workspace_id=workspace_id, retired_at=None).order_by("name"))


def says(calendar: Calendar, at: datetime | None = None) -> Timetable | None:
    """What it says now, or said then."""
    rows = Timetable.objects.filter(calendar=calendar, since__lte=at or clock.now())
    return rows.order_by("-since", "-id").first()


@one_transaction
def name(workspace_id: int, called: str, told: Open, by: Agent) -> Calendar:
    """New business hours. They are taken to have been so before too. Raises CannotOpen."""
    called = _called(workspace_id, called)
    plain = checked(told)
    calendar = Calendar.objects.create(workspace_id=workspace_id, name=called)
    _write(calendar, plain, BEGIN, by)
    return calendar


@one_transaction
def tell(calendar: Calendar, called: str, told: Open, by: Agent) -> None:
    """Other business hours from now on; promises that run are due by what they say from now on. Raises CannotOpen."""
    calendar = Calendar.objects.select_for_update().get(pk=calendar.pk)
    calendar.name = _called(calendar.workspace_id, called, calendar)
    calendar.save(update_fields=["name"])
    plain, before = checked(told), says(calendar)
    same = before is not None and plain == Open(before.time_zone, before.week, before.country, before.region, before.special)  # fmt: skip
    if same:
        return
    _write(calendar, plain, begins(calendar.workspace_id), by)
    running = Clock.objects.filter(policy__calendar=calendar, state=Clock.State.RUNNING)
    Conversation.objects.filter(pk__in=running.values("conversation")).update(stirred=True)
    running.update(basis="")


@one_transaction
def retire(calendar: Calendar) -> None:
    """Nobody can choose it any more. Raises CannotOpen while a promise counts by it."""
    used = Policy.objects.filter(calendar=calendar, until=None).order_by("place").first()
    if used is not None:
        called = used.name or gettext_noop("Everything else")
        raise CannotOpen(gettext_noop("“%(policy)s” counts by these hours. Change that first."), policy=called)
    Calendar.objects.filter(pk=calendar.pk).update(retired_at=clock.now())


def _called(workspace_id: int, called: str, own: Calendar | None = None) -> str:
    called = " ".join(called.split())[:80]
    if not called:
        raise CannotOpen(gettext_noop("Give these hours a name."))
    others = Calendar.objects.filter(workspace_id=workspace_id, retired_at=None, name__iexact=called)
    if (others.exclude(pk=own.pk) if own else others).exists():
        raise CannotOpen(gettext_noop("There are hours called “%(name)s” already."), name=called)
    return called


def _write(calendar: Calendar, told: Open, since: datetime, by: Agent) -> None:
    Timetable.objects.create(
        workspace_id=calendar.workspace_id,
        calendar=calendar,
        since=since,
        time_zone=told.time_zone,
        week=list(told.week),
        country=told.country,
        region=told.region,
        special=dict(told.special),
        by=by,
    )

"""Noticing that an account is quieter than its own history makes likely."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from earful.accounts import actions as accounts
from earful.accounts.models import Account
from earful.intake import rhythm
from earful.intake.models import ListeningHour, Silence
from earful.kit import clock
from earful.kit.transaction import one_transaction

AGAIN = timedelta(hours=3)  # what was heard late changes the last hours


def to_count(account: Account, now: datetime) -> tuple[datetime, datetime]:
    """From when to when hours are still to be counted: what is not yet, and the last ones again."""
    last = ListeningHour.objects.filter(account=account).order_by("-begins").values_list("begins", flat=True).first()
    until = now.replace(minute=0, second=0, microsecond=0)
    return (last - AGAIN if last else until - rhythm.HISTORY), until


@one_transaction
def keep(account: Account, since: datetime, until: datetime, rows: Iterable[tuple[datetime, int, timedelta]]) -> None:
    """Write down hours that were counted; hours without a word too, and what is older than four weeks goes."""
    told = {begins: (items, gap) for begins, items, gap in rows}
    hours, begins = [], since
    while begins < until:
        items, gap = told.get(begins, (0, timedelta()))
        hours.append(
            ListeningHour(
                workspace_id=account.workspace_id,
                account=account,
                begins=begins,
                items=items,
                gap_s=round(gap.total_seconds()),
            )
        )
        begins += rhythm.HOUR
    ListeningHour.objects.bulk_create(
        hours, update_conflicts=True, unique_fields=["account", "begins"], update_fields=["items", "gap_s"]
    )
    ListeningHour.objects.filter(account=account, begins__lt=until - rhythm.HISTORY - AGAIN).delete()


def of(account: Account, zone: ZoneInfo, now: datetime) -> rhythm.Rhythm | None:
    """What is usual on an account, told by the days before today; None for one that is new or sleepy."""
    rows = ListeningHour.objects.filter(account=account).order_by("begins").values_list("begins", "items", "gap_s")
    hours = [rhythm.Hour(begins, items, timedelta(seconds=gap)) for begins, items, gap in rows]
    first = next((place for place, hour in enumerate(hours) if hour.items), len(hours))  # before it nobody listened
    midnight = now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    return rhythm.learn(hours[first:], zone, midnight)


@one_transaction
def judge(account: Account, usual: rhythm.Rhythm | None, last: datetime | None, now: datetime) -> Silence | None:
    """Raise the alarm, or end it; the silence that was told just now, if one was."""
    open_now = Silence.objects.select_for_update().filter(account=account, ended_at=None).first()
    alarm_at = usual.alarm_at(last) if usual is not None and last is not None else None
    silent = alarm_at is not None and alarm_at <= now
    if open_now is not None and (not silent or last != open_now.since):
        open_now.ended_at = now
        open_now.save(update_fields=["ended_at"])
        accounts.note_quiet(account.pk, None, 0)
        open_now = None
    if not silent or open_now is not None or usual is None or last is None or alarm_at is None:
        return None
    expected = usual.expected(last, now)
    accounts.note_quiet(account.pk, last, round(expected))
    return Silence.objects.create(
        workspace_id=account.workspace_id,
        account=account,
        since=last,
        due_at=alarm_at,
        told_at=clock.now(),
        expected=expected,
    )

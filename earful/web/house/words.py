"""How long, when, and how it goes: said as people say it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from earful.accounts.models import Account
from earful.accounts.rules import Health
from earful.web import shown

DAY = 24 * 3600


def spell(length: timedelta) -> str:
    """A length of time in at most two units: "4 s", "12 min", "3 h 12 min", "2 days 5 h"."""
    seconds = max(int(length.total_seconds()), 0)
    if seconds < 60:
        return _("%(n)s s") % {"n": seconds}
    if seconds < 3600:
        return _("%(n)s min") % {"n": seconds // 60}
    if seconds < DAY:
        return _two(_("%(n)s h") % {"n": seconds // 3600}, seconds % 3600 // 60, _("%(n)s min"))
    days = seconds // DAY
    whole = ngettext("%(n)s day", "%(n)s days", days) % {"n": days}
    return _two(whole, seconds % DAY // 3600, _("%(n)s h")) if days < 7 else whole


def _two(first: str, rest: int, unit: str) -> str:
    return f"{first} {unit % {'n': rest}}" if rest else first


def moment(at: datetime, now: datetime) -> str:
    """A time of day in the workspace's zone, with the day when it is not today: "14:02", "19 November, 14:02"."""
    here, today = timezone.localtime(at), timezone.localtime(now)
    time = shown.clock_time(at)
    if here.date() == today.date():
        return time
    return _("%(day)s, %(time)s") % {"day": date_format(here, "j F"), "time": time}


@dataclass(frozen=True, slots=True)
class Hearing:
    """What stands beside an account's dot, and what a person can do about it."""

    dot: str
    words: str
    sign_in_again: bool = False


def hearing(account: Account, health: Health, now: datetime) -> Hearing:
    """How listening goes, honestly: what happened, what it means, what to do."""
    later = _catching_up(account, now)
    if account.state == Account.State.SIGNED_OUT:
        label = shown.network(account.network)
        words = _("%(network)s signed us out. Sign in again to keep listening.") % {"network": label}
        return Hearing(health, f"{words} {later}", sign_in_again=True)
    if health is Health.OFF:
        return Hearing(health, _("Paused. Nothing new is heard until you resume.") + f" {later}")
    if health is Health.GOOD and account.polled_at:
        return Hearing(health, _("Heard %(age)s ago.") % {"age": spell(now - account.polled_at)})
    if account.trouble:
        tried = _("We keep trying by ourselves.")
        return Hearing(health, f"{_(account.trouble)} {tried} {later}")
    if account.polled_at is None:
        return Hearing(health, _("Connected; the first check has not come back yet."))
    late = _("Last heard %(age)s ago, which is longer than it should be.") % {"age": spell(now - account.polled_at)}
    return Hearing(health, f"{late} {later}")


def _catching_up(account: Account, now: datetime) -> str:
    if account.polled_at is None:
        return _("Nothing is lost: we will fetch what was said meanwhile.")
    since = moment(account.polled_at, now)
    return _("Nothing is lost: we will catch up from %(time)s.") % {"time": since}

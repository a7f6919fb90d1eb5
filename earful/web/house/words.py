"""How long, when, and how it goes: said as people say it."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from earful.accounts.models import Account
from earful.accounts.rules import Health, Reason
from earful.insights.words import spell
from earful.web import shown


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


def hearing(account: Account, verdict: tuple[Health, Reason], now: datetime) -> Hearing:
    """How listening goes, honestly: what happened, what it means, what to do."""
    health, reason = verdict
    network = {"network": shown.network(account.network)}
    later = _catching_up(account, now)
    if reason in {Reason.SIGNED_OUT, Reason.ENDED}:
        signed_out = _("%(network)s signed us out. Sign in again to keep listening.")
        ended = _("The sign-in on %(network)s has ended. Sign in again to keep listening.")
        words = (signed_out if reason is Reason.SIGNED_OUT else ended) % network
        return Hearing(health, f"{words} {later}", sign_in_again=True)
    if reason is Reason.OFF:
        return Hearing(health, _("Paused. Nothing new is heard until you resume.") + f" {later}")
    if reason is Reason.TROUBLE:
        return Hearing(health, f"{_(account.trouble)} {_('We keep trying by ourselves.')} {later}")
    if account.polled_at is None:
        return Hearing(health, _("Connected; the first check has not come back yet."))
    age = {"age": spell(now - account.polled_at)}
    if reason is Reason.UNHEARD:
        late = _("Last heard %(age)s ago, which is longer than it should be.") % age
        stuck = _("Somebody should look whether Earful itself is running as it should.")
        return Hearing(health, " ".join([late, stuck, later] if health is Health.TROUBLE else [late, later]))
    heard = _("Heard %(age)s ago.") % age
    return Hearing(health, f"{heard} {unrest(account, reason, now)}".strip(), sign_in_again=reason is Reason.ENDING)


def unrest(account: Account, reason: Reason, now: datetime) -> str:
    """Why a check that succeeded is not enough to rest on."""
    if reason is Reason.PASSED_OVER and account.passed_over_at:
        found = {"time": moment(account.passed_over_at, now)}
        return _("But checks left something out: it was found at %(time)s and fetched.") % found
    if reason is Reason.UNCALLED and account.subscription:
        said = account.subscription["words"] or _("The network does not call us any more.")
        return f"{_(said)} {_('Earful asks by itself meanwhile.')}"
    if reason is Reason.QUIET:
        return shown.quiet(account)
    if reason is Reason.ENDING and account.ends_at:
        ends = {"time": moment(account.ends_at, now)}
        return _("The sign-in is good until %(time)s. Sign in again before, or we stop hearing.") % ends
    return ""


def _catching_up(account: Account, now: datetime) -> str:
    if account.polled_at is None:
        return _("Nothing is lost: we will fetch what was said meanwhile.")
    since = moment(account.polled_at, now)
    return _("Nothing is lost: we will catch up from %(time)s.") % {"time": since}

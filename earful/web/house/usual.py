"""What is usual on an account, in words."""

from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from earful.accounts.models import Account
from earful.intake import silence
from earful.kit import clock
from earful.web.house.words import moment


def usually(account: Account, zone: ZoneInfo) -> str:
    """How much customers say, and when silence would be told."""
    now = clock.now()
    rhythm = silence.of(account, zone, now)
    if rhythm is None:
        return _("Not known: the account is new, or little is said there.")
    daily = round(sum(rhythm.rates) / 7)
    said = ngettext("About %(n)s message a day.", "About %(n)s messages a day.", daily) % {"n": daily}
    alarm = rhythm.alarm_at(account.last_item_at) if account.last_item_at else None
    if alarm is None or alarm <= now:
        return said
    return f"{said} {_('Silence would be told from %(time)s on.') % {'time': moment(alarm, now)}}"

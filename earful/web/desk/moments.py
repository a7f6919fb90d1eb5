"""Moments to come, as the clock on the workspace's wall shows them."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import formats, timezone
from django.utils.translation import gettext as _


def zone() -> ZoneInfo:
    """Where the clock on the wall hangs: the workspace's zone, as the pages show times in it."""
    return ZoneInfo(timezone.get_current_timezone_name())


def when(moment: datetime) -> str:
    """A moment to come: "15:00" today, else with its day."""
    local = timezone.localtime(moment)
    at = formats.time_format(local, "H:i")
    days = (local.date() - timezone.localdate()).days
    if days == 0:
        return at
    if days == 1:
        return _("tomorrow, %(time)s") % {"time": at}
    day = formats.date_format(local, "D j M" if days < 300 else "j M Y")
    return _("%(day)s, %(time)s") % {"day": day, "time": at}

"""Every minute: is an account quieter than its own history makes likely? Joins what was said with how it is listened to."""

from datetime import datetime
from zoneinfo import ZoneInfo

from procrastinate.contrib.django import app

from earful.accounts.models import Account
from earful.conversations import rhythm
from earful.intake import silence
from earful.kit import clock
from earful.kit.logs import log

COUNTED_AT = 4  # the minute of each hour in which the last hours are counted again
logger = log(__name__)


@app.periodic(cron="* * * * *")
@app.task(name="silence", queueing_lock="silence")
def look_for_silence(timestamp: int) -> None:
    """Every minute: whether an account is quieter than its own history makes likely."""
    now = clock.now()
    for account in Account.objects.filter(state=Account.State.LISTENING).select_related("workspace").order_by("pk"):
        since, until = silence.to_count(account, now)
        if since < until - silence.AGAIN or now.minute == COUNTED_AT:
            silence.keep(account, since, until, rhythm.by_hour(account.workspace_id, account.pk, since, until))
        usual = silence.of(account, ZoneInfo(account.workspace.time_zone), now)
        last = rhythm.last_said(account.workspace_id, account.pk) if usual else None
        if told := silence.judge(account, usual, max_of(last, account.last_item_at), now):
            logger.warning(
                "silence", account=account.pk, since=told.since.isoformat(), expected=round(told.expected, 1)
            )
    logger.debug("listened_for_silence", at=timestamp)


def max_of(*moments: datetime | None) -> datetime | None:
    """The latest of some moments that may be unknown."""
    return max((moment for moment in moments if moment is not None), default=None)

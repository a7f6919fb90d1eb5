"""The same said in many places: a worker finds it out soon after it was placed. Killed anywhere, it is done again.

One job of a workspace runs at a time, so that two copies that come together meet.
"""

from collections.abc import Sequence

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from earful.accounts.models import Account
from earful.conversations.same import keeping, likely
from earful.judging import Judged
from earful.kit.logs import log

SOON = -2  # the priority of what may wait for a reader's eye, but not for a quiet hour
STUMBLES = RetryStrategy(max_attempts=6, exponential_wait=2)
logger = log(__name__)


def want(those: Sequence[Judged]) -> None:
    """Of an archive nothing is grouped: nobody waits there."""
    items = [one.item for one in those if one.item.account.state != Account.State.ARCHIVE]
    if items:
        here = items[0].workspace_id
        job = group.configure(priority=SOON, lock=f"stories:{here}")
        job.defer(workspace_id=here, item_ids=[item.pk for item in items])


@app.task(name="group", retry=STUMBLES)
def group(workspace_id: int, item_ids: list[int]) -> None:
    """Put what stands on these items with what says the same, and find who asked elsewhere too."""
    keeping.take(workspace_id, item_ids)
    likely.find(workspace_id, item_ids)


@app.periodic(cron="41 * * * *")
@app.task(name="tidy_stories", queueing_lock="tidy_stories")
def tidy(timestamp: int) -> None:
    """Every hour."""
    if gone := keeping.tidy():
        logger.info("stories_tidied", count=gone, at=timestamp)

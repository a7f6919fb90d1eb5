"""Every ten seconds: the rules of the house look at what people did and what clocks said since."""

import time

from procrastinate.contrib.django import app

from earful.house_rules import actions as house_rules
from earful.kit.logs import log
from earful.queues.promises import settling as promises

LOOKS = 8.0  # seconds in one go; what is left waits for the next
logger = log(__name__)


@app.periodic(cron="* * * * * */10")
@app.task(name="house_rules", queueing_lock="house_rules")
def look(timestamp: int) -> None:
    """What rules changed has its clocks set at once."""
    until, heard = time.monotonic() + LOOKS, 0
    for workspace_id in house_rules.listening():
        while time.monotonic() < until and (some := house_rules.hear(workspace_id)):
            heard += some
        promises.settle_stirred(workspace_id)
    if heard:
        logger.info("ruled", heard=heard, at=timestamp)

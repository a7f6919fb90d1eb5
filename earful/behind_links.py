"""What is behind a customer's link: an agent asks, a worker looks, everybody at the desk reads what it found.

Nobody's browser opens it. The look is made by a job, outside any transaction; whoever dies in the middle of it leaves
a look that counts as interrupted a little later, and may be asked for anew.
"""

from procrastinate.contrib.django import app

from earful.conversations.links import asks, wire
from earful.conversations.links.models import LinkLook
from earful.kit import jobs
from earful.kit.logs import log
from earful.kit.transaction import one_transaction

LANES = 2  # looks of a workspace at once; other work has the other hands
logger = log(__name__)


@one_transaction
def want(workspace_id: int, address: str) -> LinkLook:
    """Ask what is behind an address; what is known already is given at once. Raises CannotLook with a sentence."""
    look, fresh = asks.want(workspace_id, address)
    if fresh:
        jobs.once(look_behind, f"link:{look.pk}", lock=f"link:{workspace_id}:{look.pk % LANES}", look_id=look.pk)
    return look


@app.task(name="look_behind")
def look_behind(look_id: int) -> None:
    """Look behind one link."""
    look = asks.claim(look_id)
    if look is not None:
        put(look)


def put(look: LinkLook, permitted: frozenset[str] = wire.NOBODY) -> None:
    """Go there, and write down what was found. `permitted`: see wire.look."""
    seen = wire.look(look.address, permitted)
    asks.record(look, seen)
    logger.info("looked_behind", look=look.pk, hops=seen.hops, why=str(seen.why or ""))


@app.periodic(cron="29 * * * *")
@app.task(name="tidy_links", queueing_lock="tidy_links")
def tidy(timestamp: int) -> None:
    """Every hour."""
    if gone := asks.tidy():
        logger.info("looks_forgotten", count=gone, at=timestamp)

"""The jobs about what the team knows: gathering answers, hearing what passages are about, seeing what repeats itself.

Jobs carry ids only. What needs the encoder is in knowledge/hearing.py, which only workers load.
"""

import time
from collections.abc import Callable
from importlib import import_module
from typing import Any, TypeVar

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from earful.kit import jobs
from earful.kit.logs import log
from earful.kit.transaction import one_transaction
from earful.knowledge import counting, gathering, repeating
from earful.staff.models import Workspace

GATHERS = 120.0  # seconds in one go
LATER = -6  # gives way to everything that cannot wait
T = TypeVar("T")
STUMBLES = RetryStrategy(max_attempts=4, exponential_wait=3)
logger = log(__name__)


def _hearing() -> Any:
    return import_module("earful.knowledge.hearing")


@one_transaction
def change(workspace_id: int, act: Callable[[], T]) -> T:
    """Somebody changes an article: what is new in it is heard soon."""
    done = act()
    soon(workspace_id)
    return done


@one_transaction
def soon(workspace_id: int) -> None:
    """Hear passages nobody has read, when there is time."""
    jobs.once(hear_passages, f"hear_passages:{workspace_id}", priority=LATER, workspace_id=workspace_id)


@app.task(name="hear_passages", retry=STUMBLES)
def hear_passages(workspace_id: int) -> None:
    """The next part, and what in it was written before; then those after it."""
    hearing = _hearing()
    heard = hearing.hear(workspace_id)
    for passage_id in heard:
        repeating.look(passage_id)
    hearing.done(heard)
    if heard:
        soon(workspace_id)


@app.periodic(cron="*/5 * * * *")
@app.task(name="gather", queueing_lock="gather")
def gather(timestamp: int) -> None:
    """Every few minutes: new answers, solved matters, and what was written three times."""
    for workspace_id in Workspace.objects.order_by("pk").values_list("pk", flat=True):
        new = gather_all(workspace_id)
        if gathering.unheard(workspace_id):
            soon(workspace_id)
        if new:
            logger.info("gathered", workspace=workspace_id, answers=new, at=timestamp)


def gather_all(workspace_id: int) -> int:
    """Part after part, for some time; how many answers are new. What is left waits for the next time."""
    new, until = 0, time.monotonic() + GATHERS
    while time.monotonic() < until:
        new += len([pk for pk in gathering.gather(workspace_id) if pk])
        if not gathering.left(workspace_id):
            break
    gathering.refresh(workspace_id)
    return new


@app.periodic(cron="23 3 * * *")
@app.task(name="count_words", queueing_lock="count_words")
def count_words(timestamp: int) -> None:
    """Every night: how rare each word is."""
    for workspace_id in Workspace.objects.order_by("pk").values_list("pk", flat=True):
        counting.count(workspace_id)
    logger.debug("words_counted", at=timestamp)

"""The jobs about topics: reading examples, fitting the last month again, finding new topics and parts of one.

Jobs carry ids only and commit with the change that caused them. What they do is in topic_work.py, which only workers load.
"""

from collections.abc import Callable
from importlib import import_module
from typing import Any, TypeVar

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from earful.kit import jobs
from earful.kit.transaction import one_transaction
from earful.triage.models import Topic, TopicExample

PART = 500  # items fitted again at once
MOST_AGAIN = 50_000
LATER = -6  # the priority of what can wait, even for what is read closely
FIRST = 2**63 - 1
T = TypeVar("T")
STUMBLES = RetryStrategy(max_attempts=4, exponential_wait=3)


def _work() -> Any:
    return import_module("earful.topic_work")


@one_transaction
def change(workspace_id: int, act: Callable[[], T]) -> T:
    """A person changes topics: what is not read yet is read, and the last month is fitted again, soon."""
    done = act()
    soon(workspace_id)
    return done


@one_transaction
def soon(workspace_id: int) -> None:
    """Read what is not read yet, and fit again, when there is time."""
    jobs.once(read_examples, f"read_examples:{workspace_id}", workspace_id=workspace_id)


@app.task(name="read_examples", retry=STUMBLES)
def read_examples(workspace_id: int) -> None:
    """Hear what examples are about that nobody has read yet; then fit again."""
    _work().hear(workspace_id)
    again(workspace_id)


def left_unread() -> list[int]:
    """Workspaces with examples that are still to be read: their job was lost, or the encoder is another one since."""
    return list(TopicExample.objects.filter(vector=None).order_by().values_list("workspace_id", flat=True).distinct())


@one_transaction
def again(workspace_id: int) -> None:
    """Fit the last month again, from its newest item on."""
    name = f"fit_again:{workspace_id}"
    jobs.once(fit_again, name, priority=LATER, lock=name, workspace_id=workspace_id)


@app.task(name="fit_again", retry=STUMBLES)
def fit_again(workspace_id: int, before: int = FIRST, left: int = MOST_AGAIN) -> None:
    """The next part, newest first, and then those below it."""
    oldest = _work().fit(workspace_id, before, min(PART, left))
    if oldest and left > PART:
        job = fit_again.configure(priority=LATER, lock=f"fit_again:{workspace_id}")
        job.defer(workspace_id=workspace_id, before=oldest, left=left - PART)


@one_transaction
def look(workspace_id: int) -> None:
    """Look for new topics, soon."""
    jobs.once(look_for_topics, f"look_for_topics:{workspace_id}", priority=LATER, workspace_id=workspace_id)


@app.task(name="look_for_topics", retry=STUMBLES, lock="look_for_topics")
def look_for_topics(workspace_id: int) -> None:
    """What keeps coming up among the newest items that belong to no topic."""
    _work().propose(workspace_id)


@one_transaction
def look_for_parts(topic: Topic) -> None:
    """Look how a topic could be split, soon."""
    jobs.once(split_topic, f"split_topic:{topic.pk}", priority=LATER, topic_id=topic.pk)


@app.task(name="split_topic", retry=STUMBLES)
def split_topic(topic_id: int) -> None:
    """In which parts the items of a topic fall; shown to people before anything changes."""
    _work().propose_parts(topic_id)


def looking(workspace_id: int) -> bool:
    """Whether somebody is looking for new topics just now, or is about to."""
    return workspace_id in jobs.about(["look_for_topics"], "workspace_id")


def splitting(topic: Topic) -> bool:
    """Whether somebody is looking how it could be split."""
    return topic.pk in jobs.about(["split_topic"], "topic_id")

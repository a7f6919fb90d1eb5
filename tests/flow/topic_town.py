"""For stories about topics: items whose meanings are made up, so that no story hangs on what the encoder makes of words."""

from collections.abc import Iterable

import numpy as np
from procrastinate.contrib.django.models import ProcrastinateJob
from town import somebody_says

from earful import topics
from earful.accounts.models import Account
from earful.conversations.models import Turn
from earful.kit import clock
from earful.triage.models import ItemTopic, Meaning, Topic
from earful.triage.topics import rules
from tests.unit.test_topic_rules import people_write

JOBS = {
    "read_examples": topics.read_examples,
    "fit_again": topics.fit_again,
    "look_for_topics": topics.look_for_topics,
    "split_topic": topics.split_topic,
}


def means(turns: Iterable[Turn], about: np.ndarray | None = None, seed: int = 1) -> list[Turn]:
    """From now on these mean something about this; None: nothing in particular."""
    turns = list(turns)
    for turn, row in zip(turns, people_write(seed, len(turns), about), strict=True):
        new = {"workspace_id": turn.workspace_id, "vector": rules.packed(row), "made_at": clock.now()}
        Meaning.objects.update_or_create(item_id=turn.item_id, defaults=new)
    return turns


def said(account: Account, words: str, count: int, about: np.ndarray | None = None, seed: int = 1) -> list[Turn]:
    """So many customers say something about this."""
    turns = [somebody_says(account, f"{words} {number}", by=f"guest{seed}x{number}") for number in range(count)]
    return means(turns, about, seed)


def worker_does(*names: str) -> None:
    """What waits for a worker is done, again and again until nothing is left; of these tasks, or all about topics."""
    wanted = names or tuple(JOBS)
    while job := ProcrastinateJob.objects.filter(task_name__in=wanted, status="todo").order_by("id").first():
        ProcrastinateJob.objects.filter(pk=job.pk).delete()
        JOBS[job.task_name](**job.args)


def topics_of(turn: Turn) -> list[str]:
    """The names of the topics that a turn shows."""
    from earful.triage.topics import queries

    turn.refresh_from_db()
    return [row.topic.name for row in queries.of_items([turn.item_id]).get(turn.item_id, [])]


def with_topic(topic: Topic) -> int:
    """How many items belong to it."""
    return ItemTopic.objects.filter(topic=topic, holds=True).count()

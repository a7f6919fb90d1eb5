"""Learning from corrections: a person's word, the job that learns from it at once, and what each night finds.

Joins triage and conversations for that; see docs/decisions/0015.
"""

from datetime import datetime

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from earful.conversations import actions as conversations
from earful.conversations.models import Event, Outcome, Turn
from earful.kit import jobs
from earful.kit.announce import announce
from earful.kit.logs import log
from earful.kit.transaction import one_transaction
from earful.staff.models import Agent
from earful.triage import actions as triage
from earful.triage import queries as verdicts
from earful.triage.example import Example
from earful.triage.models import Lesson

RECENT = 400  # items that are looked at beside the corrected ones
ANSWERED = (Outcome.ANSWERED, Outcome.HANDED_ON)
logger = log(__name__)


@one_transaction
def correct(turn: Turn, agent: Agent, question: str, answer: str, reason: str = "") -> Event:
    """A person says what a message is; it counts at once. Raises CannotDo."""
    event = conversations.correct(turn, agent, question, answer, reason)
    soon(turn.workspace_id)
    return event


@one_transaction
def judge(turn: Turn, agent: Agent, *, needs_answer: bool, reason: str = "") -> Event:
    """A person says whether a message needs an answer. Raises CannotDo."""
    event = conversations.judge(turn, agent, needs_answer=needs_answer, reason=reason)
    soon(turn.workspace_id)
    return event


@one_transaction
def take_back(event: Event, agent: Agent) -> None:
    """A correction is undone, and what was learned from it with it. Raises CannotDo."""
    conversations.take_back(event, agent)
    soon(event.workspace_id)


@one_transaction
def resume(workspace_id: int, agent: Agent) -> None:
    """All corrections count again."""
    triage.resume(workspace_id, agent)
    soon(workspace_id)


def soon(workspace_id: int, moment: datetime | None = None) -> None:
    """Learn as soon as a worker is free, or not before a moment; joins the transaction."""
    jobs.once(learn, f"learn:{workspace_id}", moment, lock=f"learning:{workspace_id}", workspace_id=workspace_id)


@app.task(name="learn", retry=RetryStrategy(max_attempts=6, exponential_wait=2))
def learn(workspace_id: int) -> None:
    """Learn from all corrections that stand, right after one was made."""
    learn_from(workspace_id, Lesson.Trigger.AT_ONCE)


def learn_from(workspace_id: int, trigger: str) -> Lesson | None:
    """Learn, check it on corrections that were kept aside, and take it over only if it is better."""
    version = triage.version()
    learned = triage.to_learn(workspace_id, version)
    from earful.triage import teaching  # noqa: PLC0415 -- it reckons, and pages import this file and never learn

    outcome = teaching.learn(version, learned.examples, recent(workspace_id, version), triage.limit())
    lesson = triage.take(workspace_id, learned, outcome, trigger)
    if lesson is None:  # a correction was taken back, or words went, while this learned
        soon(workspace_id)
        return None
    if lesson.pk is not None:
        announce(workspace_id, "lesson", lesson.pk)
    logger.info("learned", workspace=workspace_id, lesson=lesson.pk, taken=lesson.taken, reason=lesson.reason)
    return lesson


def recent(workspace_id: int, version: str) -> list[Example]:
    """The latest items of customers that nobody corrected; those that a person answered surely needed it."""
    rows = Turn.objects.filter(workspace=workspace_id, ours=False, removed_at=None, emptied_at=None)
    rows = rows.filter(judged_by=None, kind_by=None).order_by("-said_at")
    said = dict(rows.values_list("item_id", "outcome")[:RECENT])
    known = triage.without_lesson(said, version)
    return [
        Example(one.meaning, one.needs_p, one.kinds_p, True if said[item] in ANSWERED else None)
        for item, one in known.items()
    ]


def at_night() -> list[tuple[int, int]]:
    """Learn anew in every workspace with something new to learn from.

    What was corrected and must first be judged by the weights that are here now: workspace and item.
    """
    version = triage.version()
    for workspace_id in verdicts.unlearned(version):
        learn_from(workspace_id, Lesson.Trigger.NIGHTLY)
    return verdicts.of_other_weights(version)

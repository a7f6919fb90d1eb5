"""What items are about: reading examples, fitting the last month again, finding new topics and parts. All in workers.

Jobs carry ids only. Nothing is read, fitted or grouped inside a transaction.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import TypeVar

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from earful import judging
from earful.accounts.models import Account
from earful.channels.contract import Why
from earful.conversations import sorting
from earful.intake.models import Item
from earful.kit import clock, jobs
from earful.kit.logs import log
from earful.kit.transaction import one_transaction
from earful.staff.models import Agent, Workspace
from earful.triage.models import Topic, TopicExample
from earful.triage.rules import Subject
from earful.triage.topics import fits, queries, rules, telling
from earful.triage.topics import proposing as proposals
from earful.triage.topics.proposing import Proposal

AGAIN = timedelta(days=30)  # what came in so long is fitted again when topics change
PART = 500
MOST_AGAIN = 50_000
LATER = -6  # the priority of what can wait, even for what is read closely
MOST = 5000  # items among which new topics are looked for
MOST_OF_TOPIC = 1000
FIRST = 2**63 - 1
T = TypeVar("T")
logger = log(__name__)
STUMBLES = RetryStrategy(max_attempts=4, exponential_wait=3)


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
    from earful.triage.topics import hearing  # noqa: PLC0415 -- the encoder is large, and pages import this file

    unread = queries.unread(workspace_id)
    subjects = _subjects(unread)
    for example, meaning in zip(unread, hearing.meanings([subjects[one.pk] for one in unread]), strict=True):
        fits.keep_meaning(example.pk, meaning)
    again(workspace_id)


def _subjects(examples: Sequence[TopicExample]) -> dict[int, Subject]:
    items = [example.item_id for example in examples if example.item_id]
    told = {item.pk: about for item, _, about in judging.asked_all(judging.read_all(items))} if items else {}
    own = {example.pk: Subject(example.text, Why.MENTION) for example in examples}
    return {example.pk: told.get(example.item_id or 0) or own[example.pk] for example in examples}


def again(workspace_id: int) -> None:
    """Fit the last month again, from its newest item on."""
    name = f"fit_again:{workspace_id}"
    jobs.once(fit_again, name, priority=LATER, lock=name, workspace_id=workspace_id)


@app.task(name="fit_again", retry=STUMBLES)
def fit_again(workspace_id: int, before: int = FIRST, left: int = MOST_AGAIN) -> None:
    """The next part, newest first, and then those below it."""
    rows = queries.since(workspace_id, clock.now() - AGAIN, before, min(PART, left))
    if not rows:
        return
    found = fits.fitting(workspace_id, [vector for _, vector in rows])
    items = Item.objects.defer("raw").in_bulk([pk for pk, _ in rows])
    fits.record((items[pk], fit) for (pk, _), fit in zip(rows, found, strict=True) if pk in items)
    if len(rows) == PART:
        job = fit_again.configure(priority=LATER, lock=f"fit_again:{workspace_id}")
        job.defer(workspace_id=workspace_id, before=rows[-1][0], left=left - PART)


@one_transaction
def look(workspace_id: int) -> None:
    """Look for new topics, soon."""
    jobs.once(look_for_topics, f"look_for_topics:{workspace_id}", priority=LATER, workspace_id=workspace_id)


@app.task(name="look_for_topics", retry=STUMBLES, lock="look_for_topics")
def look_for_topics(workspace_id: int) -> None:
    """What keeps coming up among the newest items that belong to no topic."""
    from earful.triage.topics import clusters  # noqa: PLC0415 -- scikit-learn is large, and pages import this file

    found = sorting.spoken(workspace_id, queries.unfitting(workspace_id, MOST))
    meanings = rules.unpacked([one.vector for one in found])
    told = telling.words_of([one.text for one in found], _unsaid(workspace_id, found))
    groups = clusters.found(meanings, [one.text.language for one in found])
    proposed = [_proposal(group.members, found, meanings, told) for group in groups]
    standing = proposals.propose(workspace_id, [one for one in proposed if one.name], meanings)
    logger.info("topics_proposed", workspace=workspace_id, among=len(found), proposed=len(standing))


def _proposal(
    members: Sequence[int], found: Sequence[sorting.Spoken], meanings: rules.Meanings, told: Sequence[telling.Told]
) -> Proposal:
    name = telling.name([told[place] for place in members], told)
    return Proposal(name, tuple(found[place].item_id for place in members), meanings[list(members)])


def _unsaid(workspace_id: int, found: Sequence[sorting.Spoken]) -> set[str]:
    """Words that must not name a topic: those of the names of everybody who wrote or works here, and of the brand."""
    people = {one.names for one in found}
    people |= {f"{agent.public_name} {agent.username}" for agent in Agent.objects.filter(workspace=workspace_id)}
    accounts = Account.objects.filter(workspace=workspace_id).values_list("name", "handle")
    brand = Workspace.objects.filter(pk=workspace_id).values_list("name", flat=True)
    return telling.names_in([*people, *(f"{name} {handle}" for name, handle in accounts), *brand])


@one_transaction
def look_for_parts(topic: Topic) -> None:
    """Look how a topic could be split, soon."""
    jobs.once(split_topic, f"split_topic:{topic.pk}", priority=LATER, topic_id=topic.pk)


@app.task(name="split_topic", retry=STUMBLES)
def split_topic(topic_id: int) -> None:
    """In which parts the items of a topic fall; shown to people before anything changes."""
    from earful.triage.topics import clusters  # noqa: PLC0415 -- likewise

    topic = Topic.objects.filter(pk=topic_id, state=Topic.State.IN_USE).first()
    if topic is None:
        return
    found = sorting.spoken(topic.workspace_id, queries.members(topic_id, MOST_OF_TOPIC))
    meanings = rules.unpacked([one.vector for one in found])
    told = telling.words_of([one.text for one in found], _unsaid(topic.workspace_id, found))
    groups = clusters.parts(meanings, [one.text.language for one in found])
    parts = [_proposal(group.members, found, meanings, told) for group in groups]
    named = [replace(part, name=part.name or f"{topic.name} {at}") for at, part in enumerate(parts, start=1)]
    proposals.propose_parts(topic, named)


def looking(workspace_id: int) -> bool:
    """Whether somebody is looking for new topics just now, or is about to."""
    return workspace_id in jobs.about(["look_for_topics"], "workspace_id")


def splitting(topic: Topic) -> bool:
    """Whether somebody is looking how it could be split."""
    return topic.pk in jobs.about(["split_topic"], "topic_id")

"""What workers do about topics: hear examples, fit items again, find what keeps coming up. Nothing of it in a transaction.

It reckons, so pages do not import it; topics.py does when a job runs.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from earful import judging
from earful.accounts.models import Account
from earful.channels.contract import Why
from earful.conversations import sorting
from earful.intake.models import Item
from earful.kit import clock
from earful.kit.logs import log
from earful.staff.models import Agent, Workspace
from earful.triage.models import Topic, TopicExample
from earful.triage.rules import Subject
from earful.triage.topics import clusters, fits, hearing, queries, recording, rules, telling
from earful.triage.topics import proposing as proposals
from earful.triage.topics.proposing import Proposal

AGAIN = timedelta(days=30)  # what came in so long is fitted again when topics change
MOST = 5000  # items among which new topics are looked for
MOST_OF_TOPIC = 1000
logger = log(__name__)


def hear(workspace_id: int) -> None:
    """What examples are about that nobody has read yet."""
    unread = queries.unread(workspace_id)
    subjects = _subjects(unread)
    for example, meaning in zip(unread, hearing.meanings([subjects[one.pk] for one in unread]), strict=True):
        fits.keep_meaning(example.pk, meaning)


def _subjects(examples: Sequence[TopicExample]) -> dict[int, Subject]:
    items = [example.item_id for example in examples if example.item_id]
    told = {item.pk: about for item, _, about in judging.asked_all(judging.read_all(items))} if items else {}
    own = {example.pk: Subject(example.text, Why.MENTION) for example in examples}
    return {example.pk: told.get(example.item_id or 0) or own[example.pk] for example in examples}


def fit(workspace_id: int, before: int, most: int) -> int:
    """The newest items of the last month before an id, fitted again; the id of the oldest, 0 when nothing is left."""
    rows = queries.since(workspace_id, clock.now() - AGAIN, before, most)
    found = fits.fitting(workspace_id, [vector for _, vector in rows])
    items = Item.objects.defer("raw").in_bulk([pk for pk, _ in rows])
    recording.record((items[pk], topics) for (pk, _), topics in zip(rows, found, strict=True) if pk in items)
    return rows[-1][0] if rows and len(rows) == most else 0


def propose(workspace_id: int) -> None:
    """What keeps coming up among the newest items that belong to no topic."""
    found = sorting.spoken(workspace_id, queries.unfitting(workspace_id, MOST))
    meanings = rules.unpacked([one.vector for one in found])
    told = telling.words_of([one.text for one in found], _unsaid(workspace_id, found))
    groups = clusters.found(meanings, [one.text.language for one in found])
    proposed = [_proposal(group.members, found, meanings, told) for group in groups]
    standing = proposals.propose(workspace_id, [one for one in proposed if one.name], meanings)
    logger.info("topics_proposed", workspace=workspace_id, among=len(found), proposed=len(standing))


def propose_parts(topic_id: int) -> None:
    """In which parts the items of a topic fall."""
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

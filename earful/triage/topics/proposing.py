"""Keeping what Earful proposes: new topics, and parts of one. What a person declined is not proposed again."""

from collections.abc import Sequence
from dataclasses import dataclass

from earful.kit import clock
from earful.kit.transaction import alone, one_transaction
from earful.triage.models import Meaning
from earful.triage.topics import rules
from earful.triage.topics.models import Topic, TopicExample
from earful.triage.topics.rules import Meanings

KEPT = 12  # examples of a proposal, those nearest the middle
State = Topic.State


@dataclass(frozen=True, slots=True)
class Proposal:
    """Items alike, those nearest the middle first, with their meanings and a name of their most telling words."""

    name: str
    items: tuple[int, ...]
    meanings: Meanings


@one_transaction
def propose(workspace_id: int, found: Sequence[Proposal], usual: Meanings) -> list[Topic]:
    """What stands proposed from now on. What is found again stays as it is; what is not found any more goes."""
    alone("topics", workspace_id)
    rows = Topic.objects.filter(workspace_id=workspace_id, part_of=None)
    declined = [_meanings(topic) for topic in rows.filter(state=State.DECLINED)]
    before = {topic: _meanings(topic) for topic in rows.filter(state=State.PROPOSED).order_by("pk")}
    standing: list[Topic] = []
    for one in found:
        if any(rules.same(one.meanings, other, usual) for other in declined):
            continue
        again = next((topic for topic, other in before.items() if rules.same(one.meanings, other, usual)), None)
        if again is None:
            standing.append(_stored(workspace_id, one))
        else:
            del before[again]
            again.examples.all().delete()
            again.size = len(one.items)
            again.save(update_fields=["size"])
            _exemplify(again, one)
            standing.append(again)
    Topic.objects.filter(pk__in=[topic.pk for topic in before]).delete()
    return standing


@one_transaction
def propose_parts(topic: Topic, found: Sequence[Proposal]) -> list[Topic]:
    """In which parts a topic could fall; none: it is of one piece, which is remembered until it learns something."""
    alone("topics", topic.workspace_id)
    if not Topic.objects.filter(pk=topic.pk, state=State.IN_USE).exists():
        return []
    topic.parts.filter(state=State.PROPOSED).delete()
    Topic.objects.filter(pk=topic.pk).update(whole=not found)
    return [_stored(topic.workspace_id, one, topic) for one in found]


def _stored(workspace_id: int, one: Proposal, part_of: Topic | None = None) -> Topic:
    topic = Topic.objects.create(
        workspace_id=workspace_id,
        name=one.name,
        state=State.PROPOSED,
        at=clock.now(),
        size=len(one.items),
        part_of=part_of,
    )
    _exemplify(topic, one)
    return topic


def _exemplify(topic: Topic, one: Proposal) -> None:
    now = clock.now()
    rows = Meaning.objects.select_for_update().filter(pk__in=one.items[: 2 * KEPT])
    there = set(rows.values_list("pk", flat=True))  # what its author removes meanwhile goes after this, or is gone
    kept = [pair for pair in zip(one.items, one.meanings, strict=True) if pair[0] in there][:KEPT]
    TopicExample.objects.bulk_create(
        TopicExample(
            workspace_id=topic.workspace_id, topic=topic, origin=topic, item_id=item, vector=rules.packed(meaning), at=now
        )
        for item, meaning in kept
    )  # fmt: skip


def _meanings(topic: Topic) -> Meanings:
    return rules.unpacked([vector for vector in topic.examples.values_list("vector", flat=True) if vector])

"""Which topics items belong to: what was learned is kept by each process, and learned anew only where it changed.

Fitting happens before a transaction; recording.py keeps what came of it, in the one that records the verdicts.
"""

import time
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock

import numpy as np

from earful.kit.ready import Ready
from earful.kit.transaction import one_transaction
from earful.triage.models import Meaning
from earful.triage.topics import recording, rules
from earful.triage.topics.models import ItemTopic, Topic, TopicExample
from earful.triage.topics.rules import Head, Meanings
from earful.triage.topics.values import Fit, Kept

ORDINARY = 1000  # of the newest items, so many say what is ordinary
RENEWED = 3600.0  # seconds after which it is looked up anew
WEIGHS = 5  # what a person said does not belong counts as so many ordinary items
EXAMPLES = 200  # the newest of a topic

_versions = Ready(
    lambda workspace: (
        Topic.objects.filter(workspace=workspace, state=Topic.State.IN_USE).order_by("pk").values_list("pk", "version")
    )
)


@dataclass(slots=True)
class _Known:
    """What a process has learned of one workspace."""

    versions: dict[int, int] = field(default_factory=dict)
    heads: dict[int, Head] = field(default_factory=dict)
    items: tuple[int, ...] = ()  # which the ordinary ones are
    ordinary: Meanings = field(default_factory=lambda: np.zeros((0, rules.SIZE), np.float32))
    looked: float = -RENEWED


_known: dict[int, _Known] = defaultdict(_Known)
_learning = Lock()


def heads(workspace_id: int) -> Mapping[int, Head]:
    """What is known of each topic in use now; a short question when nothing has changed."""
    versions = dict(_versions(workspace_id))
    with _learning:
        known = _known[workspace_id]
        if versions != known.versions:
            _learn(workspace_id, known, versions)
        return known.heads


def fitting(workspace_id: int, vectors: Sequence[Kept]) -> list[tuple[Fit, ...]]:
    """The topics of items by their meanings, likeliest first."""
    known = heads(workspace_id)  # also when there is nothing to fit: `record` goes by what is known
    return rules.fits(known, rules.unpacked(vectors)) if known else [() for _ in vectors]


def _learn(workspace_id: int, known: _Known, versions: dict[int, int]) -> None:
    if versions and time.monotonic() - known.looked > RENEWED:
        newest = Meaning.objects.filter(workspace_id=workspace_id).order_by("-made_at").values_list("pk", "vector")
        rows = list(newest[:ORDINARY])
        known.items, known.ordinary = tuple(pk for pk, _ in rows), rules.unpacked([vector for _, vector in rows])
        known.looked = time.monotonic()
        known.versions = {}
    examples = _examples(versions)
    changed = [topic for topic, version in versions.items() if known.versions.get(topic) != version]
    refused = _refused(changed)
    kept = {topic: head for topic, head in known.heads.items() if topic in versions and topic not in changed}
    for topic in changed:
        own, vectors = examples.get(topic, (set(), []))
        others = [other for key, (_, each) in examples.items() if key != topic for other in each]
        spare = [place for place, item in enumerate(known.items) if item not in own]
        apart = rules.unpacked(others + refused.get(topic, []) * WEIGHS)
        head = rules.learned(rules.unpacked(vectors), np.vstack([known.ordinary[spare], apart]))
        if head is not None:
            kept[topic] = head
    known.versions, known.heads = versions, dict(sorted(kept.items()))
    recording.note(workspace_id, named=bool(versions))


def _examples(topics: Iterable[int]) -> dict[int, tuple[set[int], list[Kept]]]:
    """The newest examples of each topic that were read: the items they are, and their meanings."""
    found: dict[int, tuple[set[int], list[Kept]]] = {}
    rows = TopicExample.objects.filter(topic__in=list(topics), vector__isnull=False).order_by("-pk")
    for topic, item, vector in rows.values_list("topic_id", "item_id", "vector"):
        items, vectors = found.setdefault(topic, (set(), []))
        if vector and len(vectors) < EXAMPLES:
            vectors.append(vector)
        if item is not None:
            items.add(item)
    return found


def _refused(topics: Sequence[int]) -> dict[int, list[Kept]]:
    """The meanings of items of which a person said that they do not belong."""
    found: dict[int, list[Kept]] = {}
    rows = ItemTopic.objects.filter(topic__in=topics, holds=False, by__isnull=False).order_by("-pk")
    said = list(rows.values_list("topic_id", "item_id")[: EXAMPLES * max(len(topics), 1)])
    vectors = dict(Meaning.objects.filter(pk__in={item for _, item in said}).values_list("pk", "vector"))
    for topic, item in said:
        if item in vectors:
            found.setdefault(topic, []).append(vectors[item])
    return found


@one_transaction
def keep_meaning(example_id: int, meaning: bytes) -> None:
    """What an example is about, now that it was read; nothing if it was taken off meanwhile."""
    example = TopicExample.objects.filter(pk=example_id, vector=None).first()
    if example is not None:
        TopicExample.objects.filter(pk=example_id, vector=None).update(vector=meaning)
        recording.learn_anew(example.topic_id)

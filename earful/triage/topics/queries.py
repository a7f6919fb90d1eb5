"""Reading topics."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from earful.kit.ready import Ready
from earful.triage.models import Meaning, Verdict
from earful.triage.topics.models import ItemTopic, Topic, TopicExample
from earful.triage.topics.values import Kept

State = Topic.State

in_use = Ready(lambda workspace: Topic.objects.filter(workspace=workspace, state=State.IN_USE).order_by("name", "pk"))
_of_items = Ready(
    lambda ids: (
        ItemTopic.objects.filter(item_id__any=ids, topic__state=State.IN_USE)
        .select_related("topic", "by")
        .order_by("-p", "pk")
    )
)


def one(workspace_id: int, topic_id: int) -> Topic | None:
    """A topic, in whatever state."""
    rows = Topic.objects.select_related("made_by", "merged_into")
    return rows.filter(workspace_id=workspace_id, pk=topic_id).first()


def with_examples(workspace_id: int, *states: str) -> QuerySet[Topic]:
    """Topics with how many examples each has."""
    rows = Topic.objects.filter(workspace_id=workspace_id, state__in=states).select_related("made_by", "merged_into")
    return rows.annotate(examples_count=Count("examples"))


def of_items(item_ids: Iterable[int]) -> dict[int, list[ItemTopic]]:
    """What each item belongs to, likeliest first; a person's word before Earful's, each topic once."""
    said: dict[int, dict[int, ItemTopic]] = {}
    for row in _of_items(list(item_ids)):
        known = said.setdefault(row.item_id, {})
        if row.topic_id not in known or (row.by_id is not None and known[row.topic_id].by_id is None):
            known[row.topic_id] = row
    return {item: [row for row in known.values() if row.holds] for item, known in said.items()}


def examples(topic_ids: Iterable[int]) -> list[TopicExample]:
    """Examples of topics, the newest first; those of a proposal nearest its middle first."""
    rows = TopicExample.objects.filter(topic__in=list(topic_ids)).select_related("item", "by", "topic")
    return list(rows.defer("item__raw", "vector").order_by("-by", "pk"))


def unread(workspace_id: int) -> list[TopicExample]:
    """Examples whose meaning is not known yet."""
    return list(TopicExample.objects.filter(workspace_id=workspace_id, vector=None).order_by("pk"))


def are_read(workspace_id: int) -> bool:
    """Whether there is no example that is still to be read."""
    return not TopicExample.objects.filter(workspace_id=workspace_id, vector=None).exists()


def unfitting(workspace_id: int, most: int) -> list[tuple[int, Kept]]:
    """The newest items, with their meanings, that belong to no topic in use."""
    belongs = ItemTopic.objects.filter(item=OuterRef("pk"), holds=True, topic__state=State.IN_USE)
    rows = Meaning.objects.filter(~Exists(belongs), workspace_id=workspace_id).order_by("-made_at", "-pk")
    return list(rows.values_list("pk", "vector")[:most])


def members(topic_id: int, most: int) -> list[tuple[int, Kept]]:
    """The newest items of a topic, with their meanings, and those it was learned from."""
    items = Q(pk__in=ItemTopic.objects.filter(topic=topic_id, holds=True).values("item"))
    learned_from = Q(pk__in=TopicExample.objects.filter(topic=topic_id, item__isnull=False).values("item"))
    rows = Meaning.objects.filter(items | learned_from).order_by("-pk")
    return list(rows.values_list("pk", "vector")[:most])


def since(workspace_id: int, moment: datetime, before: int, most: int) -> list[tuple[int, Kept]]:
    """Meanings of items that came since, the newest first, a part at a time: those before an item's id."""
    rows = Meaning.objects.filter(workspace_id=workspace_id, item__arrived_at__gte=moment, pk__lt=before)
    return list(rows.order_by("-pk").values_list("pk", "vector")[:most])


def languages(item_ids: Sequence[int]) -> dict[int, str]:
    """In which language each item was written."""
    return dict(Verdict.objects.filter(item__in=item_ids).order_by("pk").values_list("item", "language"))

"""Deletion travels: what a topic was learned from goes with the item it was made of."""

from collections.abc import Sequence

from earful.triage.topics import recording
from earful.triage.topics.models import Topic, TopicExample


def forget(account_id: int, external_ids: Sequence[str]) -> None:
    """Examples made of these items, with their meanings; joins the caller's transaction. The topics learn anew."""
    gone = TopicExample.objects.filter(item__account_id=account_id, item__external_id__in=external_ids)
    topics = set(gone.values_list("topic_id", flat=True))
    if topics:
        gone.delete()
        recording.learn_anew(*topics)
        _without_any(topics)


def _without_any(topics: set[int]) -> None:
    """What was proposed, or declined, and has nothing left that it was made of."""
    found = Topic.objects.filter(
        pk__in=topics, state__in=[Topic.State.PROPOSED, Topic.State.DECLINED], examples=None, items=None
    )
    found.filter(parts=None, absorbed=None).delete()

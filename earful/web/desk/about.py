"""The topics of messages, as they are shown under each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from earful.triage.models import ItemTopic
from earful.triage.topics import queries
from earful.web.desk import viewing


@dataclass(frozen=True, slots=True)
class TopicShown:
    """A topic as it stands under a message. `words`: who says so, and how sure it is."""

    pk: int
    name: str
    address: str
    words: str


def of_items(item_ids: Iterable[int]) -> dict[int, Sequence[TopicShown]]:
    """The topics of items, in one query."""
    return {item: [_shown(row) for row in rows] for item, rows in queries.of_items(item_ids).items()}


def _shown(row: ItemTopic) -> TopicShown:
    return TopicShown(row.topic_id, row.topic.name, address(row.topic.name), words(row))


def address(name: str) -> str:
    """Where everything about a topic is listed."""
    return f"{viewing.list_address('all')}?{urlencode({'q': f'topic:{name}'})}"


def words(row: ItemTopic) -> str:
    """Who says that an item belongs there, and how sure it is."""
    if row.by is not None:
        return _("%(name)s put this here.") % {"name": row.by.name}
    return _("Earful thinks so, with a chance of %(percent)s %%.") % {"percent": min(99, round(100 * row.p))}

"""Conversations as lists show them: with whom they are, who has them, and their tags."""

from collections.abc import Sequence

from django.db.models import Q, QuerySet

from earful.conversations.models import Conversation, Tag
from earful.kit.ready import Ready

NAMED = {  # what is told of whom a line names; an account has much more, its secrets among it
    "account": ("network", "handle", "name"),
    "asker": ("network", "handle", "name", "avatar_url", "profile_url", "customer"),
    "assignee": ("public_name", "first_name", "last_name", "username", "is_active", "role"),
    "team": ("name",),
}


def to_list(condition: Q) -> QuerySet[Conversation]:
    """Rows with all that a line shows but tags, in no order."""
    own = (field.name for field in Conversation._meta.concrete_fields)  # noqa: SLF001 -- Django's own way to ask
    named = (f"{whom}__{what}" for whom, told in NAMED.items() for what in told)
    return Conversation.objects.filter(condition).select_related(*NAMED).only(*own, *named)


_of_ids = Ready(lambda ids: to_list(Q(pk__any=ids)))
_tagged = Ready(
    lambda ids: Tag.conversations.through.objects.filter(conversation_id__any=ids).select_related("tag").order_by("id")
)


def with_tags(rows: Sequence[Conversation]) -> Sequence[Conversation]:
    """The same rows, their tags at hand, as prefetching would have left them, at a fraction of its price."""
    tags: dict[int, list[Tag]] = {row.pk: [] for row in rows}
    for each in _tagged(list(tags)) if tags else ():
        tags[each.conversation_id].append(each.tag)
    for row in rows:
        row._prefetched_objects_cache = {"tags": tags[row.pk]}  # type: ignore[attr-defined]  # noqa: SLF001 -- where Django looks
    return rows


def of_ids(ids: Sequence[int]) -> Sequence[Conversation]:
    """These conversations in this order, with their tags."""
    found = {row.pk: row for row in with_tags(_of_ids(list(ids)))}
    return [found[pk] for pk in ids if pk in found]

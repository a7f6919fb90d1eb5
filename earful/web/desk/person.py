"""The right drawer: who this person is to us, and their earlier matters."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from earful.conversations import queries
from earful.conversations.models import Conversation
from earful.customers.models import Handle
from earful.kit.ready import Ready
from earful.staff.rules import initials
from earful.web import nav, shown
from earful.web.desk.viewing import address

MOST_EARLIER = 8
_handles = Ready(lambda customer: Handle.objects.filter(customer=customer).select_related("customer").order_by("id"))


@dataclass(frozen=True, slots=True)
class Known:
    """What we know of a person: where they write, since when, and what became of it."""

    pk: int
    name: str
    initials: str
    tone: int
    face: str
    address: str
    handles: list[dict[str, str]]
    since: Any
    matters: list[dict[str, Any]]
    more: int


def known(conversation: Conversation, view: str) -> Known | None:
    """The person who asks here; None when nobody has asked."""
    asker = conversation.asker
    if asker is None:
        return None
    handles = _handles(asker.customer_id)
    earlier = [one for one in queries.of_customer(asker.customer_id) if one.pk != conversation.pk]
    name = asker.shown
    return Known(
        pk=asker.customer_id,
        name=name,
        initials=initials(name) or name[:1].upper(),
        tone=asker.pk,
        face=reverse("desk_face", args=[asker.pk]) if asker.avatar_url else "",
        address=nav.house_address("house_customer", asker.customer_id),
        handles=[_handle(handle) for handle in handles],
        since=handles[0].customer.created_at if handles else None,
        matters=[_matter(one, view) for one in earlier[:MOST_EARLIER]],
        more=max(0, len(earlier) - MOST_EARLIER),
    )


def _handle(handle: Handle) -> dict[str, str]:
    safe = handle.profile_url if handle.profile_url.startswith("https://") else ""
    return {
        "handle": shown.handle(handle.network, handle.handle),
        "network": shown.network(handle.network),
        "address": safe,
    }


def _matter(conversation: Conversation, view: str) -> dict[str, Any]:
    return {
        "address": address(view, conversation.pk),
        "preview": conversation.preview,
        "status": conversation.status,
        "status_words": shown.status(conversation.status),
        "at": conversation.last_at,
        "holder": conversation.assignee.name if conversation.assignee else "",
    }

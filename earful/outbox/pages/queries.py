"""Reading private pages: those of a conversation, and what one visit may see."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet

from earful.channels import ours
from earful.conversations.models import Conversation, Turn
from earful.intake.models import Item
from earful.kit.ready import Ready
from earful.outbox.models import PrivatePage, Visit


def _here(conversation: Any, through: str = "") -> Q:
    """A conversation, and those that were merged into it."""
    return Q(**{f"{through}conversation": conversation}) | Q(**{f"{through}conversation__merged_into": conversation})


_visits = Ready(
    lambda conversation: (
        Visit.objects.filter(_here(conversation, "page__"))
        .select_related("page__conversation", "let_in_by")
        .order_by("pk")
    )
)
_pages = Ready(lambda conversation: PrivatePage.objects.filter(_here(conversation)).order_by("pk"))


def of_conversation(conversation: Conversation) -> Sequence[PrivatePage]:
    """Its links, the first first."""
    return _pages(conversation.pk)


def visits(conversation: Conversation) -> Sequence[Visit]:
    """Who came by them."""
    return _visits(conversation.pk)


def one(workspace_id: int, page_id: int) -> PrivatePage | None:
    """One link of a desk."""
    rows = PrivatePage.objects.select_related("conversation__account", "by", "below")
    return rows.filter(workspace=workspace_id, pk=page_id).first()


def visit(workspace_id: int, visit_id: int) -> Visit | None:
    """One visit of a desk."""
    rows = Visit.objects.select_related("page__conversation__account", "page__below__author")
    return rows.filter(workspace=workspace_id, pk=visit_id).first()


def home(page: PrivatePage) -> Conversation:
    """Its conversation; if that was merged, where it went."""
    there = Conversation.objects.select_related("account", "merged_into__account").get(pk=page.conversation_id)
    return there.merged_into or there


def own_words(visit: Visit) -> QuerySet[Turn]:
    """What was written in this very visit."""
    rows = Turn.objects.filter(account_id=visit.page.conversation.account_id, ours=False)
    return rows.filter(external_id__startswith=f"{ours.PREFIX}{visit.pk}:").order_by("said_at", "order", "id")


def talk(visit: Visit) -> QuerySet[Turn]:
    """What somebody who was let in reads: what they wrote by this link, and what the team wrote on pages to them.

    That is: in answer to these words, or to what the customer said elsewhere. Nothing public, no notes, nothing said on
    the network, nothing written in other visits or to their visitors.
    """
    mine = f"{ours.PREFIX}{visit.pk}:"
    rows = Turn.objects.filter(conversation=home(visit.page), removed_at=None)
    to_them = Q(parent_external_id__startswith=mine) | ~Q(parent_external_id__startswith=ours.PREFIX)
    from_us = Q(ours=True, external_id__startswith=f"{ours.PREFIX}us:") & to_them
    found = rows.filter(Q(external_id__startswith=mine) | from_us)
    return found.select_related("agent").order_by("said_at", "order", "id")


def unread(visit: Visit) -> list[tuple[int, str]]:
    """What was written in this visit a moment ago and is not understood yet: the item's number, and the words."""
    rows = Item.objects.filter(account=visit.page.conversation.account_id, state=Item.State.FRESH, version="1")
    rows = rows.filter(external_id__startswith=f"{ours.PREFIX}{visit.pk}:").order_by("pk")
    return [(pk, str(raw.get("text", ""))) for pk, raw in rows.values_list("pk", "raw")]

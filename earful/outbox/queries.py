"""Reading what leaves."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from earful.channels.privately import FEW
from earful.conversations.models import Conversation, Turn
from earful.kit.ready import Ready, Slot
from earful.outbox.models import Dispatch, Insistence
from earful.outbox.rules import bare

State = Dispatch.State
UNPROVEN = (State.CLAIMED, State.UNCERTAIN)  # these left, or may have left


def get(dispatch_id: int) -> Dispatch:
    """One dispatch with all it needs."""
    return Dispatch.objects.select_related("account", "conversation", "answers__item", "agent", "approved_by").get(
        pk=dispatch_id
    )


def standing(network: str, key: UUID) -> Dispatch | None:
    """An answer that was given to everybody there: sent, or on its way and perhaps arrived."""
    found = Dispatch.objects.filter(key=key, account__network=network, way="", state__in=[*UNPROVEN, State.SENT])
    return found.select_related("account", "answers", "agent", "workspace").exclude(readers__in=FEW).first()


def of_workspace(workspace_id: int, dispatch_id: int) -> Dispatch | None:
    """One dispatch of a workspace."""
    return Dispatch.objects.filter(workspace_id=workspace_id, pk=dispatch_id).select_related("conversation").first()


def _to_show(conversation: Slot) -> QuerySet[Dispatch]:
    here = Conversation.objects.filter(Q(pk=conversation) | Q(merged_into=conversation))
    rows = Dispatch.objects.filter(conversation__in=here.values("pk")).exclude(state=State.UNDONE)
    return rows.select_related("agent", "answers", "approved_by").defer("answers__search").order_by("id")


_shown = Ready(_to_show)


_said = Ready(
    lambda conversation, agent, text: (
        Dispatch.objects.filter(conversation=conversation, agent=agent, written=text)
        .exclude(state__in=[State.FAILED, State.UNDONE])
        .values_list("pk", flat=True)
    )
)


def said(conversation_id: int, agent_id: int, text: str) -> Sequence[int]:
    """The dispatches with which somebody said these very words here, but those that failed or were taken back."""
    return _said(conversation_id, agent_id, text)


def shown(conversation: Conversation) -> Sequence[Dispatch]:
    """What a page must show besides the turns: everything on its way, uncertain or failed. Sent ones are turns.

    A dispatch that was sent but whose own words have not come back through the ledger yet is shown too, and so are
    those of conversations that were merged into this one.
    """
    return _shown(conversation.pk)


def ours(account_id: int, turns: Sequence[Turn]) -> dict[int, Dispatch]:
    """The dispatches that said these words of ours, by turn: the one that stands on the network under their name.

    They may be heard before whoever sent them, or died sending them, could say where they stand; then the one with
    these words under this parent that left, or may have left, and is not recorded as sent yet.
    """
    rows = Dispatch.objects.filter(account_id=account_id).select_related("agent", "answers")
    named = {d.external_id: d for d in rows.filter(external_id__in=[t.external_id for t in turns]).order_by("-id")}
    found = {turn.pk: named[turn.external_id] for turn in turns if turn.external_id in named}
    if missing := [turn for turn in turns if turn.pk not in found]:
        parents = {turn.parent_external_id for turn in missing}
        unproven = rows.filter(state__in=UNPROVEN, answers__external_id__in=parents).order_by("-id")
        by_words = {(d.answers.external_id, bare(d.text)): d for d in unproven}
        said = {turn.pk: (turn.parent_external_id, bare(turn.text)) for turn in missing}
        found.update((pk, by_words[words]) for pk, words in said.items() if words in by_words)
    return found


def unsettled(workspace_id: int) -> QuerySet[Dispatch]:
    """Everything uncertain or failed in a workspace, oldest first."""
    rows = Dispatch.objects.filter(workspace_id=workspace_id, state__in=[State.UNCERTAIN, State.FAILED])
    return rows.select_related("conversation", "agent", "approved_by").order_by("id")


def on_their_way() -> Sequence[Dispatch]:
    """Everything that has not come to an end, oldest first."""
    rows = Dispatch.objects.filter(state__in=[State.HELD, State.CLAIMED, State.UNCERTAIN])
    return list(rows.select_related("account", "conversation", "answers", "agent").order_by("id"))


def due_since(moment: datetime) -> Sequence[Dispatch]:
    """Dispatches that should have begun to move by then, oldest first."""
    held = Q(state=State.HELD, release_at__lt=moment)
    begun = Q(state__in=[State.CLAIMED, State.UNCERTAIN], claimed_at__lt=moment)
    return list(Dispatch.objects.filter(held | begun).order_by("id")[:1000])


def forgotten(now: datetime) -> Sequence[Dispatch]:
    """Dispatches that should have moved long ago: their job was lost with a worker or a database."""
    late = Q(state=State.HELD, release_at__lt=now - timedelta(minutes=2))
    stuck = Q(state=State.CLAIMED, claimed_at__lt=now - timedelta(minutes=10))
    unsure = Q(state=State.UNCERTAIN, claimed_at__lt=now - timedelta(minutes=30))
    return list(Dispatch.objects.filter(late | stuck | unsure).order_by("id")[:100])


def insisted(workspace_id: int, since: datetime) -> Sequence[Insistence]:
    """What left although the guard wanted it thought over, the latest first."""
    rows = Insistence.objects.filter(workspace=workspace_id, at__gte=since).exclude(dispatch__state="undone")
    return list(rows.select_related("dispatch__agent", "amendment__agent").order_by("-at", "-id")[:500])


def assisted(workspace_id: int, most: int = 30) -> Sequence[Dispatch]:
    """The last answers that were written with the assistant, but those that were taken back."""
    rows = Dispatch.objects.filter(workspace=workspace_id, assisted=True).exclude(state=State.UNDONE)
    return list(rows.select_related("agent").order_by("-id")[:most])

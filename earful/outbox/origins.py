"""From which saved replies answers came: kept when they are sent, counted from what truly left."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, F, Max, OuterRef, Q
from django.db.models.functions import Coalesce

from earful.channels.contract import Why
from earful.conversations.models import Turn
from earful.kit import clock
from earful.outbox.models import Dispatch, Origin
from earful.replies.models import Draft, SavedVariant, Taken
from earful.replies.saved.rules import still_there

LATELY = 60


@dataclass(frozen=True, slots=True)
class Used:
    """How a saved reply fared. `solved`: without its customer coming back; `back`: they came back; others are open."""

    times: int = 0
    solved: int = 0
    back: int = 0
    last_at: datetime | None = None

    @property
    def decided(self) -> int:
        """Of how many it is known."""
        return self.solved + self.back


def standing(draft: Draft, words: str) -> list[int]:
    """The wordings that were taken into a draft and still stand in these words."""
    taken = {one.variant_id: one.variant for one in Taken.objects.filter(draft=draft).select_related("variant")}
    return [pk for pk, variant in taken.items() if still_there(variant.text, words)]


def keep(dispatch: Dispatch, variants: Sequence[int]) -> None:
    """They go with it."""
    known = SavedVariant.objects.filter(pk__in=variants, workspace=dispatch.workspace_id)
    Origin.objects.bulk_create(
        Origin(workspace_id=dispatch.workspace_id, dispatch=dispatch, variant=variant)
        for variant in (known if variants else ())
        if still_there(variant.text, dispatch.written)
    )


def give_back(dispatch: Dispatch, draft: Draft) -> None:
    """Its words are a draft again, which remembers what they came from."""
    remember([one.variant_id for one in dispatch.origins.all()], draft)


def remember(variants: Sequence[int], draft: Draft) -> None:
    """A draft knows from which wordings it came."""
    Taken.objects.bulk_create(
        Taken(workspace_id=draft.workspace_id, draft=draft, variant_id=pk, at=clock.now()) for pk in variants
    )


def lately(agent_id: int) -> list[int]:
    """The saved replies that this person sent last, the latest first."""
    rows = Origin.objects.filter(dispatch__agent=agent_id).order_by("-pk")
    return list(dict.fromkeys(rows.values_list("variant__edition__reply", flat=True)[:LATELY]))


def used(workspace_id: int, reply_ids: Sequence[int]) -> dict[int, Used]:
    """By saved reply, of answers that were sent and still stand; holding replies count as used and decide nothing."""
    sent = Origin.objects.filter(
        workspace_id=workspace_id, dispatch__state=Dispatch.State.SENT, variant__edition__reply__in=reply_ids
    )
    where = Coalesce("dispatch__conversation__merged_into", "dispatch__conversation")
    solved_at = Coalesce("dispatch__conversation__merged_into__solved_at", "dispatch__conversation__solved_at")
    gone = Turn.objects.filter(
        account=OuterRef("dispatch__account"), external_id=OuterRef("dispatch__external_id"), removed_at__isnull=False
    )
    again = Turn.objects.filter(
        conversation=OuterRef("place"), ours=False, needs_answer=True, removed_at=None, said_at__gt=OuterRef("left_at")
    ).exclude(Q(why=Why.CONTEXT) | Q(pk=OuterRef("dispatch__answers")))
    answer = Q(dispatch__manner="")
    rows = (
        sent.exclude(Exists(gone))
        .annotate(reply=F("variant__edition__reply"), place=where, left_at=F("dispatch__settled_at"))
        .annotate(back=Exists(again), done=solved_at)
        .values("reply")
        .annotate(
            times=Count("dispatch", distinct=True),
            solved=Count("dispatch", distinct=True, filter=answer & Q(back=False, done__lte=clock.now())),
            came_back=Count("dispatch", distinct=True, filter=answer & Q(back=True)),
            last_at=Max("left_at"),
        )
    )
    return {
        row["reply"]: Used(row["times"], row["solved"], row["came_back"], row["last_at"]) for row in rows.order_by()
    }

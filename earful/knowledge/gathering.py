"""Answers of ours as passages: once each, never private ones, usable when their matter is solved, gone when they go."""

from django.db.models import F, Q

from earful.conversations.models import Conversation, Turn
from earful.kit import clock
from earful.kit.transaction import one_transaction
from earful.knowledge.models import Gathered, Passage
from earful.knowledge.passages import index

PART = 200
AGAIN = 500  # numbers become visible out of order: so many are looked at once more
SECRET = ("followers", "named")
LEAST = 25  # characters; shorter ones help nobody
GONE = Q(turn__removed_at__isnull=False) | Q(turn__emptied_at__isnull=False) | Q(turn__text="")


@one_transaction
def gather(workspace_id: int) -> list[int]:
    """The next answers of ours; the new passages."""
    gathered, _ = Gathered.objects.select_for_update().get_or_create(workspace_id=workspace_id)
    rows = Turn.objects.filter(workspace_id=workspace_id, ours=True, pk__gt=max(0, gathered.turn - AGAIN))
    turns = list(rows.select_related("conversation").defer("search").order_by("pk")[: PART + AGAIN])
    known = set(Passage.objects.filter(turn__in=turns).values_list("turn_id", flat=True))
    made = [_passage(turn) for turn in turns if turn.pk not in known and _worth(turn)]
    if turns:
        Gathered.objects.filter(pk=workspace_id).update(turn=max(gathered.turn, turns[-1].pk))
    return made


def _worth(turn: Turn) -> bool:
    public = not turn.conversation.private and turn.readers not in SECRET
    stands = turn.removed_at is None and turn.emptied_at is None
    return public and stands and not turn.manner and len(turn.text.strip()) >= LEAST and turn.why != "context"


def _passage(turn: Turn) -> int:
    before = Turn.objects.filter(conversation=turn.conversation_id, ours=False, said_at__lte=turn.said_at)
    asked = (
        before.filter(external_id=turn.parent_external_id).first() or before.order_by("said_at", "order", "id").last()
    )
    if asked is None:
        return 0  # words of ours that answer nobody
    language = turn.language or turn.conversation.language
    row = Passage.objects.create(
        workspace_id=turn.workspace_id, turn=turn, asked=asked, conversation_id=turn.conversation_id,
        item=turn.item_id, language=language, usable=False,
    )  # fmt: skip
    index(row.pk, turn.text, language)
    return row.pk


@one_transaction
def refresh(workspace_id: int) -> int:
    """Answers of matters that are solved become usable; what was removed, moved to a private place or never solved goes."""
    rows = Passage.objects.filter(workspace_id=workspace_id, turn__isnull=False)
    gone = rows.filter(GONE | Q(turn__conversation__private=True))
    ended = Q(turn__conversation__status=Conversation.Status.ENDED) | Q(turn__conversation__solved_at__lte=clock.now())
    for row in rows.exclude(item=F("turn__item")).select_related("turn").defer("turn__search")[:PART]:
        _read_anew(row)
    usable = Passage.objects.filter(
        pk__in=rows.filter(ended, usable=False, heard=True, personal=False).values("pk")
    ).update(usable=True)
    gone.delete()
    return usable


def _read_anew(row: Passage) -> None:
    """An answer that was changed is suggested again when a worker has read what it says now."""
    if row.turn is not None:
        new = {"item": row.turn.item_id, "heard": False, "usable": False, "personal": False}
        Passage.objects.filter(pk=row.pk).update(**new)
        index(row.pk, row.turn.text, row.language)


def left(workspace_id: int) -> bool:
    """Whether there are answers that were never looked at."""
    gathered = Gathered.objects.filter(pk=workspace_id).values_list("turn", flat=True).first() or 0
    return Turn.objects.filter(workspace_id=workspace_id, ours=True, pk__gt=gathered).exists()


def unheard(workspace_id: int) -> bool:
    """Whether there are passages nobody has read."""
    return Passage.objects.filter(workspace_id=workspace_id, heard=False).exists()

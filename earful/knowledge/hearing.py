"""What passages are about. Only workers load it: the encoder is large."""

from collections.abc import Mapping, Sequence

from django.db import connection

from earful.channels.contract import Why
from earful.kit.transaction import one_transaction
from earful.knowledge.models import Gist, Passage
from earful.knowledge.rules import bits
from earful.knowledge.usual import usual
from earful.triage import personal
from earful.triage.models import Meaning
from earful.triage.rules import Subject
from earful.triage.topics import hearing

PART = 100


def hear(workspace_id: int) -> list[int]:
    """The next passages nobody has read: what they are about is kept, `done` follows. The encoder runs outside of the transaction."""
    rows = list(
        Passage.objects.filter(workspace_id=workspace_id, heard=False)
        .select_related("turn", "edition", "asked")
        .order_by("id")[:PART]
    )
    texts = [row.turn.text if row.turn else f"{row.edition.title if row.edition else ''}\n{row.text}" for row in rows]
    meanings = hearing.meanings([Subject(text, Why.MENTION) for text in texts])
    telling = [pk for row, text in zip(rows, texts, strict=True) if (pk := _telling(row, text))]
    keep(rows, meanings, telling, _unheard(rows))
    return [row.pk for row in rows]


def _unheard(rows: Sequence[Passage]) -> dict[int, bytes]:
    """What was asked, by its item, where triage keeps no meaning of it (any more)."""
    asked = _asked(rows)
    for pk in Meaning.objects.filter(pk__in=asked).values_list("pk", flat=True):
        asked.pop(pk)
    heard = hearing.meanings([Subject(text, Why.MENTION) for text in asked.values()])
    return dict(zip(asked, heard, strict=True))


def _asked(rows: Sequence[Passage]) -> dict[int, str]:
    """The words that were asked before passages, by their items."""
    return {row.asked.item_id: row.asked.text for row in rows if row.asked}


def _telling(row: Passage, text: str) -> int:
    """The number of an answer that tells something about somebody; 0 for others."""
    return row.pk if row.turn_id and personal.sorts(text, row.language) else 0


@one_transaction
def keep(
    rows: Sequence[Passage],
    meanings: Sequence[bytes],
    telling: Sequence[int] = (),
    unheard: Mapping[int, bytes] | None = None,
) -> None:
    """Write down what passages are about, and what was asked before them, which triage has heard or is in `unheard` by its item."""
    standing = set(
        Passage.objects.select_for_update().filter(pk__in=[row.pk for row in rows]).values_list("pk", flat=True)
    )
    asked = {**(unheard or {}), **dict(Meaning.objects.filter(pk__in=_asked(rows)).values_list("pk", "vector"))}
    told = [(row, "s", bits(bytes(heard), usual())) for row, heard in zip(rows, meanings, strict=True)]
    told += [(row, "a", bits(bytes(asked.get(row.asked.item_id, b"")), usual())) for row in rows if row.asked]
    values = [(row.workspace_id, row.pk, sort, code) for row, sort, code in told if code and row.pk in standing]
    if values:
        with connection.cursor() as cursor:
            cursor.executemany(
                f"insert into {Gist._meta.db_table} (workspace_id, passage_id, sort, bits) "  # noqa: S608, SLF001 -- a name of our own
                "values (%s, %s, %s, %s::bit(384)) on conflict (passage_id, sort) do update set bits = excluded.bits",
                values,
            )
    Passage.objects.filter(pk__in=telling).update(personal=True, usable=False)


@one_transaction
def done(passage_ids: Sequence[int]) -> None:
    """Everything that follows from what they are about has followed; whoever died before does it again."""
    Passage.objects.filter(pk__in=passage_ids).update(heard=True)

"""What a query would have found in the last 30 days, in bounded time; and what of its finds was noise."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from earful.conversations.models import Turn
from earful.kit import clock
from earful.listening.matching import Matcher, Post
from earful.listening.models import Found, Query
from earful.listening.noise import LEAST, Noise, proposals
from earful.listening.rules import parse
from earful.listening.tree import Node

DAYS, SHOWN = 30, 20
LOOKED_AT = 500  # that were not about us, and of the others
MOST, SECONDS, LONGEST = 50_000, 1.5, 50_000
FIELDS = (
    "pk",
    "conversation_id",
    "text",
    "warning",
    "author__handle",
    "author__name",
    "language",
    "links",
    "url",
    "said_at",
)


@dataclass(frozen=True, slots=True)
class Preview:
    """`found` of `read` messages; `all`: every message of those days was read."""

    found: int
    read: int
    all: bool
    shown: list[dict[str, Any]]


def noise(query: Query) -> list[Noise]:
    """What to leave out of a query, as far as what people said was not about them tells."""
    found = Found.objects.filter(query=query).order_by("-pk")
    refused = _found(query, list(found.exclude(refused_at=None).values_list("item", flat=True)[:LOOKED_AT]))
    if len(refused) < LEAST:
        return []
    kept = _found(query, list(found.filter(refused_at=None).values_list("item", flat=True)[:LOOKED_AT]))
    return proposals(parse(query.text), refused, kept)


def _found(query: Query, items: Sequence[int]) -> list[Post]:
    """As they stand; what is gone teaches nothing."""
    turns = Turn.objects.filter(workspace=query.workspace_id, item__in=items, removed_at=None, emptied_at=None)
    return [_post(row) for row in turns.values(*FIELDS)]


def preview(workspace_id: int, node: Node) -> Preview:
    """Newest first, until the time is over. What customers wrote and what is still there; our own words are left out."""
    matcher, until = Matcher([(1, node)]), time.monotonic() + SECONDS
    found = read = 0
    shown: list[dict[str, Any]] = []
    for row in _rows(workspace_id):
        if read >= MOST or (read % 100 == 0 and time.monotonic() > until):
            return Preview(found, read, all=False, shown=shown)
        read += 1
        if matcher.match(_post(row)):
            found += 1
            if len(shown) < SHOWN:
                shown.append(row)
    return Preview(found, read, all=True, shown=shown)


def _rows(workspace_id: int) -> Iterator[dict[str, Any]]:
    since = clock.now() - timedelta(days=DAYS)
    turns = Turn.objects.filter(
        workspace=workspace_id, said_at__gte=since, ours=False, removed_at=None, emptied_at=None
    )
    rows: Iterator[dict[str, Any]] = turns.order_by("-said_at").values(*FIELDS)[: MOST + 1].iterator(chunk_size=1000)
    return rows


def _post(row: dict[str, Any]) -> Post:
    return Post(
        text=f"{row['warning']}\n{row['text']}"[:LONGEST],
        author=row["author__handle"] or "",
        languages=(row["language"],) if row["language"] else (),
        links=tuple(str(link[-1]) for link in row["links"] if link),
        url=row["url"],
    )

"""Where we stopped reading: for each list the names at its end, and the time of the newest.

Ids are names without an order (some servers use words), so the place in a list is told by what we know of its end: a
page that begins right there must show some of it again. If it does not, the server did not do what it was asked.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Self

from earful.channels.contract import Refused
from earful.channels.mastodon import words
from earful.kit import clock

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
OVERLAP = 3  # newest names that a page is asked to show again
MOST_KNOWN = 120
FAR = timedelta(hours=24)  # what was held back may appear at its old place
EVERY = timedelta(hours=1)  # how often to look back that far


@dataclass(frozen=True, slots=True)
class Edge:
    """The end of one list: `known` newest first; nothing before `floor` is ever ours to fetch."""

    known: tuple[str, ...] = ()
    mark: datetime = EPOCH
    floor: datetime = EPOCH

    @property
    def anchor(self) -> str | None:
        """The name after which to ask; None when too little is known."""
        return self.known[OVERLAP] if len(self.known) > OVERLAP else self.known[-1] if self.known else None

    def overlaps(self, names: Iterable[str]) -> bool:
        """Whether a page asked for after the anchor begins right there: it shows what follows, not the anchor."""
        shown = set(names)
        return self.anchor not in shown and bool(shown & set(self.known[:OVERLAP][: max(0, len(self.known) - 1)]))

    def after(self, names: Iterable[str], newest: datetime | None) -> Self:
        """The edge once a page with these names (newest first) was read."""
        known = tuple(dict.fromkeys((*names, *self.known)))[:MOST_KNOWN]
        mark = max(self.mark, min(newest, clock.now())) if newest else self.mark
        return replace(self, known=known, mark=mark)

    @property
    def stop(self) -> datetime:
        """How far back a walk that meets nothing it knows has to go."""
        return max(self.floor, self.mark - FAR if self.mark - EPOCH > FAR else EPOCH)


@dataclass(frozen=True, slots=True)
class Place:
    """The cursor: the end of what we were told, of our own posts, and when we last looked far back."""

    told: Edge
    own: Edge
    deep: datetime

    def dump(self) -> str:
        """As text for the ledger."""
        edges = {
            name: [list(edge.known), edge.mark.isoformat(), edge.floor.isoformat()]
            for name, edge in (("told", self.told), ("own", self.own))
        }
        return json.dumps({**edges, "deep": self.deep.isoformat()})

    @classmethod
    def load(cls, text: str) -> Self:
        """Read what `dump` wrote. Raises Refused."""
        try:
            found: dict[str, Any] = json.loads(text)
            told, own = (
                Edge(tuple(map(str, found[name][0])), clock.parse(found[name][1]), clock.parse(found[name][2]))
                for name in ("told", "own")
            )
            return cls(told, own, clock.parse(found["deep"]))
        except (ValueError, KeyError, TypeError, IndexError) as error:
            raise Refused(words.NO_PLACE) from error

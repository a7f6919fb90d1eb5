"""Where we stopped reading. Bluesky lists newest first and knows no "since", so we remember how far back was read."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import Any, Self

from earful.channels.bluesky import words
from earful.channels.contract import Refused
from earful.kit import clock

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
NEAR = timedelta(minutes=15)  # clocks of phones are wrong, and listing lags
FAR = timedelta(hours=24)  # what moderation held back appears at its old place
EVERY = timedelta(hours=1)  # how often to look back that far
MOST_KNOWN = 2000


def fingerprint(uri: object, cid: object) -> str:
    """A short name for one version of one post: what comes before the dot names the post."""
    post, version = (blake2b(str(part).encode("utf-8", "replace"), digest_size=6).hexdigest() for part in (uri, cid))
    return f"{post}.{version}"


def post_of(name: str) -> str:
    """The part of a fingerprint that names the post, whatever its version."""
    return name.partition(".")[0]


@dataclass(frozen=True, slots=True)
class Edge:
    """How far one list was read: up to `mark`; nothing before `floor` is ever ours to fetch."""

    mark: datetime = EPOCH
    floor: datetime = EPOCH

    def stop(self, reach: timedelta) -> datetime:
        """The moment to walk back to."""
        return max(self.mark - reach, self.floor) if self.mark - EPOCH > reach else self.floor


@dataclass(frozen=True, slots=True)
class Place:
    """The cursor: an edge for what we were told, one for our own posts, and what is known near those edges."""

    told: Edge
    own: Edge
    deep: datetime
    known: frozenset[str] = frozenset()

    def reach(self, now: datetime) -> timedelta:
        """How far behind the mark to look this time."""
        return FAR if now - self.deep >= EVERY else NEAR

    def dump(self) -> str:
        """As text for the ledger."""
        edges = {n: [e.mark.isoformat(), e.floor.isoformat()] for n, e in (("told", self.told), ("own", self.own))}
        return json.dumps({**edges, "deep": self.deep.isoformat(), "known": sorted(self.known)})

    @classmethod
    def load(cls, text: str) -> Self:
        """Read what `dump` wrote. Raises Refused."""
        try:
            found: dict[str, Any] = json.loads(text)
            told, own = (Edge(*map(clock.parse, found[name])) for name in ("told", "own"))
            return cls(told, own, clock.parse(found["deep"]), frozenset(map(str, found["known"])))
        except (ValueError, KeyError, TypeError) as error:
            raise Refused(words.NO_PLACE) from error


@dataclass(slots=True)
class Trail:
    """What one walk back over a list has seen, to make the next edge from."""

    mark: datetime
    seen: dict[str, datetime | None] = field(default_factory=dict)  # None: keep, whatever its time

    def note(self, name: str, when: datetime | None, *, first_page: bool) -> None:
        """Remember one version of one post; the mark never runs ahead of our own clock."""
        if when and when <= clock.now():
            self.mark = max(self.mark, when)
        self.seen[name] = None if first_page else when

    def known(self) -> Iterable[str]:
        """What the next quick walk would meet again, newest first."""
        near = self.mark - NEAR if self.mark - EPOCH > NEAR else EPOCH
        return [name for name, when in self.seen.items() if when is None or when >= near][:MOST_KNOWN]

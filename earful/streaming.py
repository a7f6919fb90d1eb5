"""What a network's stream says, held against every workspace's queries at once: what fits, and what we know, comes in.

One process reads a stream for all (cli/stream.py). The place in the stream is kept with what came of it.
"""

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from earful import flow
from earful.accounts.models import Account
from earful.channels.bluesky import jetstream
from earful.channels.bluesky.jetstream import Told
from earful.channels.contract import Batch, Parcel
from earful.intake.models import Item
from earful.kit import clock
from earful.kit.transaction import one_transaction
from earful.listening import searching
from earful.listening.matching import Matcher, Post
from earful.listening.models import Source
from earful.listening.rules import parse
from earful.sources import accounts_of, take

FRESH = 2.0  # seconds after which queries and accounts are read anew
KEEP = 5.0  # seconds after which a place is kept although nothing fitted
MISSED = timedelta(minutes=5)  # so long says nobody nothing, on a network of any size
LONGEST = 50_000


@dataclass(slots=True)
class Hit:
    """What one workspace takes from the stream. `known`: things that stand in its ledger, by account."""

    source: Source
    new: list[Parcel] = field(default_factory=list)
    known: dict[int, list[Parcel]] = field(default_factory=dict)


class Listener:
    """All workspaces that read one stream. Used by one thread at a time."""

    def __init__(self, name: str, sources: Sequence[Source]) -> None:
        self.name = name
        self.sources = {source.pk: source for source in sources}
        self._read_at = 0.0
        self._kept_at = time.monotonic()
        self._mark: object = None
        self._matcher = Matcher([])
        self._of: dict[int, int] = {}
        self._accounts: dict[int, dict[int, Account]] = {}

    def cursor(self) -> int | None:
        """From where to read: the place of the one who is farthest back; None: from now on."""
        places = [source.places.get("cursor") for source in self.sources.values()]
        return min((int(place) for place in places if place), default=None)

    def hits(self, those: Sequence[Told]) -> list[Hit]:
        """What fits a query, and what changes something that is known, for each workspace."""
        self._read()
        found = {source.workspace_id: Hit(source) for source in self.sources.values()}
        posts = [one for one in those if one.what]
        known = self._known([one for one in posts if one.what != "create"])
        for one in posts:
            for workspace_id, account_id in known.get(one.uri, ()):
                found[workspace_id].known.setdefault(account_id, []).append(one.parcel(known=True))
            here = {workspace_id for workspace_id, _ in known.get(one.uri, ())}
            for workspace_id in self._fitting(one) - here:
                found[workspace_id].new.append(one.parcel(known=False))
        return [hit for hit in found.values() if hit.new or hit.known]

    def _fitting(self, one: Told) -> set[int]:
        if one.what == "delete":
            return set()
        post = Post(one.text[:LONGEST], "", one.languages, one.links)
        spaces = {self._of[query] for query in self._matcher.match(post)}
        places = {source.workspace_id: int(source.places.get("cursor") or 0) for source in self.sources.values()}
        own = {
            pk for pk, accounts in self._accounts.items() if any(a.external_id == one.did for a in accounts.values())
        }
        return {pk for pk in spaces - own if pk in places and one.at > places[pk]}

    def _fits(self, workspace_id: int, post: Post) -> bool:
        """Once more, now that its author has a name."""
        return any(self._of[query] == workspace_id for query in self._matcher.match(post))

    def _known(self, those: Sequence[Told]) -> dict[str, list[tuple[int, int]]]:
        """By name: which workspaces have it, in which account."""
        accounts = {pk: workspace for workspace, each in self._accounts.items() for pk in each}
        if not those or not accounts:
            return {}
        rows = Item.objects.filter(account__in=list(accounts), external_id__in=[one.uri for one in those])
        found: dict[str, list[tuple[int, int]]] = {}
        for name, account_id in rows.values_list("external_id", "account_id").distinct():
            found.setdefault(name, []).append((accounts[account_id], account_id))
        return found

    def _read(self) -> None:
        """Queries and accounts as they are now."""
        if time.monotonic() - self._read_at < FRESH:
            return
        self._read_at = time.monotonic()
        texts = searching.texts({source.workspace_id for source in self.sources.values()})
        if texts != self._mark:
            self._mark, self._of = texts, {pk: workspace for pk, workspace, _ in texts}
            self._matcher = Matcher((pk, parse(text)) for pk, _, text in texts)
        self._accounts = {
            source.workspace_id: {one.pk: one for one in accounts_of(source.account)}
            for source in self.sources.values()
        }

    def take(self, hits: Iterable[Hit], reached: int) -> int:
        """Store what came, with the place. How many new items. Raises Lost when somebody else reads by now."""
        hits = list(hits)
        if not hits and time.monotonic() - self._kept_at < KEEP:
            return 0
        fresh = searching.as_reader(self.name, list(self.sources), self._store, hits, reached)
        for source in self.sources.values():
            source.places = {**source.places, "cursor": max(reached, int(source.places.get("cursor") or 0))}
        self._kept_at = time.monotonic()
        return fresh

    @one_transaction
    def _store(self, hits: Sequence[Hit], reached: int) -> int:
        by = {hit.source.pk: hit for hit in hits}
        whole = 0
        for source in sorted(self.sources.values(), key=lambda one: one.pk):
            hit, fresh = by.get(source.pk), 0
            if hit is not None:
                fresh = take(source.account, hit.new, partial(self._fits, source.workspace_id))
                for account_id, parcels in hit.known.items():
                    flow.arrive(self._accounts[source.workspace_id][account_id], Batch(tuple(parcels)))
            at = max(reached, int(source.places.get("cursor") or 0))
            searching.note(source.pk, places={**source.places, "cursor": at}, reached=_moment(at), found=fresh)
            whole += fresh
        return whole

    def skipped(self, first: int) -> bool:
        """Whether the stream has begun later than it was asked to: what was said between is lost to it."""
        asked = self.cursor()
        if asked is None or _moment(first) - _moment(asked) < MISSED:
            return False
        for source in self.sources.values():
            if place := source.places.get("cursor"):
                searching.note_lost(source.pk, _moment(int(place)), _moment(first))
        return True


def _moment(at: int) -> datetime:
    return min(jetstream.moment(at), clock.now())

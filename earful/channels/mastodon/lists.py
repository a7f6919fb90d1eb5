"""The two lists we read: what the server tells us about, and our own posts. Forward where that works, else backward."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from earful.channels.contract import Parcel, Why
from earful.channels.mastodon.account import Account, Page
from earful.channels.mastodon.calls import Denied
from earful.channels.mastodon.cursor import Edge
from earful.channels.mastodon.names import lasting
from earful.channels.mastodon.parcels import parcel
from earful.channels.mastodon.tidy import mapping, time_of

PAGE = 40
KINDS = ("mention", "update", "quote")  # of notifications; the rest tells of likes and followers
HEARD = frozenset({*KINDS, "reply"})  # so some of the Misskey family call it; nobody is asked for that kind
OURS = {"reply": Why.MENTION, "mention": Why.MENTION, "quote": Why.QUOTE}
PAGES = 500  # a walk back that long is a server that turns in circles


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a list; `post` is None for what concerns nobody."""

    name: str
    when: datetime | None
    post: Parcel | None


class List(Protocol):
    """What can be read page by page."""

    async def page(self, **where: str | None) -> tuple[list[Entry], str | None]:
        """One page, newest first, and where the next older one begins (None: nowhere)."""


class Told:
    """Notifications. What the owner's filters hold back is asked for too: a customer is no stranger to be hidden."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self._kinds: tuple[str, ...] | None = KINDS

    async def page(self, **where: str | None) -> tuple[list[Entry], str | None]:
        """One page, newest first, and where the next older one begins."""
        found = await self._ask({"limit": PAGE, "include_filtered": "true", **where})
        return [self._entry(item) for item in found.items if lasting(item.get("id"))], found.older

    async def _ask(self, params: dict[str, Any]) -> Page:
        while True:
            try:
                return await self._account.page("/api/v1/notifications", **params, **{"types[]": self._kinds})
            except Denied as denied:
                if self._kinds is None or denied.status not in (400, 422):
                    raise
                self._kinds = ("mention",) if self._kinds == KINDS else None  # kin refuse kinds they do not know

    def _entry(self, item: dict[str, Any]) -> Entry:
        status, kind = mapping(item.get("status")), item.get("type")
        concerns = bool(status) and str(kind) in HEARD
        post = parcel(self._account, status, OURS.get(str(kind))) if concerns else None
        return Entry(str(item["id"]), time_of(item.get("created_at")), post)


class Own:
    """The brand's own posts, from wherever they were written."""

    def __init__(self, account: Account) -> None:
        self._account = account

    async def page(self, **where: str | None) -> tuple[list[Entry], str | None]:
        """One page, newest first, and where the next older one begins."""
        path = f"/api/v1/accounts/{self._account.id}/statuses"
        found = await self._account.page(path, limit=PAGE, exclude_reblogs="true", **where)
        entries = []
        for item in found.items:
            if name := lasting(item.get("id")):
                post = None if item.get("reblog") else parcel(self._account, item, Why.OWN)
                entries.append(Entry(name, time_of(item.get("created_at")), post))
        return entries, found.older


async def forward(source: List, edge: Edge) -> AsyncIterator[tuple[list[Entry], Edge | None]]:
    """The new entries after an edge, page by page, each with the edge behind it; None while there may be a gap."""
    for _ in range(PAGES):
        page, older = await source.page(min_id=edge.anchor)
        if edge.overlaps(entry.name for entry in page):
            fresh = [entry for entry in page if entry.name not in edge.known]
            if not fresh:
                return
            edge = edge.after([entry.name for entry in page], _newest(page))
            yield fresh, edge
            continue
        if not page and edge.anchor is not None:  # what we knew may be gone: begin at the newest
            page, older = await source.page()
        found = [entry.name for entry in page]
        before = len(found)
        async for entries in walk(source, page, older, edge.stop, frozenset(edge.known)):
            found += [entry.name for entry in entries]
            yield entries, None
        if len(found) == before:
            return
        edge = edge.after(found, _newest(page))
        yield [], edge


async def walk(
    source: List, page: list[Entry], older: str | None, stop: datetime, known: frozenset[str] = frozenset()
) -> AsyncIterator[list[Entry]]:
    """Backwards from a page to `stop`, to a page that holds what is known, or to the end: what is new of each page."""
    seen: set[str] = set()
    for _ in range(PAGES):
        fresh = [e for e in page if e.name not in known and e.name not in seen and (e.when is None or e.when >= stop)]
        if fresh:
            yield fresh
        newest = _newest(page)
        names = {entry.name for entry in page}
        if not names - seen or names & known or older is None or (newest is not None and newest < stop):
            return
        seen |= names
        page, older = await source.page(max_id=older)


def _newest(page: Sequence[Entry]) -> datetime | None:
    return max((entry.when for entry in page if entry.when), default=None)

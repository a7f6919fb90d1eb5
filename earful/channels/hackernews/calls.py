"""What Hacker News is asked: its search by date, which only hints, and the items themselves, which are the truth."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from earful.channels.contract import Refused, Retry
from earful.channels.hackernews import words
from earful.channels.payloads import listed, mapping, number
from earful.channels.simple import AGAIN, ask, told
from earful.kit.transport import Transport

SEARCH = "https://hn.algolia.com/api/v1"
ITEMS = "https://hacker-news.firebaseio.com/v0"
PAGE, PAGES = 100, 9  # the search shows a thousand at most
WINDOWS = 20  # so many thousands
AT_ONCE = 8
NOT_FOUND = 404
MOST = 2 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class News:
    """Both interfaces, and what is searched for."""

    search: str
    items: str
    terms: tuple[str, ...]
    user: str
    transport: Transport

    async def found(self, since: datetime) -> AsyncIterator[list[int]]:
        """Numbers of what the search has found since a moment, page by page, newest first for each word."""
        for term in self.terms:
            async for page in self._found(term.rstrip("*"), int(since.timestamp())):
                yield page

    async def _found(self, term: str, since: int) -> AsyncIterator[list[int]]:
        until = 2**40
        for _ in range(WINDOWS):
            oldest = until
            for page in range(PAGES + 1):
                hits = await self._page(term, since, until, page)
                yield [int(name) for hit in hits if (name := str(hit.get("objectID"))).isdecimal() and len(name) < 19]
                oldest = min([oldest, *(at for hit in hits if (at := number(hit.get("created_at_i"))))])
                if len(hits) < PAGE:
                    return
            if oldest >= until:
                return
            until = oldest + 1  # what else was said in that very second stands on the next page

    async def _page(self, term: str, since: int, until: int, page: int) -> list[Mapping[str, Any]]:
        asked = {
            "query": f'"{term}"' if " " in term else term,
            "tags": "(story,comment)",
            "numericFilters": f"created_at_i>{since},created_at_i<{until}",
            "hitsPerPage": PAGE,
            "page": page,
        }
        answer = await ask(self.transport, "GET", f"{self.search}/search_by_date", params=asked, max_bytes=MOST)
        if answer.status == NOT_FOUND:
            raise Refused(words.NO_SEARCH)
        hits = told(answer).get("hits")
        if not isinstance(hits, list):
            raise Retry(words.STRANGE, AGAIN)
        return listed(hits)

    async def item(self, name: int) -> Mapping[str, Any] | None:
        """One item as it is now; None where there is none (yet)."""
        answer = await ask(self.transport, "GET", f"{self.items}/item/{name}.json", max_bytes=MOST)
        try:
            found = answer.json()
        except ValueError as error:
            raise Retry(words.STRANGE, AGAIN) from error
        return found if isinstance(found, Mapping) and found.get("id") == name else None

    async def several(self, names: Iterable[int]) -> dict[int, Mapping[str, Any]]:
        """Items as they are now, some at a time; what is not there is not among them."""
        found, wanted = dict[int, Mapping[str, Any]](), list(dict.fromkeys(names))
        for start in range(0, len(wanted), AT_ONCE):
            some = wanted[start : start + AT_ONCE]
            items = await asyncio.gather(*(self.item(name) for name in some))
            found.update((name, one) for name, one in zip(some, items, strict=True) if one is not None)
        return found

    async def profile(self) -> Mapping[str, Any]:
        """Our user, with the numbers of all that it ever wrote, newest first; nothing where there is no such user."""
        answer = await ask(self.transport, "GET", f"{self.items}/user/{self.user}.json", max_bytes=MOST)
        try:
            return mapping(answer.json())
        except ValueError as error:
            raise Retry(words.STRANGE, AGAIN) from error

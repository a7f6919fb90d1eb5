"""Hashtags and the search of one server: what it knows of the fediverse, which is never all of it."""

from collections.abc import AsyncIterator, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote

from earful.channels.contract import Refused, Why
from earful.channels.mastodon import words
from earful.channels.mastodon.account import Account
from earful.channels.mastodon.calls import FORBIDDEN, NOT_FOUND, UNAUTHORIZED, Denied
from earful.channels.mastodon.names import lasting
from earful.channels.mastodon.parcels import parcel
from earful.channels.mastodon.tidy import listed, mapping, time_of
from earful.channels.seeking import Asked, Seen, Sort

PAGE, PAGES = 40, 10
SORTS = frozenset({Sort.WORDS, Sort.TAG})


async def seek(account: Account, asked: Asked, place: str | None, since: datetime) -> AsyncIterator[Seen]:
    """By hashtag everything since the newest post seen before; by words what the server's search offers."""
    pages = _tagged(account, asked.text, place, since) if asked.sort is Sort.TAG else _searched(account, asked, place)
    async for page in pages:
        yield page


async def _tagged(account: Account, tag: str, place: str | None, since: datetime) -> AsyncIterator[Seen]:
    """Newest first, back to the place: where a server forgets `since_id`, what is known ends it."""
    newest, older = place, None
    path = f"/api/v1/timelines/tag/{quote(tag.replace(' ', ''), safe='')}"
    for number in range(1, PAGES + 1):
        page = await account.page(path, limit=PAGE, since_id=place, max_id=older)
        names = [name for item in page.items if (name := lasting(item.get("id")))]
        if number == 1 and names:
            newest = names[0]
        times = [when for item in page.items if (when := time_of(item.get("created_at")))]
        known = place is not None and place in names
        over = not names or page.older is None or page.older == older or known
        over = over or (place is None and bool(times) and min(times) < since)
        items = page.items[: names.index(place)] if place is not None and known else page.items
        fresh = [one for one in items if place or (when := time_of(one.get("created_at"))) is None or when >= since]
        found = tuple(parcel(account, one, Why.FOUND) for one in reversed(fresh) if _for_all(one))
        if over or number == PAGES:
            yield Seen(found, newest, cut=not over)
            return
        yield Seen(found)
        older = page.older


async def _searched(account: Account, asked: Asked, place: str | None) -> AsyncIterator[Seen]:
    """One page. Many servers search only what their own people wrote or were named in, some nothing at all."""
    text = " ".join(asked.text.replace('"', " ").split())
    asks = {"q": f'"{text}"' if " " in text else text, "type": "statuses", "limit": PAGE, "resolve": "false"}
    try:
        answer = await account.get("/api/v2/search", **asks)
    except Denied as denied:
        if denied.status in (UNAUTHORIZED, FORBIDDEN, NOT_FOUND):
            raise Refused(words.NO_SEARCH) from denied
        raise
    posts = listed(mapping(answer).get("statuses"), PAGE)
    names = [name for one in posts if (name := lasting(one.get("id")))]
    newest = max(names, key=lambda name: (len(name), name), default=place)
    yield Seen(tuple(parcel(account, one, Why.FOUND) for one in reversed(posts) if _for_all(one)), newest)


def _for_all(status: Mapping[str, Any]) -> bool:
    """Whether its author wants it to be come across by everybody. What is said more quietly is not searched for."""
    return status.get("visibility", "public") == "public" and not status.get("reblog")

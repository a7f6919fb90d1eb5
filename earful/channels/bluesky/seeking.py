"""Bluesky's own search, newest first, and what a stream leaves out of a post."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from earful.channels.bluesky import parcels
from earful.channels.bluesky.lists import listed
from earful.channels.bluesky.reading import posts
from earful.channels.bluesky.session import SignedIn
from earful.channels.bluesky.wire import mapping, time_of
from earful.channels.contract import Change, Failure, Parcel, Why
from earful.channels.seeking import Asked, Seen, Sort
from earful.kit import clock

PAGE, PAGES = 100, 10
LATE = timedelta(minutes=10)  # a post may be found so long after it was said
PATIENCE = 3.0  # seconds for names and pictures; a post without them is better than none
AT_ONCE = 25
SORTS = frozenset(Sort)


async def seek(account: SignedIn, asked: Asked, place: str | None, since: datetime) -> AsyncIterator[Seen]:
    """What the search finds since a moment. The place is the time of the newest thing that it showed."""
    reached = time_of(place)
    stop = max(since, reached - LATE) if reached else since
    newest, cursor = reached or since, None
    for number in range(1, PAGES + 1):
        answer = await account.query(
            "app.bsky.feed.searchPosts", q=phrase(asked), sort="latest", since=_stamp(stop), limit=PAGE, cursor=cursor
        )
        page = [view for view in listed(answer, "posts") if mapping(view.get("record"))]
        times = [when for view in page if (when := time_of(view.get("indexedAt")))]
        newest = max([newest, *(when for when in times if when <= clock.now())])
        found = tuple(parcels.parcel(view, Change.SAID, Why.FOUND) for view in reversed(page))
        following = answer.get("cursor")
        over = not page or not isinstance(following, str) or following == cursor or (times and min(times) < stop)
        if over or number == PAGES:
            yield Seen(found, newest.isoformat(), cut=not over)
            return
        yield Seen(found)
        cursor = following


def phrase(asked: Asked) -> str:
    """As the search is asked for it."""
    text = " ".join(asked.text.replace('"', " ").split())
    return {
        Sort.WORDS: f'"{text}"' if " " in text else text,
        Sort.TAG: f"#{text.replace(' ', '')}",
        Sort.AUTHOR: f"from:{text}",
        Sort.SITE: f"domain:{text}",
    }[asked.sort]


def _stamp(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


async def complete(account: SignedIn, those: Sequence[Parcel]) -> tuple[Parcel, ...]:
    """The views of posts where the network shows them by now, else the profiles of their authors; else as they came."""
    said = [one for one in those if mapping(one.raw.get("record"))]
    if not said:
        return tuple(those)
    views: dict[str, dict[str, Any]] = {}
    people: dict[str, dict[str, Any]] = {}
    try:
        async with asyncio.timeout(PATIENCE):
            views = await posts(account, [one.external_id for one in said])
            missing = {one.raw["author"]["did"] for one in said if one.external_id not in views}
            people = await _people(account, sorted(missing))
    except (Failure, TimeoutError):
        pass  # a post without them is better than none
    return tuple(_completed(one, views, people) for one in those)


async def _people(account: SignedIn, dids: Sequence[str]) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for start in range(0, len(dids), AT_ONCE):
        answer = await account.query("app.bsky.actor.getProfiles", actors=dids[start : start + AT_ONCE])
        found |= {str(one.get("did")): dict(one) for one in listed(answer, "profiles")}
    return found


def _completed(one: Parcel, views: dict[str, dict[str, Any]], people: dict[str, dict[str, Any]]) -> Parcel:
    """The version that was heard, and no other: what the network shows may have changed again meanwhile."""
    noted = mapping(one.raw.get("earful"))
    change, why = Change(noted.get("change", Change.SAID)), Why(noted["why"]) if "why" in noted else None
    view = views.get(one.external_id)
    if view is not None and view.get("cid") == one.version:
        return parcels.parcel(view, change, why)
    author = (view or {}).get("author") or people.get(str(mapping(one.raw.get("author")).get("did")))
    return parcels.parcel({**one.raw, "author": author}, change, why) if mapping(author) else one

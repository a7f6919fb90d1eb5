"""GitHub's lists of what was updated since a moment: oldest first, from each page's end on, so that nothing slips through."""

from collections.abc import AsyncIterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from earful.channels.contract import Refused
from earful.channels.github import words
from earful.channels.github.calls import GONE, ISSUES, UNCHANGED, Denied, Hub, read
from earful.channels.payloads import listed, moment
from earful.channels.places import Place

PAGE, PAGES = 100, 100
SECOND = timedelta(seconds=1)  # times there are whole seconds


def since_text(at: datetime) -> str:
    """A moment as GitHub writes it."""
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


async def updated(
    hub: Hub, repository: int, kind: str, since: datetime, place: Place | None = None
) -> AsyncIterator[list[Mapping[str, Any]]]:
    """Pages of issues or comments; with a `place`, nothing where GitHub says that nothing has changed."""
    page, mark = 1, f"{repository}:{kind}"
    start = since
    for _ in range(PAGES):
        found, etag = await _page(hub, repository, kind, since, page, _etag(place, mark, since, page))
        if found is None:
            return
        yield found
        newest = max((at for one in found if (at := moment(one.get("updated_at")))), default=since)
        if len(found) < PAGE:
            if place and page == 1:
                _remember(place, mark, max(newest - SECOND, start), since, etag)
            elif place:
                place.marks[mark] = since_text(max(newest - SECOND, start))
            return
        since, page = (newest - SECOND, 1) if newest - SECOND > since else (since, page + 1)
    raise Refused(words.STRANGE)


def _etag(place: Place | None, mark: str, since: datetime, page: int) -> str:
    known, _, etag = (place.marks.get(f"{mark}:etag", "") if place else "").partition(" ")
    return etag if page == 1 and known == since_text(since) else ""


def _remember(place: Place, mark: str, next_since: datetime, since: datetime, etag: str) -> None:
    """Where to go on; the tag counts for this very question only."""
    place.marks[mark] = since_text(next_since)
    place.marks[f"{mark}:etag"] = f"{since_text(since)} {etag[:200]}"


async def _page(
    hub: Hub, repository: int, kind: str, since: datetime, page: int, etag: str
) -> tuple[list[Mapping[str, Any]] | None, str]:
    asked = {"since": since_text(since), "sort": "updated", "direction": "asc", "per_page": PAGE, "page": page}
    more = {"state": "all"} if kind == ISSUES else {}
    try:
        answer = await hub.get(f"/repos/{hub.named(repository)}/{kind}", etag, **asked, **more)
    except Denied as denied:
        if denied.status == GONE:  # this repository has no issues, or has them no more
            return [], ""
        raise Refused(words.MOVED) from denied
    if answer.status == UNCHANGED:
        return None, etag
    return listed(read(answer), PAGE), answer.headers.get("etag", "")

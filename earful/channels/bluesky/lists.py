"""The two lists we read backwards, page by page: what Bluesky tells us about, and our own posts."""

from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from earful.channels.bluesky.cursor import fingerprint
from earful.channels.bluesky.parcels import parts_of
from earful.channels.bluesky.session import SignedIn
from earful.channels.bluesky.tid import moment_of
from earful.channels.bluesky.wire import POST, time_of
from earful.channels.contract import Why

REASONS = ("mention", "reply", "quote")
PAGE = 100
OWN_PAGE = 50
EMPTY_PAGES = 20  # pages of likes and follows that the server filtered away, when it does not say how old they are
TICK = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a list. `when` is where it stands in the list; None: nowhere in particular."""

    item: Mapping[str, Any]
    when: datetime | None
    name: str  # of this very version
    why: Why


Pages = AsyncGenerator[list[Entry], None]


async def told(account: SignedIn, stop: datetime, known: frozenset[str] = frozenset()) -> Pages:
    """Notifications down to `stop`, or to a page without news; the first page whole, for authors make up times."""
    cursor: str | None = None
    before: set[str] = set()
    empty = 0
    while True:
        # Without priority=false an account that prefers "people you follow" would hide customers from us.
        answer = await account.query(
            "app.bsky.notification.listNotifications", reasons=REASONS, limit=PAGE, priority="false", cursor=cursor
        )
        page = [_told(item) for item in listed(answer, "notifications") if str(item.get("reason")) in REASONS]
        first = cursor is None
        yield [entry for entry in page if first or entry.when is None or entry.when >= stop]
        following = answer.get("cursor")
        if (
            not isinstance(following, str)
            or following == cursor
            or _past(page, following, stop)
            or _no_news(page, known)
        ):
            return
        empty = 0 if page else empty + 1
        if empty >= EMPTY_PAGES and time_of(following) is None:
            return
        names = {entry.name for entry in page}
        cursor = _again(following) if names - before else following
        before |= names


def _told(item: Mapping[str, Any]) -> Entry:
    return Entry(
        item, time_of(item.get("indexedAt")), fingerprint(item.get("uri"), item.get("cid")), Why(item["reason"])
    )


def _past(page: list[Entry], following: str, stop: datetime) -> bool:
    times = [entry.when for entry in page if entry.when] or [time for time in (time_of(following),) if time]
    return bool(times) and min(times) < stop


def _no_news(page: list[Entry], known: frozenset[str]) -> bool:
    """Whether all of a page is known; a place is only kept after a whole walk, so what lies below is known too."""
    return bool(page) and all(entry.name in known for entry in page)


def _again(cursor: str) -> str:
    """The next page may leave out posts of the very instant at which this one ended; begin it an instant earlier."""
    moment = time_of(cursor)
    return (moment + TICK).isoformat(timespec="milliseconds").replace("+00:00", "Z") if moment else cursor


async def own(account: SignedIn, stop: datetime, known: frozenset[str] = frozenset()) -> Pages:
    """The brand's own posts, likewise, straight from its repository; later ones have greater keys."""
    cursor: str | None = None
    while True:
        answer = await account.query(
            "com.atproto.repo.listRecords", repo=account.us.external_id, collection=POST, limit=OWN_PAGE, cursor=cursor
        )
        page = [_own(item) for item in listed(answer, "records")]
        yield [entry for entry in page if entry.when is None or entry.when >= stop]
        following = answer.get("cursor")
        times = [entry.when for entry in page if entry.when]
        done = not page or (times and min(times) < stop) or _no_news(page, known)
        if done or not isinstance(following, str) or following == cursor:
            return
        cursor = following


def _own(item: Mapping[str, Any]) -> Entry:
    parts = parts_of(item.get("uri"))
    return Entry(item, moment_of(parts[2]) if parts else None, fingerprint(item.get("uri"), item.get("cid")), Why.OWN)


def listed(answer: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    """The objects of a list in an answer."""
    found = answer.get(name)
    return [item for item in found if isinstance(item, Mapping)] if isinstance(found, list) else []

"""What stands around a post, and what stood there before: for looks that move no place. Feeds just read are not asked again."""

import time
from collections.abc import AsyncIterator
from datetime import datetime

from earful.channels.contract import Batch, Change, Failure, Parcel
from earful.channels.feeds import asking, parcels
from earful.channels.feeds.parcels import name_of
from earful.channels.feeds.reading import THREADS, Reader, comments, each_once
from earful.channels.feeds.shapes import Entry, Feed
from earful.kit import clock

SHELF = 20  # feeds that are remembered
LINGERS = 4  # for so many of the shortest pauses; polls bring what is new


async def look_back(reader: Reader, since: datetime) -> AsyncIterator[Batch]:
    """What was posted since a moment, with its comments; never moves the place."""
    now, blog = clock.now(), reader.blog
    feed = await recent(reader, blog.address)
    lately = [entry for entry in feed.entries if (entry.published or entry.updated or now) >= since]
    wanted = [entry for entry in each_once(lately) if blog.wants(entry)]
    yield Batch(tuple(parcels.post(feed, one, now, Change.SAID, ours=blog.is_ours(one)) for one in wanted))
    for entry in [one for one in wanted if one.comments_feed][-THREADS:]:
        yield Batch(await _below(reader, entry, now))


async def thread(reader: Reader, external_id: str) -> Batch:
    """A post with its comments, as long as its feed still shows it."""
    now, blog = clock.now(), reader.blog
    feed = await recent(reader, blog.address)
    if not external_id.startswith("comment:"):
        tops = [entry for entry in feed.entries if name_of(entry) == external_id][:1]
    else:  # most blogs name a comment after its post
        likely = sorted(feed.entries, key=lambda entry: name_of(entry) not in external_id)
        tops = [entry for entry in likely if entry.comments_feed and blog.wants(entry)][:THREADS]
    for entry in tops:
        below = await _below(reader, entry, now)
        top = parcels.post(feed, entry, now, Change.SAID, ours=blog.is_ours(entry))
        if external_id in {parcel.external_id for parcel in (top, *below)}:
            return Batch((top, *below))
    return Batch()


async def recent(reader: Reader, address: str) -> Feed:
    """A feed as it is now, or was a moment ago; an empty one where there is none. Raises Retry, Refused."""
    shelf, now = reader.shelf, time.monotonic()
    if (known := shelf.get(address)) and now - known[0] < LINGERS * reader.blog.least:
        return known[1]
    found = (await asking.ask(reader.visitor, address)).feed or Feed()
    if len(shelf) >= SHELF:
        shelf.clear()
    shelf[address] = (now, found)
    return found


async def _below(reader: Reader, entry: Entry, now: datetime) -> tuple[Parcel, ...]:
    if not entry.comments_feed:
        return ()
    try:
        feed = await recent(reader, entry.comments_feed)
    except Failure:
        return ()  # its own turn comes, and says so
    return tuple(comments(reader.blog, name_of(entry), feed, now))

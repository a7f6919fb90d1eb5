"""Reading a blog: its posts, and the comments of those that concern us.

A post that is no longer in the feed has only moved on: nothing here ever counts as removed.
"""

import time
from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Protocol

from earful.channels.contract import Batch, Change, Failure, Parcel, Retry
from earful.channels.feeds import asking, fulltext, parcels, words
from earful.channels.feeds.asking import Answer
from earful.channels.feeds.blog import Blog
from earful.channels.feeds.cursor import LISTENED, UNWANTED, Place, Source
from earful.channels.feeds.parcels import comment_id, name_of, version_of
from earful.channels.feeds.shapes import Entry, Feed
from earful.channels.plaintext import plain
from earful.kit import clock
from earful.kit.visiting import Visitor

ARTICLES = 6  # pages fetched for their whole text in one poll
THREADS = 8  # comments' feeds asked in one poll
LATEST_COMMENTS = 300
SLACK = timedelta(minutes=1)  # clocks differ, and feeds write whole seconds
MARGIN = timedelta(minutes=1)  # a last change is believed to be the last once it is so long ago


class Reader(Protocol):
    """What an adapter lends: its blog, its visitor."""

    blog: Blog
    visitor: Visitor
    shelf: dict[str, tuple[float, Feed]]  # feeds as they were lately, and when that was


async def poll(reader: Reader, cursor: str | None) -> AsyncIterator[Batch]:
    """Everything new; what was not due is not asked for."""
    now = clock.now()
    if cursor is None:
        yield Batch((), (await _begin(reader, now)).dump())
        return
    place = Place.load(cursor)
    found = await _posts(reader, place, now) if place.posts.due <= now else ()
    found += await _threads(reader, place, now)
    yield Batch(found, place.dump())
    if place.bad:
        raise Retry(place.bad, max(60.0, (place.posts.due - now).total_seconds()))


async def _begin(reader: Reader, now: datetime) -> Place:
    """The place of a blog that was never read: nothing that stands there now will be fetched, but its comments heard."""
    blog = reader.blog
    place = Place(Source(blog.address), now)
    answer = await asking.ask(reader.visitor, blog.address)
    if answer.feed is None:
        raise Retry(words.NOT_A_FEED, asking.LATER)
    _remember(place.posts, answer)
    place.posts.asked(now, changed=False, least=max(blog.least, answer.feed.rest))
    for entry in answer.feed.entries:
        wanted = blog.wants(entry)
        place.note(name_of(entry), version_of(entry), wanted=wanted)
        _listen(place, entry, now, wanted=wanted)
    await _threads(reader, place, now)
    return place


def _remember(source: Source, answer: Answer) -> None:
    """What to show when asking again, and where, if it moved for good."""
    headers = answer.visit.headers
    told = settled(headers.get("last-modified", ""), headers.get("date", ""))
    source.etag = headers.get("etag", "")[:500] if told else ""
    source.modified = headers.get("last-modified", "")[:100] if told else ""
    source.address = answer.visit.address if answer.visit.moved else source.address


def settled(modified: str, date: str) -> bool:
    """Whether "nothing has changed" may be believed when a feed that was changed then is asked for again.

    The times are in whole seconds: what is added within the second of the last change goes by the same time, and so
    would never be told. RFC 9110, 8.8.2.2 calls such a time weak. WordPress makes its ETag of the time as well, so
    neither is shown then. Times that cannot be read are not waited for.
    """
    try:
        return parsedate_to_datetime(date) - parsedate_to_datetime(modified) >= MARGIN
    except (ValueError, TypeError):
        return True


def _listen(place: Place, entry: Entry, now: datetime, *, wanted: bool) -> None:
    until = (entry.published or now) + LISTENED
    if wanted and entry.comments_feed and until > now:
        place.listen(entry.comments_feed, name_of(entry), until)


async def _posts(reader: Reader, place: Place, now: datetime) -> tuple[Parcel, ...]:
    """What is new among the posts, oldest first. A failure is kept as a sentence, so that the comments are heard."""
    source, blog = place.posts, reader.blog
    try:
        answer = await asking.ask(reader.visitor, source.address, source.etag, source.modified)
    except Retry:
        raise  # certainly not read: the same place is asked again
    except Failure as failure:
        source.missed(now, blog.least, asking.LATER)
        place.bad = failure.words
        return ()
    if not answer.unchanged and answer.feed is None:
        first = not place.bad
        source.missed(now, blog.least, asking.AGAIN)
        place.bad = words.NOT_A_FEED
        kind, content = answer.visit.headers.get("content-type", ""), answer.visit.content
        return (parcels.no_feed(source.address, answer.visit.status, kind, content),) if first else ()
    place.bad = ""
    found: list[Parcel] = []
    if answer.feed is not None:
        found = await _fresh(reader, place, answer.feed, now)
        reader.shelf[reader.blog.address] = (time.monotonic(), answer.feed)
        _remember(source, answer)
    rest = answer.feed.rest if answer.feed else 0.0
    source.asked(now, changed=bool(found), least=max(blog.least, rest))
    return tuple(found)


async def _fresh(reader: Reader, place: Place, feed: Feed, now: datetime) -> list[Parcel]:
    blog, found, fetched = reader.blog, [], 0
    for entry in each_once(feed.entries):
        name, version = name_of(entry), version_of(entry)
        known = place.version(name)
        if known is not None and known.removeprefix(UNWANTED) == version[:12]:
            place.note(name, version, wanted=not known.startswith(UNWANTED))
            continue
        full = ""
        if (
            fetched < ARTICLES
            and len(plain(entry.html).text) < fulltext.SHORT
            and entry.link
            and not blog.is_ours(entry)
        ):
            fetched += 1
            full = await asking.article(reader.visitor, entry.link)
        wanted = blog.wants(entry, full)
        place.note(name, version, wanted=wanted)
        _listen(place, entry, now, wanted=wanted)
        if wanted:
            stood = known is not None and not known.startswith(UNWANTED)
            change = Change.EDITED if stood else Change.SAID
            found.append(parcels.post(feed, entry, now, change, ours=blog.is_ours(entry), full=full))
    return found


def each_once(entries: Sequence[Entry]) -> list[Entry]:
    """Oldest first; where two bear one name, the one that stands first in the feed counts."""
    first: dict[str, Entry] = {}
    for entry in entries:
        first.setdefault(name_of(entry), entry)
    return list(reversed(first.values()))


async def _threads(reader: Reader, place: Place, now: datetime) -> tuple[Parcel, ...]:
    """New comments. One that cannot be read is left alone for longer each time, and given up after a while."""
    found: list[Parcel] = []
    place.threads = [one for one in place.threads if (one.until is None or one.until > now) and one.failed < 8]
    due = sorted(
        (one for one in place.threads if one.due <= now), key=lambda one: (one.due, -(one.until or now).timestamp())
    )
    for source in due[:THREADS]:
        try:
            answer = await asking.ask(reader.visitor, source.address, source.etag, source.modified)
        except Failure as failure:
            source.missed(now, reader.blog.least, getattr(failure, "after", 0.0))
            continue
        if answer.unchanged or answer.feed is None:
            source.asked(now, changed=False, least=reader.blog.least)
            continue
        before = place.began - SLACK if source.every == 0 else None
        fresh = comments(reader.blog, source.post, answer.feed, now, place, before)
        _remember(source, answer)
        source.asked(now, changed=bool(fresh), least=max(reader.blog.least, answer.feed.rest))
        found += fresh
    return tuple(found)


def comments(
    blog: Blog, post: str, feed: Feed, now: datetime, place: Place | None = None, before: datetime | None = None
) -> list[Parcel]:
    """The comments below a post, oldest first; with a `place`, only what is new, and not what is from `before`."""
    found = []
    for entry in each_once(feed.entries[:LATEST_COMMENTS]):
        name, version = comment_id(entry), version_of(entry)
        known = place.version(name) if place else None
        if place:
            place.note(name, version)
        if known == version[:12]:
            continue
        if before and known is None and entry.published and entry.published < before:
            continue
        change = Change.SAID if known is None else Change.EDITED
        given = {"ours": blog.is_ours(entry), "named": blog.named(entry)}
        found.append(parcels.comment(entry, post, feed.entries, now, change, **given))
    return found

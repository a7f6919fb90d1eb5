"""Asking for feeds and pages, through the visitor; what comes to nothing leaves as one of the four failures."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

from earful.channels.contract import Refused, Retry
from earful.channels.feeds import fulltext, parsing, words
from earful.channels.feeds.shapes import Feed, NotAFeed
from earful.kit.visiting import Turned, Visit, Visitor

ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml, application/xml;q=0.9, "
    "text/xml;q=0.9, application/json;q=0.8, text/html;q=0.5, */*;q=0.1"
)
MOST = 4 * 1024 * 1024
UNCHANGED, GONE = 304, 410
SHUT = {401, 402, 403, 407, 451}
MISSING = {404}
AGAIN, LATER = 900.0, 3600.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What a feed's address gave: a feed, or nothing new, or something that is no feed (then `visit` holds it)."""

    visit: Visit
    feed: Feed | None = None

    @property
    def unchanged(self) -> bool:
        """Whether nothing is new."""
        return self.visit.status == UNCHANGED


async def visit(visitor: Visitor, address: str, headers: Mapping[str, str], most: int = MOST) -> Visit:
    """Whatever answers with success or "unchanged". Raises Retry; Refused for what must not be visited at all."""
    try:
        found = await visitor.visit(address, headers, most)
    except Turned as turned:
        if turned.later:
            raise Retry(turned.words, turned.after) from turned
        raise Refused(turned.words) from turned
    if found.status == UNCHANGED or 200 <= found.status < 300:
        return found
    if found.status == GONE:
        raise Refused(words.GONE)
    if found.status in SHUT:
        raise Refused(words.CLOSED)
    if found.status in MISSING:
        raise Refused(words.MISSING)
    raise Retry(words.FAILING, AGAIN)


async def ask(visitor: Visitor, address: str, etag: str = "", modified: str = "") -> Answer:
    """A feed, unless it has not changed since. Raises Retry, Refused."""
    headers = {"accept": ACCEPT}
    headers |= {"if-none-match": etag} if etag else {}
    headers |= {"if-modified-since": modified} if modified else {}
    found = await visit(visitor, address, headers)
    if found.status == UNCHANGED:
        return Answer(found)
    return Answer(found, await read(found))


async def read(found: Visit) -> Feed | None:
    """The feed of an answer, read beside the loop that listens; None if it is no feed."""
    kind = found.headers.get("content-type", "")
    try:
        return await asyncio.to_thread(parsing.read, found.content, found.address, kind)
    except NotAFeed:
        return None


async def article(visitor: Visitor, address: str) -> str:
    """The text of an article, or "": then what its feed says of it stands."""
    if not address:
        return ""
    try:
        found = await visitor.visit(address, {"accept": "text/html"}, fulltext.MOST)
    except Turned:
        return ""
    kind = found.headers.get("content-type", "").lower()
    if found.status != 200 or "html" not in kind:
        return ""
    return await asyncio.to_thread(fulltext.extracted, found.content, found.address)

"""One blog. Nobody can be answered there from here."""

import re
from collections.abc import AsyncIterator, Sequence
from datetime import datetime

from earful.channels.contract import Batch, Outbound, Receipt, Refused, Retry, Unhindered
from earful.channels.feeds import around, reading, words
from earful.channels.feeds.blog import Blog
from earful.channels.feeds.shapes import Feed
from earful.channels.plain import Lasting, Uncalled
from earful.kit.transport import Transport
from earful.kit.visiting import Turned, Visitor

PICTURE_BYTES = 10_000_000
KINDS = (
    (re.compile(rb"\xff\xd8\xff"), "image/jpeg"),
    (re.compile(rb"\x89PNG\r\n\x1a\n"), "image/png"),
    (re.compile(rb"GIF8[79]a"), "image/gif"),
    (re.compile(rb"RIFF....WEBP", re.DOTALL), "image/webp"),
)
NOTHING: tuple[None, ...] = ()


class FeedsAdapter(Unhindered, Uncalled, Lasting):
    """Reads a blog's feed and the feeds of its comments."""

    def __init__(self, blog: Blog, transport: Transport) -> None:
        self.blog = blog
        self.visitor = Visitor(transport, blog.places)
        self.shelf: dict[str, tuple[float, Feed]] = {}

    def poll(self, cursor: str | None) -> AsyncIterator[Batch]:
        """Everything since `cursor`."""
        return reading.poll(self, cursor)

    def look_back(self, since: datetime) -> AsyncIterator[Batch]:
        """Everything since a moment, as far as the feed reaches."""
        return around.look_back(self, since)

    async def listen(self) -> AsyncIterator[None]:
        """Feeds call nobody."""
        for nothing in NOTHING:
            yield nothing

    async def check(self, external_ids: Sequence[str]) -> Batch:
        """The feed itself shows what changed, as long as it shows it at all."""
        del external_ids
        return Batch()

    async def thread(self, external_id: str) -> Batch:
        """What stands around one post."""
        return await around.thread(self, external_id)

    async def send(self, outbound: Outbound) -> Receipt:
        """A comment is written by hand, on the blog."""
        del outbound
        raise Refused(words.READ_ONLY)

    async def find(self, outbound: Outbound) -> Receipt | None:
        """It was certainly never sent."""
        del outbound
        return None

    async def picture(self, url: str) -> tuple[bytes, str]:
        """Fetch a picture. Its first bytes say what it is, whatever else is claimed."""
        try:
            found = await self.visitor.visit(url, {"accept": "image/*"}, PICTURE_BYTES)
        except Turned as turned:
            raise (Retry(turned.words, turned.after) if turned.later else Refused(words.NO_PICTURE)) from turned
        mime = next((mime for start, mime in KINDS if start.match(found.content)), None)
        if found.status != 200 or mime is None:
            raise Refused(words.NO_PICTURE)
        return found.content, mime

"""One blog. Nobody can be answered there from here."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime

from earful.channels import pictures
from earful.channels.contract import Batch, Outbound, Receipt, Refused, Unhindered
from earful.channels.feeds import around, reading, words
from earful.channels.feeds.blog import Blog
from earful.channels.feeds.shapes import Feed
from earful.channels.plain import Lasting, Uncalled
from earful.kit.transport import Transport
from earful.kit.visiting import Visitor

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
        """Fetch a picture."""
        return await pictures.fetch(self.visitor, url)

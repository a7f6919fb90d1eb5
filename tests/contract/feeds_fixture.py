"""The contract suite's world for blogs: a small blog on the loopback, whose feed is asked without a pause."""

import html
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

from contract_world import MemoryKeeper
from fake_blog import Blog, later

from earful.channels.contract import Adapter, Us
from earful.channels.feeds.network import NETWORK
from earful.kit.transport import Transport


class FeedsWorld:
    network = NETWORK
    can = NETWORK.can
    offers = frozenset({"edit", "pictures", "limit", "unreachable", "garbage"})

    def __init__(self, blog: Blog) -> None:
        self.blog = blog
        self.us = Us(blog.feed, "127.0.0.1")
        self.keeper = MemoryKeeper()

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Adapter]:
        async with Transport(frozenset({self.blog.place})) as door:
            yield NETWORK.open(self.us, {"feed": self.blog.feed, "least": 0}, {}, self.keeper, door)

    def say(self, text: str, by: str = "carol") -> str:
        return self.blog.post(f"<p>{html.escape(text)}</p>{'<p>And so on.</p>' * 60}", by)

    def say_with_picture(self, text: str, picture: bytes, alt: str, by: str = "carol") -> str:
        self.blog.pictures["/dot.png"] = picture
        return self.blog.post(f'<p>{html.escape(text)}</p><img src="{self.blog.url}/dot.png" alt="{alt}">', by)

    def reply(self, to: str, text: str, by: str = "carol") -> str:
        return "comment:" + self.blog.comment(to.removeprefix("comment:"), f"<p>{html.escape(text)}</p>", by)

    def edit(self, external_id: str, text: str) -> None:
        self.blog.of(external_id.removeprefix("comment:")).markup = f"<p>{html.escape(text)}</p>"

    def settle(self) -> None:
        later()

    def limit(self, seconds: int) -> None:
        self.blog.limited = seconds

    def relent(self) -> None:
        self.blog.limited = 0

    def unreachable(self) -> None:
        self.blog.close()

    def garbage(self) -> str:
        return self.blog.post("")


@contextmanager
def world() -> Iterator[FeedsWorld]:
    blog = Blog()
    try:
        yield FeedsWorld(blog)
    finally:
        blog.close()

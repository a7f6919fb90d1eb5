"""The contract suite's world for Webmention: a small web, and what its people told this desk, looked at in its turn.

The desk keeps what it is told until somebody looks (see tests/flow/test_webmention.py); here a list stands for that.
"""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime

from contract_world import MemoryKeeper
from fake_web import FakeWeb
from played import Played

from earful.channels.contract import Adapter, Batch, Outbound, Receipt, Refused, Us
from earful.channels.webmention.adapter import WebmentionAdapter
from earful.channels.webmention.network import NETWORK
from earful.kit.transport import Transport


class Told(WebmentionAdapter):
    """The adapter, with what was told before it."""

    web: FakeWeb

    async def poll(self, cursor: str | None) -> AsyncIterator[Batch]:
        told = len(self.web.told)
        yield Batch(() if cursor is None else await self.seen(int(cursor), told), str(told))

    async def look_back(self, since: datetime) -> AsyncIterator[Batch]:
        del since
        yield Batch(await self.seen(0, len(self.web.told)))

    async def seen(self, start: int, end: int):  # type: ignore[no-untyped-def]  # -- parcels
        found = []
        for source, target in list(dict.fromkeys(self.web.told[start:end])):
            known = (source, target) in self.web.told[:start]
            try:
                found += (await self.look({"source": source, "target": target}, known=known)).parcels
            except Refused:
                continue
        return tuple(found)

    async def send(self, outbound: Outbound) -> Receipt:
        self.web.texts[self._ours.answer(outbound.key)] = outbound.text  # it stands on its page from now on
        return await super().send(outbound)


class WebmentionWorld(Played):
    network = NETWORK
    can = NETWORK.can
    offers = frozenset({"edit", "remove", "limit", "lost_answer", "lost_request", "deny", "garbage", "threadless"})

    def __init__(self, fake: FakeWeb) -> None:
        self.fake = fake
        self.us = Us("0123456789abcdef", "blog.example")
        self.keeper = MemoryKeeper()

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Adapter]:
        async with Transport(frozenset({self.fake.place})) as door:
            adapter = Told(self.us, {"pages": [self.fake.ours], "desk": f"{self.fake.url}/desk"}, door)
            adapter.web = self.fake
            yield adapter

    def say(self, text: str, by: str = "carol") -> str:
        return self.fake.say(text, by)

    def reply(self, to: str, text: str, by: str = "carol") -> str:
        return self.fake.say(text, by, to=to)

    def remove(self, external_id: str) -> None:
        self.fake.remove(external_id)

    def garbage(self) -> str:
        name = self.fake.say("x")
        markup = f'<article class="h-entry"><a class="u-url" href="{self.fake.ours}/post"></a></article>'
        self.fake.pages[self.fake.path(name)] = markup
        return name


@contextmanager
def world() -> Iterator[WebmentionWorld]:
    fake = FakeWeb()
    try:
        yield WebmentionWorld(fake)
    finally:
        fake.close()

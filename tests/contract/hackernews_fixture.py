"""The contract suite's world for Hacker News, on the small one beside this file."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

from contract_world import MemoryKeeper
from fake_hackernews import US, FakeHackerNews

from earful.channels.contract import Adapter, Us
from earful.channels.hackernews.network import NETWORK
from earful.kit.transport import Transport


class HackerNewsWorld:
    network = NETWORK
    can = NETWORK.can
    offers = frozenset({"edit", "remove", "own", "limit", "unreachable", "garbage", "rootless"})

    def __init__(self, fake: FakeHackerNews) -> None:
        self.fake = fake
        self.us = Us(US, US)
        self.keeper = MemoryKeeper()
        self.settings = {"search": fake.url, "items": fake.url, "words": ["Northwind"]}

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Adapter]:
        async with Transport(frozenset({self.fake.place})) as door:
            yield NETWORK.open(self.us, self.settings, {}, self.keeper, door)

    def say(self, text: str, by: str = "carol") -> str:
        return str(self.fake.say(text, by, title="About Northwind"))

    def reply(self, to: str, text: str, by: str = "carol") -> str:
        return str(self.fake.say(text, by, int(to)))

    def own(self, text: str, to: str | None = None) -> str:
        return str(self.fake.say(text, US, int(to) if to else None, title="" if to else "Ours"))

    def edit(self, external_id: str, text: str) -> None:
        self.fake.items[int(external_id)]["text"] = text

    def remove(self, external_id: str) -> None:
        self.fake.items[int(external_id)]["deleted"] = True

    def settle(self) -> None:
        """Nothing is late here."""

    def under(self, external_id: str) -> list[str]:
        kids = self.fake.items[int(external_id)].get("kids", [])
        return [self.fake.items[kid]["text"] for kid in kids]

    def limit(self, seconds: int) -> None:
        self.fake.limited = seconds

    def relent(self) -> None:
        self.fake.limited = 0

    def unreachable(self) -> None:
        self.fake.close()

    def garbage(self) -> str:
        return str(self.fake.say("", url="https://northwind.test/"))


@contextmanager
def world() -> Iterator[HackerNewsWorld]:
    fake = FakeHackerNews()
    try:
        yield HackerNewsWorld(fake)
    finally:
        fake.close()

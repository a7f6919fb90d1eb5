"""The contract suite's world for Ghost, on the small one beside this file."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

from contract_world import MemoryKeeper
from fake_ghost import HIDDEN, KEY, FakeGhost
from played import PlayedPosts

from earful.channels.contract import Adapter, Us
from earful.channels.ghost.network import NETWORK
from earful.kit.transport import Transport


class GhostWorld(PlayedPosts):
    network = NETWORK
    can = NETWORK.can
    offers = frozenset(
        {
            *("edit", "remove", "own", "limit", "lost_answer", "lost_request", "deny", "sign_out", "unreachable"),
            *("garbage", "keyless", "lost_change", "hold"),
        }
    )

    def __init__(self, fake: FakeGhost) -> None:
        self.fake = fake
        self.us = Us(f"{fake.place}/member/{fake.ids['Northwind']}", fake.place)
        self.keeper = MemoryKeeper()

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Adapter]:
        async with Transport(frozenset({self.fake.place})) as door:
            settings = {"url": self.fake.url, "home": self.fake.url}
            yield NETWORK.open(self.us, settings, {"key": KEY}, self.keeper, door)

    def say(self, text: str, by: str = "carol") -> str:
        return self.fake.say(text, by)

    def reply(self, to: str, text: str, by: str = "carol") -> str:
        return self.fake.say(text, by, to)

    def own(self, text: str, to: str | None = None) -> str:
        return self.fake.say(text, "Northwind", to)

    def hold(self, text: str) -> str:
        name = self.fake.say(text)
        self.fake.change(name, status=HIDDEN)
        return name

    def sign_out(self) -> None:
        self.fake.key = f"{KEY[:24]}:{'00' * 32}"

    def garbage(self) -> str:
        return self.fake.comment(42, "carol")


@contextmanager
def world() -> Iterator[GhostWorld]:
    fake = FakeGhost()
    try:
        yield GhostWorld(fake)
    finally:
        fake.close()

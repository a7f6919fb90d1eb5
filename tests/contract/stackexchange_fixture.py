"""The contract suite's world for Stack Exchange, on the small one beside this file."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

from contract_world import MemoryKeeper
from fake_exchange import KEY, SITE, TOKEN, US, US_NUMBER, FakeExchange
from played import PlayedPosts

from earful.channels.contract import Adapter, Us
from earful.channels.stackexchange.network import NETWORK
from earful.kit.transport import Transport


class StackExchangeWorld(PlayedPosts):
    network = NETWORK
    can = NETWORK.can
    offers = frozenset(
        {
            *("edit", "remove", "own", "limit", "lost_answer", "lost_request", "deny", "sign_out", "unreachable"),
            *("garbage", "keyless", "lost_change", "rootless"),
        }
    )

    def __init__(self, fake: FakeExchange) -> None:
        self.fake = fake
        self.us = Us(f"{SITE}/{US_NUMBER}", US)
        self.keeper = MemoryKeeper()

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Adapter]:
        async with Transport(frozenset({self.fake.place})) as door:
            settings = {"api": self.fake.url, "site": SITE, "tags": ["boreal"], "words": [], "user": str(US_NUMBER)}
            secrets = {"key": KEY, "token": TOKEN}
            yield NETWORK.open(self.us, {**settings, "filter": "!nNPvSNdWme"}, secrets, self.keeper, door)

    def say(self, text: str, by: str = "carol") -> str:
        return self.fake.ask(text, by)

    def reply(self, to: str, text: str, by: str = "carol") -> str:
        return self.fake.reply(to, text, by)

    def own(self, text: str, to: str | None = None) -> str:
        return self.fake.reply(to, text, US) if to else self.fake.ask(text, US)

    def sign_out(self) -> None:
        self.fake.token = "another one"

    def garbage(self) -> str:
        name = self.fake.ask("x")
        self.fake.of(name).update(body=42, title=None)
        return name


@contextmanager
def world() -> Iterator[StackExchangeWorld]:
    fake = FakeExchange()
    try:
        yield StackExchangeWorld(fake)
    finally:
        fake.close()

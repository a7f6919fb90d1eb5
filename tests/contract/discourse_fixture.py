"""The contract suite's world for Discourse, on the small one beside this file."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

from contract_world import MemoryKeeper
from fake_discourse import KEY, NUMBERS, US, FakeDiscourse
from played import PlayedPosts

from earful.channels.contract import Adapter, Us
from earful.channels.discourse.network import NETWORK
from earful.kit.transport import Transport


class DiscourseWorld(PlayedPosts):
    network = NETWORK
    can = NETWORK.can
    offers = frozenset(
        {
            *("edit", "remove", "own", "limit", "lost_answer", "lost_request", "deny", "sign_out", "unreachable"),
            *("garbage", "keyless", "lost_change"),
        }
    )

    def __init__(self, fake: FakeDiscourse) -> None:
        self.fake = fake
        self.us = Us(f"{fake.url}/u/{NUMBERS[US]}", US)
        self.keeper = MemoryKeeper()

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Adapter]:
        async with Transport(frozenset({self.fake.place})) as door:
            settings, secrets = {"url": self.fake.url, "words": []}, {"user": US, "key": KEY}
            yield NETWORK.open(self.us, settings, secrets, self.keeper, door)

    def say(self, text: str, by: str = "carol") -> str:
        return self.fake.say(text, by)

    def reply(self, to: str, text: str, by: str = "carol") -> str:
        return self.fake.reply(to, text, by)

    def own(self, text: str, to: str | None = None) -> str:
        return self.fake.reply(to, text, US) if to else self.fake.say(text, US)

    def sign_out(self) -> None:
        self.fake.key = "another one"

    def garbage(self) -> str:
        name = self.fake.say("x")
        self.fake.of(name)["cooked"] = 42
        return name


@contextmanager
def world() -> Iterator[DiscourseWorld]:
    fake = FakeDiscourse()
    try:
        yield DiscourseWorld(fake)
    finally:
        fake.close()

"""The contract suite's world for Lemmy, on the small one beside this file."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

from contract_world import MemoryKeeper
from fake_lemmy import ME, PASSWORD, USER, FakeLemmy
from played import PlayedPosts

from earful.channels.contract import Adapter, Us
from earful.channels.lemmy.network import NETWORK
from earful.kit.transport import Transport


class LemmyWorld(PlayedPosts):
    network = NETWORK
    can = NETWORK.can
    offers = frozenset(
        {
            *("edit", "remove", "own", "limit", "lost_answer", "lost_request", "deny", "sign_out", "unreachable"),
            *("garbage", "keyless", "lost_change", "stale_token", "private"),
        }
    )

    def __init__(self, fake: FakeLemmy) -> None:
        self.fake = fake
        self.us = Us(fake.actor(USER), f"{USER}@{fake.place}")
        self.keeper = MemoryKeeper()

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Adapter]:
        async with Transport(frozenset({self.fake.place})) as door:
            settings = {"url": self.fake.url, "me": ME, "places": ["boreal"], "words": []}
            yield NETWORK.open(self.us, settings, {"user": USER, "password": PASSWORD}, self.keeper, door)

    def say(self, text: str, by: str = "carol") -> str:
        return self.fake.post(text, by)

    def say_privately(self, text: str, by: str = "carol") -> str:
        return self.fake.write(text, by)

    def readers(self, external_id: str) -> set[str]:
        told = self.fake.of(external_id)
        return {"desk" if name == USER else name for name in (told["by"], told["to"])}

    def reply(self, to: str, text: str, by: str = "carol") -> str:
        return self.fake.comment(to, text, by)

    def own(self, text: str, to: str | None = None) -> str:
        return self.fake.comment(to, text, USER) if to else self.fake.post(text, USER)

    def stale_token(self) -> None:
        self.fake.token = "run out"

    def sign_out(self) -> None:
        self.fake.signed_out = True

    def garbage(self) -> str:
        name = self.fake.post("x")
        self.fake.of(name).update(name=[], body=42)
        return name


@contextmanager
def world() -> Iterator[LemmyWorld]:
    fake = FakeLemmy()
    try:
        yield LemmyWorld(fake)
    finally:
        fake.close()

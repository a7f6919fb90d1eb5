"""The contract suite's world for Reddit, on the small one beside this file."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

from contract_world import MemoryKeeper
from fake_reddit import CLIENT, REFRESH, SECRET, US, US_ID, FakeReddit
from played import PlayedPosts

from earful.channels.contract import Adapter, Us
from earful.channels.reddit.network import NETWORK
from earful.kit.transport import Transport


class RedditWorld(PlayedPosts):
    network = NETWORK
    can = NETWORK.can
    offers = frozenset(
        {
            *("edit", "remove", "own", "limit", "lost_answer", "lost_request", "deny", "sign_out", "unreachable"),
            *("garbage", "keyless", "lost_change", "stale_token", "private"),
        }
    )

    def __init__(self, fake: FakeReddit) -> None:
        self.fake = fake
        self.us = Us(f"t2_{US_ID}", US)
        self.keeper = MemoryKeeper()

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Adapter]:
        async with Transport(frozenset({self.fake.place})) as door:
            settings = {"api": self.fake.url, "login": self.fake.url, "user": US, "places": ["boreal"], "words": []}
            secrets = {"client": CLIENT, "secret": SECRET, "refresh": REFRESH}
            yield NETWORK.open(self.us, settings, secrets, self.keeper, door)

    def say(self, text: str, by: str = "carol") -> str:
        return self.fake.post(text, by)

    def say_privately(self, text: str, by: str = "carol") -> str:
        return self.fake.write(text, by)

    def readers(self, external_id: str) -> set[str]:
        told = self.fake.of(external_id)
        return {"desk" if name == US else name for name in (told["author"], told["dest"])}

    def reply(self, to: str, text: str, by: str = "carol") -> str:
        return self.fake.comment(to, text, by)

    def own(self, text: str, to: str | None = None) -> str:
        return self.fake.comment(to, text, US) if to else self.fake.post(text, US)

    def stale_token(self) -> None:
        self.fake.token = "run out"

    def sign_out(self) -> None:
        self.fake.signed_out = True

    def garbage(self) -> str:
        name = self.fake.post("x")
        self.fake.of(name).update(selftext=42, selftext_html=None, title=[])
        return name


@contextmanager
def world() -> Iterator[RedditWorld]:
    fake = FakeReddit()
    try:
        yield RedditWorld(fake)
    finally:
        fake.close()

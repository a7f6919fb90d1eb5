"""The contract suite's world for GitHub, on the small one beside this file."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

from contract_world import MemoryKeeper
from fake_github import NAME, REPOSITORY, TOKEN, US, US_ID, FakeGitHub
from played import PlayedPosts

from earful.channels.contract import Adapter, Us
from earful.channels.github.network import NETWORK
from earful.kit.transport import Transport


class GitHubWorld(PlayedPosts):
    network = NETWORK
    can = NETWORK.can
    offers = frozenset(
        {
            *("edit", "remove", "own", "limit", "lost_answer", "lost_request", "deny", "sign_out", "unreachable"),
            *("garbage", "lost_change", "flat"),
        }
    )

    def __init__(self, fake: FakeGitHub) -> None:
        self.fake = fake
        self.us = Us(str(US_ID), US)
        self.keeper = MemoryKeeper()

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Adapter]:
        async with Transport(frozenset({self.fake.place})) as door:
            settings = {"api": self.fake.url, "repositories": {str(REPOSITORY): NAME}, "words": []}
            yield NETWORK.open(self.us, settings, {"token": TOKEN}, self.keeper, door)

    def say(self, text: str, by: str = "carol") -> str:
        return self.fake.open("A question", text, by)

    def reply(self, to: str, text: str, by: str = "carol") -> str:
        return self.fake.comment(to, text, by)

    def own(self, text: str, to: str | None = None) -> str:
        return self.fake.comment(to, text, US) if to else self.fake.open("Of ours", text, US)

    def sign_out(self) -> None:
        self.fake.token = "another one"

    def garbage(self) -> str:
        name = self.fake.open("")
        self.fake.of(name)["title"] = ["no", "title"]
        return name


@contextmanager
def world() -> Iterator[GitHubWorld]:
    fake = FakeGitHub()
    try:
        yield GitHubWorld(fake)
    finally:
        fake.close()

"""The contract suite's world for the discussions of GitHub, on the small one beside this file."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

from fake_github import NAME, REPOSITORY, TOKEN, US, FakeGitHub
from github_fixture import GitHubWorld

from earful.channels.contract import Adapter
from earful.channels.github.network import NETWORK
from earful.kit.transport import Transport


class TalksWorld(GitHubWorld):
    offers = GitHubWorld.offers - {"flat"}

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Adapter]:
        async with Transport(frozenset({self.fake.place})) as door:
            settings = {"api": self.fake.url, "repositories": {str(REPOSITORY): NAME}, "words": []}
            settings["kinds"] = ["discussions"]
            yield NETWORK.open(self.us, settings, {"token": TOKEN}, self.keeper, door)

    def say(self, text: str, by: str = "carol") -> str:
        return self.fake.talks.open("A question", text, by)

    def reply(self, to: str, text: str, by: str = "carol") -> str:
        return self.fake.talks.comment(to, text, by)

    def own(self, text: str, to: str | None = None) -> str:
        return self.fake.talks.comment(to, text, US) if to else self.fake.talks.open("Of ours", text, US)

    def edit(self, external_id: str, text: str) -> None:
        self.fake.talks.edit(external_id, text)

    def remove(self, external_id: str) -> None:
        self.fake.talks.remove(external_id)

    def under(self, external_id: str) -> list[str]:
        return self.fake.talks.under(external_id)

    def garbage(self) -> str:
        return self.fake.talks.open(["no", "title"])


@contextmanager
def world() -> Iterator[TalksWorld]:
    fake = FakeGitHub()
    try:
        yield TalksWorld(fake)
    finally:
        fake.close()

"""What the contract suite's worlds of reviews have in common."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from contract_world import MemoryKeeper
from fake_reviews import FakeShop
from played import PlayedPosts

from earful.channels.contract import Adapter, Can, Network, Us
from earful.kit.transport import Transport

OFFERS = frozenset(
    {
        *("edit", "remove", "own", "limit", "lost_answer", "lost_request", "deny", "sign_out", "unreachable"),
        *("garbage", "keyless", "lost_change", "single"),
    }
)


class ReviewsWorld(PlayedPosts):
    offers = OFFERS

    def __init__(self, network: Network, fake: FakeShop, us: Us, settings: Any, secrets: Any) -> None:
        self.network, self.fake, self.us = network, fake, us
        self.can: Can = network.can
        self.settings, self.secrets = settings, secrets
        self.keeper = MemoryKeeper()

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Adapter]:
        async with Transport(frozenset({self.fake.place})) as door:
            yield self.network.open(self.us, self.settings, self.secrets, self.keeper, door)

    def say(self, text: str, by: str = "carol") -> str:
        return self.fake.say(text, by)

    def own(self, text: str, to: str | None = None) -> str:
        assert to, "nobody reviews themselves"
        self.fake.put(to, text)
        return f"reply:{to}"

    def garbage(self) -> str:
        name = self.fake.say("x")
        self.fake.broken.add(name)
        return name

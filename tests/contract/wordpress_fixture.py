"""The contract suite's world for WordPress, on the small one beside this file."""

import html
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

from contract_world import MemoryKeeper
from fake_wordpress import PASSWORD, US, FakeWordPress

from earful.channels.contract import Adapter, Us
from earful.channels.wordpress.network import NETWORK
from earful.kit.transport import Transport


class WordPressWorld:
    network = NETWORK
    can = NETWORK.can
    offers = frozenset(
        {
            *("edit", "remove", "own", "limit", "lost_answer", "lost_request", "deny", "sign_out", "unreachable"),
            *("garbage", "keyless", "rootless", "lost_change", "hold"),
        }
    )

    def __init__(self, fake: FakeWordPress) -> None:
        self.fake = fake
        self.us = Us(f"{fake.place}/user/{US}", fake.place)
        self.keeper = MemoryKeeper()

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Adapter]:
        async with Transport(frozenset({self.fake.place})) as door:
            secrets = {"user": "desk", "password": PASSWORD}
            yield NETWORK.open(self.us, {"api": self.fake.api}, secrets, self.keeper, door)

    def say(self, text: str, by: str = "carol") -> str:
        return self.fake.say(html.escape(text, quote=False), by)

    def reply(self, to: str, text: str, by: str = "carol") -> str:
        return self.fake.say(html.escape(text, quote=False), by, int(to))

    def own(self, text: str, to: str | None = None) -> str:
        return self.fake.say(text, "desk", int(to or 0), US)

    def edit(self, external_id: str, text: str) -> None:
        self.fake.of(external_id)["content"] = {"raw": text, "rendered": f"<p>{text}</p>"}

    def remove(self, external_id: str) -> None:
        self.fake.of(external_id)["status"] = "trash"

    def settle(self) -> None:
        """Nothing is late here."""

    def under(self, external_id: str) -> list[str]:
        return self.fake.under(external_id)

    def lose_answer(self) -> None:
        self.fake.next_post = "lose answer"

    def lose_request(self) -> None:
        self.fake.next_post = "lose request"

    def hold(self, text: str) -> str:
        return self.fake.say(html.escape(text, quote=False), status="hold")

    def lose_change(self, what: str) -> None:
        self.fake.next_change = f"lose {what}"

    def deny(self) -> None:
        self.fake.next_post = "deny"

    def limit(self, seconds: int) -> None:
        self.fake.limited = seconds

    def relent(self) -> None:
        self.fake.limited = 0

    def sign_out(self) -> None:
        self.fake.password = "another one"

    def unreachable(self) -> None:
        self.fake.close()

    def garbage(self) -> str:
        name = self.fake.say("x")
        self.fake.of(name)["content"] = 42
        return name


@contextmanager
def world() -> Iterator[WordPressWorld]:
    fake = FakeWordPress()
    try:
        yield WordPressWorld(fake)
    finally:
        fake.close()

"""The contract suite's world for Discord, on the small one beside this file; people write on a server, or to the bot alone."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress

from contract_world import MemoryKeeper
from fake_discord import BOT, PEOPLE, TALK, TOKEN, FakeDiscord
from played import PlayedPosts

from earful.channels.contract import Adapter, Failure, Us
from earful.channels.discord.network import NETWORK
from earful.kit.transport import Transport


async def keep_listening(adapter: Adapter) -> None:
    """As the desk does, for as long as an adapter lasts."""
    while True:
        with suppress(Failure):
            async for _ in adapter.listen():
                pass
        await asyncio.sleep(0.1)


class DiscordWorld(PlayedPosts):
    network = NETWORK
    can = NETWORK.can
    offers = frozenset(
        {
            *("edit", "remove", "own", "pictures", "limit", "lost_answer", "lost_request", "deny", "sign_out"),
            *("unreachable", "garbage", "private", "hindrance", "lost_change", "forward", "keyless", "rootless"),
        }
    )
    us_there, shut = "desk", ""

    def __init__(self, fake: FakeDiscord) -> None:
        self.fake = fake
        self.us = Us(BOT["id"], BOT["username"])
        self.keeper = MemoryKeeper()
        self.settings = {"api": f"{fake.url}/api/v10", "hears": "all", "only": []}
        self.secrets = {"token": TOKEN}
        self.listens = True

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Adapter]:
        async with Transport(frozenset({self.fake.place, self.fake.gate.place})) as door:
            adapter = NETWORK.open(self.us, self.settings, self.secrets, self.keeper, door)
            listening = asyncio.create_task(keep_listening(adapter)) if self.listens else None
            try:
                yield adapter
            finally:
                if listening:
                    listening.cancel()
                    await asyncio.gather(listening, return_exceptions=True)

    def say(self, text: str, by: str = "carol") -> str:
        return self.fake.say(by, TALK, text)

    def say_privately(self, text: str, by: str = "carol") -> str:
        return self.fake.say(by, self.fake.direct(by), text)

    def reply(self, to: str, text: str, by: str = "carol") -> str:
        return self.fake.say(by, to.partition("/")[0], text, to)

    def own(self, text: str, to: str | None = None) -> str:
        return self.fake.say("desk", to.partition("/")[0] if to else TALK, text, to or "")

    def say_with_picture(self, text: str, picture: bytes, alt: str, by: str = "carol") -> str:
        named = self.fake.number()
        self.fake.files[named] = picture
        return self.fake.say(by, TALK, text, attachments=[self.fake.file(named, alt, len(picture))])

    def readers(self, external_id: str) -> set[str]:
        room = external_id.partition("/")[0]
        return {"desk", *(name for name in PEOPLE if self.fake.direct(name) == room)}

    def deny(self) -> None:
        self.fake.acts.append('{"message": "Missing Permissions", "code": 50013}')

    def sign_out(self) -> None:
        self.fake.token = "another"

    def hide_strangers(self) -> None:
        self.fake.flags = 0

    def garbage(self) -> str:
        name = self.fake.say("carol", TALK, "x")
        self.fake.broken.add(name.partition("/")[2])
        return name


@contextmanager
def world() -> Iterator[DiscordWorld]:
    fake = FakeDiscord()
    try:
        yield DiscordWorld(fake)
    finally:
        fake.close()

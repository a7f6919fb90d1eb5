"""The contract suite's world for Telegram, on the small Bot API beside this file; people write in a group, or to the bot alone."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

from contract_world import MemoryKeeper
from fake_telegram import BOT, GROUP, PEOPLE, TOKEN, FakeTelegram, error
from played import Played

from earful.channels.contract import Adapter, Us
from earful.channels.telegram.network import NETWORK
from earful.kit.transport import Transport


class TelegramWorld(Played):
    network = NETWORK
    can = NETWORK.can
    offers = frozenset(
        {
            *("edit", "limit", "lost_answer", "lost_request", "deny", "sign_out", "unreachable", "garbage", "private"),
            *("forward", "keyless", "rootless", "blind", "threadless"),
        }
    )
    us_there, shut = "desk", ""

    def __init__(self, fake: FakeTelegram) -> None:
        self.fake = fake
        self.us = Us(str(BOT["id"]), str(BOT["username"]))
        self.keeper = MemoryKeeper()
        self.settings = {"api": fake.url, "hears": "all", "hook": ""}
        self.secrets = {"token": TOKEN, "secret": "a-secret-of-ours"}

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Adapter]:
        async with Transport(frozenset({self.fake.url.removeprefix("http://")})) as door:
            yield NETWORK.open(self.us, self.settings, self.secrets, self.keeper, door)

    def say(self, text: str, by: str = "carol") -> str:
        return self.fake.say(by, GROUP, text=text)

    def say_privately(self, text: str, by: str = "carol") -> str:
        return self.fake.say(by, text=text)

    def reply(self, to: str, text: str, by: str = "carol") -> str:
        return self.fake.say(by, self.fake.known(to)["chat"], to, text=text)

    def readers(self, external_id: str) -> set[str]:
        chat = self.fake.known(external_id)["chat"]["id"]
        return {"desk", *(name for name, person in PEOPLE.items() if person["id"] == chat)}

    def deny(self) -> None:
        self.fake.acts.append((403, error(403, "Forbidden: bot was blocked by the user")))

    def sign_out(self) -> None:
        self.fake.token = "another"

    def garbage(self) -> str:
        return self.fake.say("carol", GROUP, text={"no": "text"})


@contextmanager
def world() -> Iterator[TelegramWorld]:
    fake = FakeTelegram()
    try:
        yield TelegramWorld(fake)
    finally:
        fake.close()

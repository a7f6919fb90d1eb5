"""The contract suite's world for Slack, on the small one beside this file; people write in a channel, or to the app alone."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

from contract_world import MemoryKeeper
from fake_slack import APP_TOKEN, GENERAL, HOME, PEOPLE, TEAM, TOKEN, US, FakeSlack
from played import PlayedPosts

from earful.channels.contract import Adapter, Us
from earful.channels.slack.network import NETWORK
from earful.kit.transport import Transport


class SlackWorld(PlayedPosts):
    network = NETWORK
    can = NETWORK.can
    offers = frozenset(
        {
            *("edit", "remove", "own", "limit", "lost_answer", "lost_request", "deny", "sign_out", "unreachable"),
            *("garbage", "private", "lost_change", "flat"),
        }
    )
    us_there, shut = "desk", ""

    def __init__(self, fake: FakeSlack) -> None:
        self.fake = fake
        self.us = Us(US, "northwind")
        self.keeper = MemoryKeeper()
        self.settings = {"api": f"{fake.url}/api", "hears": "all", "home": HOME, "team": TEAM}
        self.secrets = {"token": TOKEN, "app_token": APP_TOKEN}
        for name in ("carol", "dan"):
            fake.direct(name)

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Adapter]:
        async with Transport(frozenset({self.fake.place, self.fake.socket.place})) as door:
            yield NETWORK.open(self.us, self.settings, self.secrets, self.keeper, door)

    def say(self, text: str, by: str = "carol") -> str:
        return self.fake.say(by, GENERAL, text)

    def say_privately(self, text: str, by: str = "carol") -> str:
        return self.fake.say(by, self.fake.direct(by), text)

    def reply(self, to: str, text: str, by: str = "carol") -> str:
        return self.fake.say(by, to.partition("/")[0], text, to)

    def own(self, text: str, to: str | None = None) -> str:
        return self.fake.say("desk", to.partition("/")[0] if to else GENERAL, text, to or "")

    def readers(self, external_id: str) -> set[str]:
        room = external_id.partition("/")[0]
        return {"desk", *(name for name in PEOPLE if name != "desk" and self.fake.direct(name) == room)}

    def deny(self) -> None:
        self.fake.acts.append("restricted_action")

    def sign_out(self) -> None:
        self.fake.token = "another"

    def garbage(self) -> str:
        name = self.fake.say("carol", GENERAL, "x")
        self.fake.known(name)["text"] = {"no": "text"}
        return name


@contextmanager
def world() -> Iterator[SlackWorld]:
    fake = FakeSlack()
    try:
        yield SlackWorld(fake)
    finally:
        fake.close()

"""The contract suite's world for a channel by webhook, one that also has a feed and a status address."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

from a_channel import SECRET, Channel, a_channel
from contract_world import MemoryKeeper

from earful.channels.contract import Adapter, Us
from earful.channels.hook.network import NETWORK
from earful.kit.transport import Transport


class HookWorld:
    network = NETWORK
    can = NETWORK.can
    offers = frozenset(
        {
            *("edit", "remove", "own", "pictures", "limit", "lost_answer", "lost_request", "deny", "sign_out"),
            *("unreachable", "garbage", "private", "forward"),
        }
    )
    us_there, shut = "desk", ""

    def __init__(self, channel: Channel) -> None:
        self.channel = channel
        self.us = Us("0123456789abcdef01234567", "desk.test")
        self.keeper = MemoryKeeper()

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Adapter]:
        async with Transport(frozenset({f"127.0.0.1:{self.channel.port}"})) as door:
            kept = {"signing": [{"secret": SECRET, "until": ""}]}
            yield NETWORK.open(self.us, self.channel.settings, kept, self.keeper, door)

    def say(self, text: str, by: str = "carol") -> str:
        return self.channel.say(text, by)

    def say_privately(self, text: str, by: str = "carol") -> str:
        return self.channel.say(text, by, reach="private")

    def readers(self, external_id: str) -> set[str]:
        said = self.channel.known(external_id)
        above = self.channel.known(said["answers"])
        return {"desk", above["author"]["handle"] if said["reach"] == "private" else "everybody"}

    def reply(self, to: str, text: str, by: str = "carol") -> str:
        return self.channel.say(text, by, answers=to, thread=self.channel.known(to).get("thread") or to)

    def say_with_picture(self, text: str, picture: bytes, alt: str, by: str = "carol") -> str:
        path = f"/pictures/{self.channel.number()}"
        self.channel.pictures[path] = picture
        return self.channel.say(text, by, pictures=[{"url": self.channel.url + path, "alt": alt}])

    def own(self, text: str, to: str | None = None) -> str:
        more = {"answers": to, "thread": to} if to else {}
        return self.channel.say(text, by_us=True, **more)

    def edit(self, external_id: str, text: str) -> None:
        self.channel.tell("edited", {**self.channel.known(external_id), "text": text})

    def remove(self, external_id: str) -> None:
        self.channel.tell("removed", {"id": external_id})

    def settle(self) -> None:
        """Nothing is late here."""

    def under(self, external_id: str) -> list[str]:
        return [e["data"]["text"] for e in self.channel.events if e["data"].get("answers") == external_id]

    def lose_answer(self) -> None:
        self.channel.acts.append("lost answer")

    def lose_request(self) -> None:
        self.channel.acts.append("lost request")

    def limit(self, seconds: int) -> None:
        self.channel.limited = seconds

    def relent(self) -> None:
        self.channel.limited = 0

    def deny(self) -> None:
        self.channel.acts.append((403, {"words": "This thread is closed"}, {}))

    def sign_out(self) -> None:
        self.channel.secrets = []

    def unreachable(self) -> None:
        self.channel.stop()

    def garbage(self) -> str:
        return self.channel.say("x", author="nobody")


@contextmanager
def world() -> Iterator[HookWorld]:
    with a_channel() as channel:
        yield HookWorld(channel)

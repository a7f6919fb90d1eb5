"""The contract suite's world for Bluesky, on the fake network beside this file."""

import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

from contract_world import MemoryKeeper
from fake_bluesky import Ask, FakeBluesky

from earful.channels.bluesky.network import NETWORK
from earful.channels.contract import Adapter, Us
from earful.kit.transport import Transport


class BlueskyWorld:
    network = NETWORK
    can = NETWORK.can
    offers = frozenset(
        {
            *("edit", "remove", "own", "pictures", "limit", "lost_answer", "lost_request", "deny"),
            *("stale_token", "sign_out", "unreachable", "garbage", "lost_change"),
        }
    )

    def __init__(self, fake: FakeBluesky) -> None:
        self.fake = fake
        self.us = Us(fake.did("desk"), "desk.test")
        self.keeper = MemoryKeeper()

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Adapter]:
        settings = {"pds": self.fake.url, "server": self.fake.url, "directory": self.fake.url}
        secrets = {"identifier": self.us.external_id, "app_password": "desk-pass-word-1234"}
        trusted = frozenset({self.fake.url.removeprefix("http://")})
        async with Transport(trusted) as door:
            yield NETWORK.open(self.us, settings, secrets, self.keeper, door)

    def say(self, text: str, by: str = "carol") -> str:
        return self.fake.post(by, self.fake.naming("desk", text))

    def reply(self, to: str, text: str, by: str = "carol") -> str:
        return self.fake.post(by, {"text": text, "reply": self.fake.reply_refs(to)})

    def say_with_picture(self, text: str, picture: bytes, alt: str, by: str = "carol") -> str:
        blob = self.fake.on_upload_blob(
            Ask("uploadBlob", {}, self.fake.sign_in(by)["accessJwt"], picture, "image/png")
        )["blob"]
        images = [{"alt": alt, "image": blob, "aspectRatio": {"width": 1, "height": 1}}]
        embed = {"$type": "app.bsky.embed.images", "images": images}
        return self.fake.post(by, {**self.fake.naming("desk", text), "embed": embed})

    def own(self, text: str, to: str | None = None) -> str:
        return self.fake.post("desk", {"text": text} | ({"reply": self.fake.reply_refs(to)} if to else {}))

    def edit(self, external_id: str, text: str) -> None:
        self.fake.rewrite(external_id, {**self.fake.posts[external_id]["record"], "text": text})

    def remove(self, external_id: str) -> None:
        self.fake.remove(external_id)

    def settle(self) -> None:
        """Nothing is late here, but two things are never said in the same thousandth of a second."""
        time.sleep(0.002)

    def under(self, external_id: str) -> list[str]:
        return [self.fake.posts[uri]["record"]["text"] for uri in self.fake.below(external_id)]

    def lose_answer(self) -> None:
        self.fake.next_put = "lose answer"

    def lose_request(self) -> None:
        self.fake.next_put = "lose request"

    def lose_change(self, what: str) -> None:
        self.fake.next_delete = f"lose {what}"

    def limit(self, seconds: int) -> None:
        self.fake.limited_until = time.time() + seconds

    def relent(self) -> None:
        self.fake.limited_until = None

    def deny(self) -> None:
        self.fake.next_put = "deny"

    def stale_token(self) -> None:
        self.fake.access.clear()

    def sign_out(self) -> None:
        self.fake.access.clear()
        self.fake.refresh.clear()
        self.fake.people["desk"]["password"] = "another one"

    def unreachable(self) -> None:
        self.fake.close()

    def garbage(self) -> str:
        record = {**self.fake.naming("desk", "x"), "text": 42, "createdAt": "yesterday"}
        return self.fake.post("carol", record)


@contextmanager
def world() -> Iterator[BlueskyWorld]:
    fake = FakeBluesky()
    try:
        yield BlueskyWorld(fake)
    finally:
        fake.close()

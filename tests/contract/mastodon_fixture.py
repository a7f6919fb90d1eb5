"""The contract suite's world for Mastodon, on the fake server beside this file."""

import base64
import itertools
import re
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

from contract_world import MemoryKeeper
from fake_mastodon import FakeMastodon
from fake_mastodon_people import HOME

from earful.channels.contract import Adapter, Us
from earful.channels.mastodon.names import lasting
from earful.channels.mastodon.network import NETWORK
from earful.kit.transport import Transport

LED_BY = re.compile(r"^(@\S+\s+)+")
IDS = itertools.count(1)


class MastodonWorld:
    network = NETWORK
    can = NETWORK.can
    offers = frozenset(
        {
            *("edit", "remove", "own", "pictures", "limit", "lost_answer", "lost_request", "deny"),
            *(
                "sign_out",
                "unreachable",
                "garbage",
                "lost_change",
                "warning",
                "private",
                "hindrance",
                "forward",
                "keyless",
                "rootless",
                "privately",
                "shuts_out",
            ),
        }
    )

    us_there, shut = "desk", "dan"

    def __init__(self, fake: FakeMastodon) -> None:
        self.fake = fake
        self.us = Us(f"desk@{HOME}", f"desk@{HOME}")
        self.keeper = MemoryKeeper()
        self.client: dict[str, str] = {}  # known to the server, where tokens run out

    @property
    def settings(self) -> dict[str, object]:
        """As connecting would have written them."""
        streaming = self.fake.url if self.fake.kin == "mastodon" else ""
        return {
            "url": self.fake.url,
            "domain": HOME,
            "id": "1001",
            "acct": self.us.handle,
            "characters": 500,
            "profile": f"https://{HOME}/@desk",
            "software": self.fake.kin,
            "streaming": streaming,
            "weighs": self.fake.kin == "mastodon",
            "renews": bool(self.client),
        }

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Adapter]:
        async with Transport(frozenset({self.fake.url.removeprefix("http://")})) as door:
            secrets = {"token": "token-desk", **self.client}
            yield NETWORK.open(self.us, self.settings, secrets, self.keeper, door)

    def name(self, number: str) -> str:
        return str(lasting(self.fake.name_of(self.fake.posts[number])))

    def number(self, name: str) -> str:
        return next(number for number in self.fake.posts if self.name(number) == name)

    def say(self, text: str, by: str = "carol") -> str:
        return self.name(self.fake.post(by, f"@desk@{HOME} {text}"))

    def say_privately(self, text: str, by: str = "carol") -> str:
        return self.name(self.fake.post(by, f"@desk@{HOME} {text}", visibility="direct"))

    def say_with_warning(self, text: str, warning: str, by: str = "carol") -> str:
        return self.name(self.fake.post(by, f"@desk@{HOME} {text}", warning=warning))

    def reply(self, to: str, text: str, by: str = "carol") -> str:
        above = self.fake.posts[self.number(to)]
        front = f"@{above['by']}@{self.fake.people[above['by']]['host']}"
        return self.name(self.fake.post(by, f"{front} {text}", above["number"]))

    def reply_privately(self, to: str, text: str, by: str = "carol") -> str:
        above = self.fake.posts[self.number(to)]
        return self.name(self.fake.post(by, f"@desk@{HOME} {text}", above["number"], visibility="direct"))

    def say_with_picture(self, text: str, picture: bytes, alt: str, by: str = "carol") -> str:
        name = f"{990000 + next(IDS)}"
        url = f"{self.fake.url}/img/{name}"
        shown = {"id": name, "type": "image", "url": url, "description": alt, "mime_": "image/png"}
        self.fake.media[name] = {**shown, "content_": base64.b64encode(picture).decode()}
        return self.name(self.fake.post(by, f"@desk@{HOME} {text}", media=[name]))

    def own(self, text: str, to: str | None = None) -> str:
        return self.name(self.fake.post("desk", text, self.number(to) if to else None))

    def edit(self, external_id: str, text: str) -> None:
        self.fake.edit(self.number(external_id), f"@desk@{HOME} {text}")

    def remove(self, external_id: str) -> None:
        self.fake.remove(self.number(external_id))

    def settle(self) -> None:
        """Nothing is late here."""

    def under(self, external_id: str) -> list[str]:
        number = self.number(external_id)
        return [LED_BY.sub("", post["text"]) for post in self.fake.posts.values() if post["to"] == number]

    def readers(self, external_id: str) -> set[str]:
        post = self.fake.posts[self.number(external_id)]
        open_to_all = set(self.fake.people) if post["visibility"] != "direct" else set()
        return open_to_all | {post["by"]} | self.fake.named(post["text"])

    def hide_strangers(self) -> None:
        self.fake.policy["for_not_following"] = "filter"

    def lose_answer(self) -> None:
        self.fake.next_post = "lose answer"

    def lose_request(self) -> None:
        self.fake.next_post = "lose request"

    def lose_change(self, what: str) -> None:
        self.fake.next_change = f"lose {what}"

    def limit(self, seconds: int) -> None:
        self.fake.limited_until = time.time() + seconds

    def relent(self) -> None:
        self.fake.limited_until = None

    def deny(self) -> None:
        self.fake.next_post = "deny"

    def stale_token(self) -> None:
        raise NotImplementedError("tokens of Mastodon do not run out by themselves")

    def sign_out(self) -> None:
        self.fake.tokens.clear()

    def unreachable(self) -> None:
        self.fake.close()

    def garbage(self) -> str:
        number = self.fake.post("carol", f"@desk@{HOME} x", extra={"content": 42, "created_at": "yesterday"})
        return self.name(number)


@contextmanager
def world(kin: str = "mastodon") -> Iterator[MastodonWorld]:
    fake = FakeMastodon(kin)
    try:
        yield MastodonWorld(fake)
    finally:
        fake.close()

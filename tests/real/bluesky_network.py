"""A world for the contract suite on a whole real Bluesky network (PDS, AppView, directory) on this machine.

`network()` starts it with `servers/bluesky` and takes it away afterwards, installation included, which takes minutes: set
SERVERS_INSTALL to a folder that keeps it, or BLUESKY_DIR to use a network that is up already. People write through their
own PDS with a plain client; the adapter speaks to the brand's PDS through a relay of ours, which can lose an answer.
"""

import contextlib
import itertools
import json
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from contract_world import MemoryKeeper
from one_at_a_time import alone
from relay import Relay

from earful.channels.bluesky.network import NETWORK
from earful.channels.contract import Adapter, Connected
from earful.kit.transport import Transport

SCRIPT = Path(__file__).parent / "servers" / "bluesky"
POST = "app.bsky.feed.post"
NUMBERS = itertools.count(int(time.time()) % 100_000 * 10)


@contextmanager
def network() -> Iterator[dict[str, Any]]:
    """The addresses of a running network. BLUESKY_DIR names one that is up already and stays up."""
    standing = os.environ.get("BLUESKY_DIR")
    with nullcontext() if standing else alone("bluesky"):
        if not standing:
            _clear_up()
        yield from _running(standing)


def _clear_up() -> None:
    """Stop what runs that were killed have left behind; nobody else is here while we hold the lock."""
    for left in Path(tempfile.gettempdir()).glob("earful-bluesky-*"):
        subprocess.run([SCRIPT, "down", left], check=False, capture_output=True)
        shutil.rmtree(left, ignore_errors=True)


def _running(standing: str | None) -> Iterator[dict[str, Any]]:
    folder = Path(standing or tempfile.mkdtemp(prefix="earful-bluesky-"))
    folder.chmod(0o755)
    try:
        up = subprocess.run([SCRIPT, "up", folder], check=False, capture_output=True, text=True)
        if up.returncode:
            pytest.fail(f"The Bluesky network does not start; tests/real/servers/README.md says more.\n{up.stderr}")
        yield json.loads(up.stdout)
    finally:
        if not standing:
            subprocess.run([SCRIPT, "down", folder], check=True)
            shutil.rmtree(folder, ignore_errors=True)


class Person:
    """Somebody with an account, who writes through a plain client."""

    def __init__(self, pds: str, name: str) -> None:
        self.handle = f"{name}.test"
        self.password = f"{name}-main-pass-word"
        self.client = httpx.Client(base_url=f"{pds}/xrpc/", timeout=30)
        account = {"handle": self.handle, "email": f"{name}@example.test", "password": self.password}
        made = self.call("com.atproto.server.createAccount", account)
        self.did: str = made["did"]
        self.client.headers["authorization"] = f"Bearer {made['accessJwt']}"

    def call(self, nsid: str, body: Any = None) -> dict[str, Any]:
        return self.fine(self.client.post(nsid, json=body) if body is not None else self.client.post(nsid))

    def ask(self, nsid: str, **params: Any) -> dict[str, Any]:
        return self.fine(self.client.get(nsid, params=params))

    @staticmethod
    def fine(answer: httpx.Response) -> dict[str, Any]:
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json() if answer.content else {}
        return found

    def post(self, record: dict[str, Any]) -> dict[str, str]:
        stamp = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        whole = {"$type": POST, "createdAt": stamp, **record}
        made = self.call("com.atproto.repo.createRecord", {"repo": self.did, "collection": POST, "record": whole})
        return {"uri": made["uri"], "cid": made["cid"]}

    def blob(self, content: bytes, mime: str) -> dict[str, Any]:
        headers = {"content-type": mime}
        found = self.fine(self.client.post("com.atproto.repo.uploadBlob", content=content, headers=headers))
        blob: dict[str, Any] = found["blob"]
        return blob


class RealBluesky:
    """Three new people on the network, one of whom is the brand."""

    network = NETWORK
    can = NETWORK.can
    offers = frozenset(
        {
            *("edit", "remove", "own", "pictures", "lost_answer", "lost_request", "deny"),
            *("stale_token", "sign_out", "unreachable", "lost_change"),
        }
    )

    def __init__(self, urls: dict[str, Any]) -> None:
        number = next(NUMBERS)
        self.urls = urls
        self.relay = Relay(urls["pds"])
        self.desk, self.carol, self.dan = (Person(urls["pds"], f"{name}{number}") for name in ("desk", "carol", "dan"))
        self.people = {"carol": self.carol, "dan": self.dan}
        made = self.desk.call("com.atproto.server.createAppPassword", {"name": "earful"})
        self.app_password = made["password"]
        self.versions: dict[str, str | None] = {}  # what the network should show: None for gone
        self.replies: dict[str, str] = {}
        self.awaited: set[str] = set()
        self.keeper = MemoryKeeper()
        self.settle_accounts()
        self.us = self.connect().us

    @property
    def trusted(self) -> frozenset[str]:
        urls = (*(self.urls[name] for name in ("pds", "appview", "plc")), self.relay.url)
        return frozenset(url.removeprefix("http://") for url in urls)

    def connect(self, **values: str) -> Connected:
        import asyncio

        entered = {"handle": self.desk.handle, "app_password": self.app_password, **values}

        async def go() -> Connected:
            async with Transport(self.trusted) as door:
                servers = {"server": self.urls["pds"], "directory": self.urls["plc"]}
                return await NETWORK.connect({**servers, **entered}, door)

        return asyncio.run(go())

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Adapter]:
        if self.keeper.session:
            self.keeper.session["pds"] = self.relay.url
        settings = {"pds": self.relay.url, "server": self.relay.url, "directory": self.urls["plc"]}
        secrets = {"identifier": self.desk.did, "app_password": self.app_password}
        async with Transport(self.trusted) as door:
            yield NETWORK.open(self.us, settings, secrets, self.keeper, door)

    # --- people ---

    def written(self, ref: dict[str, str], *, told: bool) -> str:
        self.versions[ref["uri"]] = ref["cid"]
        if told:
            self.awaited.add(ref["uri"])
        return ref["uri"]

    def naming(self, text: str) -> dict[str, Any]:
        end = len(self.desk.handle) + 1
        feature = {"$type": "app.bsky.richtext.facet#mention", "did": self.desk.did}
        facets = [{"index": {"byteStart": 0, "byteEnd": end}, "features": [feature]}]
        return {"text": f"@{self.desk.handle} {text}", "facets": facets}

    def say(self, text: str, by: str = "carol") -> str:
        return self.written(self.people[by].post(self.naming(text)), told=True)

    def refs(self, to: str) -> dict[str, Any]:
        found = self.desk.ask("com.atproto.repo.getRecord", **self.place(to))
        parent = {"uri": found["uri"], "cid": found["cid"]}
        return {"root": found["value"].get("reply", {}).get("root", parent), "parent": parent}

    @staticmethod
    def place(uri: str) -> dict[str, str]:
        did, collection, rkey = uri.removeprefix("at://").split("/")
        return {"repo": did, "collection": collection, "rkey": rkey}

    def reply(self, to: str, text: str, by: str = "carol") -> str:
        ref = self.people[by].post({"text": text, "reply": self.refs(to)})
        self.replies[ref["uri"]] = to
        above, near = to, False
        for _ in range(4):
            near = near or above.startswith(f"at://{self.desk.did}/")
            above = self.replies.get(above, "")
        return self.written(ref, told=near)

    def say_with_picture(self, text: str, picture: bytes, alt: str, by: str = "carol") -> str:
        blob = self.people[by].blob(picture, "image/png")
        images = [{"alt": alt, "image": blob, "aspectRatio": {"width": 1, "height": 1}}]
        embed = {"$type": "app.bsky.embed.images", "images": images}
        return self.written(self.people[by].post({**self.naming(text), "embed": embed}), told=True)

    def own(self, text: str, to: str | None = None) -> str:
        ref = self.desk.post({"text": text} | ({"reply": self.refs(to)} if to else {}))
        if to:
            self.replies[ref["uri"]] = to
        return self.written(ref, told=False)

    def author(self, uri: str) -> Person:
        return next(p for p in (self.desk, self.carol, self.dan) if uri.startswith(f"at://{p.did}/"))

    def edit(self, external_id: str, text: str) -> None:
        person, place = self.author(external_id), self.place(external_id)
        record = person.ask("com.atproto.repo.getRecord", **place)["value"]
        made = person.call("com.atproto.repo.putRecord", {**place, "record": {**record, "text": text}})
        self.versions[external_id] = made["cid"]

    def remove(self, external_id: str) -> None:
        self.author(external_id).call("com.atproto.repo.deleteRecord", self.place(external_id))
        self.versions[external_id] = None
        self.awaited.discard(external_id)

    def under(self, external_id: str) -> list[str]:
        tree = self.dan.ask("app.bsky.feed.getPostThread", uri=external_id, depth=1)["thread"]
        posts = [reply["post"] for reply in tree.get("replies", ())]
        return [post["record"]["text"] for post in sorted(posts, key=lambda post: post["uri"].rsplit("/", 1)[1])]

    # --- waiting: the AppView hears a moment later ---

    def settle_accounts(self) -> None:
        self.until(
            lambda: all(self.shown(person) for person in (self.desk, self.carol, self.dan)), "accounts are shown"
        )

    def shown(self, person: Person) -> bool:
        return self.desk.client.get("app.bsky.actor.getProfile", params={"actor": person.did}).status_code == 200

    def settle(self) -> None:
        """Posts are shown in their newest version, and what should be told is told."""
        self.versions |= self.relay.sent
        self.relay.sent.clear()
        self.until(self.settled, "what was said is heard")

    def settled(self) -> bool:
        for uri in list(self.versions)[:]:
            posts = self.desk.ask("app.bsky.feed.getPosts", uris=[uri])["posts"]
            if (posts[0]["cid"] if posts else None) != self.versions[uri]:
                return False
            del self.versions[uri]
        if self.awaited:
            found = self.desk.ask("app.bsky.notification.listNotifications", limit=100, priority=False)
            self.awaited -= {item["uri"] for item in found["notifications"]}
            if len(found["notifications"]) == 100 and self.awaited:
                more = self.desk.ask("app.bsky.notification.listNotifications", limit=100, cursor=found["cursor"])
                self.awaited -= {item["uri"] for item in more["notifications"]}
        return not self.awaited

    @staticmethod
    def until(done: Any, what: str, seconds: float = 30) -> None:
        end = time.monotonic() + seconds
        while not done():
            assert time.monotonic() < end, f"never happened: {what}"
            time.sleep(0.05)

    # --- trouble ---

    def lose_answer(self) -> None:
        self.relay.lose = "answer"

    def lose_request(self) -> None:
        self.relay.lose = "request"

    def lose_change(self, what: str) -> None:
        self.relay.lose_delete = what

    def deny(self) -> None:
        self.desk.call("com.atproto.server.deactivateAccount", {})

    def stale_token(self) -> None:
        self.keeper.session["access"] = "no.longer.good"

    def sign_out(self) -> None:
        self.desk.call("com.atproto.server.revokeAppPassword", {"name": "earful"})
        self.keeper.session["access"] = "no.longer.good"

    def unreachable(self) -> None:
        self.relay.close()

    def close(self) -> None:
        self.relay.close()
        for person in (self.desk, self.carol, self.dan):
            with contextlib.suppress(httpx.HTTPError):
                person.client.close()

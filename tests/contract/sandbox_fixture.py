"""The sandbox town for tests: a real server on a free port of this machine, without a life of its own."""

import base64
import json
import sqlite3
import subprocess
import sys
import tempfile
import threading
import urllib.error
import urllib.request
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from contract_world import MemoryKeeper

from earful.channels.contract import Adapter, Us
from earful.channels.sandbox.network import NETWORK
from earful.channels.sandbox.town.server import Town, TownServer, take
from earful.kit.transport import Transport

BRAND = "northwindrail"


class TownClient:
    """What people in the town can do. Ids are the town's own."""

    def __init__(self, url: str) -> None:
        self.url = url

    def ask(self, method: str, path: str, body: Any = None, token: str = "") -> Any:
        headers = {"content-type": "application/json"} | ({"authorization": f"Bearer {token}"} if token else {})
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data, headers, method=method)
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.loads(answer.read())

    def refused(self, method: str, path: str, body: Any = None, token: str = "") -> tuple[int, str]:
        """Status and words of a request that must fail."""
        try:
            self.ask(method, path, body, token)
        except urllib.error.HTTPError as error:
            with error:
                return error.code, json.loads(error.read())["words"]
        raise AssertionError("the town said yes")

    def connect(self, brand: str = BRAND) -> dict[str, str]:
        """id, handle, name and token of a brand."""
        return self.ask("POST", "/connect", {"brand": brand})

    def say(self, text: str, by: str = "carol", parent: str | None = None, **more: Any) -> str:
        return self.ask("POST", "/post", {"as": by, "text": text, "parent": parent, **more})["id"]

    def private(self, text: str, to: str = BRAND, by: str = "carol") -> str:
        return self.say(text, by, to=to)

    def edit(self, post: str, text: str) -> None:
        self.ask("POST", "/edit", {"id": post, "text": text})

    def remove(self, post: str) -> None:
        self.ask("POST", "/remove", {"id": post})

    def revoke(self, brand: str = BRAND) -> None:
        self.ask("POST", "/revoke", {"brand": brand})

    def replies_to(self, post: str) -> list[dict[str, Any]]:
        """The answers below a post as its author's own client shows them."""
        return self.ask("GET", f"/replies?id={quote(post)}")["items"]

    def truth(self, brand: str = BRAND) -> dict[str, Any]:
        return self.ask("GET", "/truth")["brands"][brand]

    def faults(self, *faults: dict[str, Any]) -> None:
        self.ask("POST", "/faults", {"faults": list(faults)})


class RunningTown(TownClient):
    """A town in a thread of this process. `stop()` and `start()` keep its port and memory."""

    def __init__(self, folder: Path, *, quiet: bool = True, seed: int = 1, speed: float = 1.0) -> None:
        self.folder, self._life = folder, (seed, speed, quiet)
        self.port = 0
        self.start()
        super().__init__(f"http://127.0.0.1:{self.port}")

    def start(self) -> None:
        place = take(self.port)
        self.port = place.getsockname()[1]
        ready = threading.Event()
        town = Town(self.folder, self.port, *self._life)
        town.ready = ready.set
        self._server = TownServer(town)
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [place]}, daemon=True)
        self._thread.start()
        assert ready.wait(15), "the town did not start"

    def stop(self) -> None:
        self._server.should_exit = True
        self._server.town.close_soon()
        self._thread.join(15)
        assert not self._thread.is_alive(), "the town did not stop"

    def restart(self) -> None:
        self.stop()
        self.start()


@contextmanager
def running_town(*, quiet: bool = True, seed: int = 1, speed: float = 1.0) -> Iterator[RunningTown]:
    """A town of one's own, gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        town = RunningTown(Path(folder), quiet=quiet, seed=seed, speed=speed)
        try:
            yield town
        finally:
            if town._thread.is_alive():
                town.stop()


@contextmanager
def town_process(folder: Path, *more: str, port: int = 0) -> Iterator[tuple[subprocess.Popen[str], TownClient]]:
    """A town as `earful up` starts it: a process of its own, which may be killed."""
    command = [sys.executable, "-m", "earful.channels.sandbox.town", "--port", str(port), "--data", str(folder), *more]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout
        line = process.stdout.readline()
        yield process, TownClient(line.split()[-1] if "http" in line else "")
    finally:
        process.kill()
        process.wait()
        assert process.stdout
        process.stdout.close()


class SandboxWorld:
    network = NETWORK
    can = NETWORK.can
    offers = frozenset(
        {
            *("edit", "remove", "own", "pictures", "limit", "lost_answer", "lost_request", "deny"),
            *("sign_out", "unreachable", "garbage", "lost_change", "private", "privately", "shuts_out"),
        }
    )

    def __init__(self, town: RunningTown) -> None:
        self.town = town
        card = town.connect()
        self.us, self._token = Us(card["id"], card["handle"]), card["token"]
        self.keeper = MemoryKeeper()

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Adapter]:
        async with Transport(frozenset({f"127.0.0.1:{self.town.port}"})) as door:
            yield NETWORK.open(self.us, {"url": self.town.url}, {"token": self._token}, self.keeper, door)

    def say(self, text: str, by: str = "carol") -> str:
        return self.town.say(f"@{BRAND} {text}", by)

    us_there, shut = "desk", "eve"

    def reply(self, to: str, text: str, by: str = "carol") -> str:
        return self.town.say(text, by, to)

    def say_privately(self, text: str, by: str = "carol") -> str:
        return self.town.private(text, by=by)

    def reply_privately(self, to: str, text: str, by: str = "carol") -> str:
        return self.town.say(text, by, to)

    def readers(self, external_id: str) -> set[str]:
        with closing(sqlite3.connect(self.town.folder / "town.sqlite3")) as book:
            asked = "select a.handle, b.handle from posts join people a on a.id = author left join people b on b.id = partner where posts.id = ?"
            author, partner = book.execute(asked, (int(external_id.rpartition(":")[2]),)).fetchone()
        return {"desk" if name == BRAND else name for name in (author, partner or "everybody")}

    def say_with_picture(self, text: str, picture: bytes, alt: str, by: str = "carol") -> str:
        drawing = {"content": base64.b64encode(picture).decode(), "alt": alt}
        return self.town.say(f"@{BRAND} {text}", by, pictures=[drawing])

    def own(self, text: str, to: str | None = None) -> str:
        return self.town.say(text, BRAND, to)

    def edit(self, external_id: str, text: str) -> None:
        self.town.edit(external_id, f"@{BRAND} {text}")

    def remove(self, external_id: str) -> None:
        self.town.remove(external_id)

    def settle(self) -> None:
        """Nothing is late here."""

    def under(self, external_id: str) -> list[str]:
        return [post["text"] for post in self.town.replies_to(external_id)]

    def lose_answer(self) -> None:
        self.town.faults({"path": "/posts", "kind": "lost answer"})

    def lose_request(self) -> None:
        self.town.faults({"path": "/posts", "kind": "lost request"})

    def lose_change(self, what: str) -> None:
        self.town.faults(*({"path": path, "kind": f"lost {what}"} for path in ("/posts/amend", "/posts/withdraw")))

    def limit(self, seconds: int) -> None:
        self.town.faults({"path": "", "kind": "status", "status": 429, "retry_after": seconds, "times": 0})

    def relent(self) -> None:
        self.town.faults()

    def deny(self) -> None:
        words = "You are not allowed to answer here."
        self.town.faults({"path": "/posts", "kind": "status", "status": 403, "words": words})

    def stale_token(self) -> None:
        raise NotImplementedError("a token of the town never runs out by itself")

    def sign_out(self) -> None:
        self.town.revoke()

    def unreachable(self) -> None:
        self.town.stop()

    def garbage(self) -> str:
        return self.town.say(f"@{BRAND} x", garbled=True)


@contextmanager
def world() -> Iterator[SandboxWorld]:
    with running_town() as town:
        yield SandboxWorld(town)

"""A real town in a thread of this process, whose clock is the bench's, and what people do in it."""

import json
import os
import sqlite3
import threading
import urllib.request
from pathlib import Path
from typing import Any

from earful.channels.sandbox.town.server import Town, TownServer, take

BRAND = "northwindrail"


class OurTown:
    """The town, quiet but for what the bench lets people say."""

    def __init__(self, folder: Path, seed: int) -> None:
        place = take(0)
        self.folder, self.url = folder, f"http://127.0.0.1:{place.getsockname()[1]}"
        os.environ["EARFUL_TRUSTED_HOSTS"] = self.url.removeprefix("http://")  # the one door lets us in there
        ready = threading.Event()
        town = Town(folder, place.getsockname()[1], seed, 1.0, quiet=True)
        town.ready = ready.set
        self._server = TownServer(town)
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [place]}, daemon=True)
        self._thread.start()
        if not ready.wait(30):
            raise RuntimeError("The town did not start.")

    def stop(self) -> None:
        """Close it."""
        self._server.should_exit = True
        self._server.town.close_soon()
        self._thread.join(15)

    def says(self, who: str, text: str, parent: str = "", **more: Any) -> str:
        """Somebody says something; the town's name for it."""
        return str(self._ask("/post", {"as": who, "text": text, "parent": parent or None, **more})["id"])

    def removes(self, post: str) -> None:
        """Its author takes it back."""
        self._ask("/remove", {"id": post})

    def posts(self) -> list[sqlite3.Row]:
        """Everything that was ever said, from the town's own file: what really happened."""
        with sqlite3.connect(f"file:{self.folder / 'town.sqlite3'}?mode=ro", uri=True) as memory:
            memory.row_factory = sqlite3.Row
            return memory.execute(
                "select posts.*, people.brand as ours, versions.text from posts join people on people.id = posts.author"
                " join versions on versions.post = posts.id and versions.version = 1 order by posts.id"
            ).fetchall()

    def _ask(self, path: str, order: dict[str, Any]) -> dict[str, Any]:
        request = urllib.request.Request(  # noqa: S310 -- our own town
            self.url + path, json.dumps(order).encode(), {"content-type": "application/json"}, method="POST"
        )
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 -- our own town
            found: dict[str, Any] = json.loads(answer.read())
            return found

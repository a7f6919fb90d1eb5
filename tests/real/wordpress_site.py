"""A real WordPress on this machine, and the contract suite's world on it: one post for each test.

`wordpress()` starts it with the script in `servers/`; set WORDPRESS_DIR to use one that is up already.
"""

import base64
import html
import json
import os
import shutil
import subprocess
import tempfile
import time
import urllib.parse
import urllib.request
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import pytest
from contract_world import MemoryKeeper
from one_at_a_time import alone

from earful.channels.contract import Adapter, Us
from earful.channels.wordpress.network import NETWORK
from earful.kit.transport import Transport

SERVERS = Path(__file__).parent / "servers"


@contextmanager
def wordpress() -> Iterator[dict[str, Any]]:
    """What the script says once the site is up."""
    standing = os.environ.get("WORDPRESS_DIR")
    folder = Path(standing or tempfile.mkdtemp(prefix="earful-wordpress-"))
    folder.chmod(0o755)
    with alone("wordpress"):
        try:
            up = subprocess.run([SERVERS / "wordpress", "up", folder], check=False, capture_output=True, text=True)
            if up.returncode:
                pytest.fail(f"WordPress does not start; tests/real/servers/README.md says more.\n{up.stderr}")
            yield json.loads(up.stdout)
        finally:
            if not standing:
                subprocess.run([SERVERS / "wordpress", "down", folder], check=True)
                shutil.rmtree(folder, ignore_errors=True)


class RealWordPress:
    network = NETWORK
    can = NETWORK.can
    offers = frozenset({"edit", "remove", "own", "keyless", "rootless", "hold"})

    def __init__(self, site: dict[str, Any]) -> None:
        self.url, self._login = site["url"], site["accounts"][0]
        self.place = self.url.removeprefix("http://")
        self.api = f"{self.url}/index.php?rest_route=/"
        self.us = Us(f"{self.place}/user/1", self.place)
        self.keeper = MemoryKeeper()
        made = {"title": f"Notes {time.time_ns()}", "content": "What is new.", "status": "publish"}
        self.post = self.ask("POST", "wp/v2/posts", {**made, "comment_status": "open"})["id"]

    @property
    def secrets(self) -> dict[str, str]:
        return {"user": self._login["user"], "password": self._login["application_password"]}

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Adapter]:
        async with Transport(frozenset({self.place})) as door:
            yield NETWORK.open(self.us, {"api": self.api}, self.secrets, self.keeper, door)

    def ask(self, method: str, path: str, fields: Any = None, **params: Any) -> Any:
        """As the owner, in another program."""
        login = base64.b64encode(":".join(self.secrets.values()).encode()).decode()
        headers = {"authorization": f"Basic {login}", "content-type": "application/json"}
        query = "".join(f"&{name}={urllib.parse.quote(str(value))}" for name, value in params.items())
        body = json.dumps(fields).encode() if fields is not None else None
        request = urllib.request.Request(self.api + path + query, body, headers, method=method)
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.loads(answer.read())

    def say(self, text: str, by: str = "carol", parent: int = 0) -> str:
        """By the form below the post, as anybody."""
        form = {"comment_post_ID": self.post, "author": by, "email": f"{by}@town.test", "comment": html.escape(text)}
        body = urllib.parse.urlencode({**form, "comment_parent": parent}).encode()
        with urllib.request.urlopen(f"{self.url}/wp-comments-post.php", body, timeout=30) as answer:
            return answer.geturl().rpartition("#comment-")[2]

    def reply(self, to: str, text: str, by: str = "carol") -> str:
        return self.say(text, by, int(to))

    def own(self, text: str, to: str | None = None) -> str:
        fields = {"post": self.post, "parent": int(to or 0), "content": text}
        return str(self.ask("POST", "wp/v2/comments", fields)["id"])

    def edit(self, external_id: str, text: str) -> None:
        self.ask("POST", f"wp/v2/comments/{external_id}", {"content": text})

    def hold(self, text: str) -> str:
        name = self.say(text)
        self.moderate(name, "hold")
        return name

    def moderate(self, external_id: str, status: str) -> None:
        self.ask("POST", f"wp/v2/comments/{external_id}", {"status": status})

    def remove(self, external_id: str) -> None:
        self.ask("DELETE", f"wp/v2/comments/{external_id}")

    def settle(self) -> None:
        """Nothing is late here."""

    def under(self, external_id: str) -> list[str]:
        found = self.ask(
            "GET", "wp/v2/comments", post=self.post, parent=external_id, order="asc", orderby="id", context="edit"
        )
        return [html.unescape(one["content"]["raw"]) for one in found]

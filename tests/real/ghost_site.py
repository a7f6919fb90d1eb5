"""A real Ghost on this machine, and the contract suite's world on it: one comment's thread for each test.

`ghost()` starts it with the script in `servers/`. The first time it is installed, which takes minutes, into SERVERS_INSTALL or a
folder of caches that keeps it; set GHOST_DIR to use one that is up already.
"""

import html
import json
import os
import re
import shutil
import subprocess
import tempfile
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import pytest
from contract_world import MemoryKeeper
from mail_host import free_port
from one_at_a_time import alone

from earful.channels import tokens
from earful.channels.contract import Adapter, Us
from earful.channels.ghost.network import NETWORK
from earful.kit import clock
from earful.kit.transport import Transport

SERVERS = Path(__file__).parent / "servers"
KEPT = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "earful-servers"
PEOPLE: dict[str, tuple[str, str]] = {}  # by the key of a site and a name: the member, and a cookie


@contextmanager
def ghost() -> Iterator[dict[str, Any]]:
    """What the script says once the site is up."""
    standing = os.environ.get("GHOST_DIR")
    folder = Path(standing or tempfile.mkdtemp(prefix="earful-ghost-"))
    environ = {"SERVERS_INSTALL": str(KEPT), **os.environ, **({} if standing else {"GHOST_PORT": str(free_port())})}
    command = [SERVERS / "ghost", "up", folder]
    try:
        with alone("ghost"):  # it is installed once
            up = subprocess.run(command, check=False, capture_output=True, text=True, env=environ)
        if up.returncode:
            pytest.fail(f"Ghost does not start; tests/real/servers/README.md says more.\n{up.stderr}")
        yield json.loads(up.stdout)
    finally:
        if not standing:
            subprocess.run([SERVERS / "ghost", "down", folder], check=True)
            shutil.rmtree(folder, ignore_errors=True)


class _Stay(urllib.request.HTTPRedirectHandler):
    """The cookie is in the answer that leads on."""

    def redirect_request(self, *_: Any) -> None:
        return None


class RealGhost:
    network = NETWORK
    can = NETWORK.can
    offers = frozenset({"edit", "remove", "own", "keyless", "hold"})

    def __init__(self, site: dict[str, Any]) -> None:
        self.site, self.url, self.key = site, site["url"], site["key"]
        self.place = self.url.removeprefix("http://")
        self.us = Us(f"{self.place}/member/{site['member']['id']}", self.place)
        self.keeper = MemoryKeeper()
        [post] = self.admin("GET", "posts/?limit=1&fields=id")["posts"]
        self.post = post["id"]

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Adapter]:
        async with Transport(frozenset({self.place})) as door:
            settings = {"url": self.url, "home": self.url}
            yield NETWORK.open(self.us, settings, {"key": self.key}, self.keeper, door)

    def ask(self, method: str, path: str, fields: Any = None, **headers: str) -> tuple[Any, str]:
        """What is answered, and the cookies that come with it."""
        body = json.dumps(fields).encode() if fields is not None else None
        given = {"content-type": "application/json", "accept-version": "v6.0", **headers}
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _Stay)
        try:
            answer = opener.open(urllib.request.Request(f"{self.url}/{path}", body, given, method=method), timeout=60)
        except urllib.error.HTTPError as error:
            if error.code != 302:
                raise AssertionError(error.read().decode()) from error
            answer = error
        with answer:
            told = answer.read()
            cookies = [one.partition(";")[0] for one in answer.headers.get_all("set-cookie", [])]
        return json.loads(told) if told.startswith(b"{") else {}, "; ".join(cookies)

    def admin(self, method: str, path: str, **fields: Any) -> Any:
        """As a program of the owner's own."""
        name, _, secret = self.key.partition(":")
        now = int(clock.now().timestamp())
        token = tokens.sealed(bytes.fromhex(secret), {"kid": name}, {"iat": now, "exp": now + 240, "aud": "/admin/"})
        return self.ask(method, f"ghost/api/admin/{path}", fields or None, authorization=f"Ghost {token}")[0]

    def person(self, by: str) -> tuple[str, str]:
        """A member, signed in by the link that the site would mail."""
        known = f"{self.key} {by}"
        if known not in PEOPLE:
            mail = self.site["member"]["mail"] if by == "Northwind" else f"{by}@town.test"
            asked = urllib.parse.quote(f"email:'{mail}'")
            found = self.admin("GET", f"members/?filter={asked}")["members"]
            [member] = found or self.admin("POST", "members/", members=[{"email": mail, "name": by}])["members"]
            [way] = self.admin("GET", f"members/{member['id']}/signin_urls/")["member_signin_urls"]
            PEOPLE[known] = member["id"], self.ask("GET", way["url"].removeprefix(f"{self.url}/"))[1]
        return PEOPLE[known]

    def write(self, by: str, method: str, path: str = "", **fields: Any) -> Any:
        _, cookie = self.person(by)
        return self.ask(method, f"members/api/comments/{path}", {"comments": [fields]}, cookie=cookie)[0]["comments"][0]

    def of(self, external_id: str) -> Any:
        return self.admin("GET", f"comments/{external_id}/")["comments"][0]

    def say(self, text: str, by: str = "carol", to: str | None = None) -> str:
        fields: dict[str, Any] = {"post_id": self.post, "html": f"<p>{html.escape(text, quote=False)}</p>"}
        if to:
            top = self.of(to)["parent_id"] or to
            fields |= {"parent_id": top, **({"in_reply_to_id": to} if to != top else {})}
        return str(self.write(by, "POST", **fields)["id"])

    def reply(self, to: str, text: str, by: str = "carol") -> str:
        return self.say(text, by, to)

    def own(self, text: str, to: str | None = None) -> str:
        return self.say(text, "Northwind", to)

    def author(self, external_id: str) -> str:
        called = self.of(external_id)["member"]["name"]
        return str(called)

    def edit(self, external_id: str, text: str) -> None:
        said = f"<p>{html.escape(text, quote=False)}</p>"
        self.write(self.author(external_id), "PUT", f"{external_id}/", html=said)

    def remove(self, external_id: str) -> None:
        self.write(self.author(external_id), "PUT", f"{external_id}/", status="deleted")

    def moderate(self, external_id: str, status: str) -> None:
        self.admin("PUT", f"comments/{external_id}/", comments=[{"id": external_id, "status": status}])

    def hold(self, text: str) -> str:
        name = self.say(text)
        self.moderate(name, "hidden")
        return name

    def settle(self) -> None:
        """Nothing is late here."""

    def under(self, external_id: str) -> list[str]:
        top = self.of(external_id)["parent_id"] or external_id
        asked = urllib.parse.urlencode(
            {"filter": f"parent_id:'{top}'+status:published", "order": "created_at asc, id asc", "limit": "100"}
        )
        found = self.admin("GET", f"comments/?{asked}")["comments"]
        there = [one for one in found if (one["in_reply_to_id"] or one["parent_id"]) == external_id]
        return [words(one["html"]) for one in there]

    def mails(self, to: str) -> list[str]:
        """What the site has mailed to somebody, since it came up."""
        found = [one.read_text() for one in sorted(Path(self.site["mails"]).iterdir())]
        return [one for one in found if re.search(rf"^To: .*{re.escape(to)}", one, re.MULTILINE)]


def words(said: str) -> str:
    """What is shown, with its paragraphs and ends of lines."""
    broken = re.sub(r"<br */?>", "\n", said.replace("</p><p>", "\n\n"))
    return html.unescape(re.sub(r"<[^>]+>", "", broken))

"""A whole running desk with a quiet town, which trouble is ordered for: real processes, a real database.

troubled.town.trouble("cut", "/feed")
said = troubled.town.says("Where is my train?")
troubled.arrives(said)
"""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import psycopg
from running_desk import Desk, a_desk, eventually

BRAND = "northwindrail"
OTHER = "lumenloop"
PATIENCE = 45.0
PERSON = """
from earful.staff import queries
from earful.staff.actions import invite, issue_token
from earful.staff.rules import Role
print(issue_token(invite(queries.workspace(), "ana", "Ana Ortega", Role.OWNER), "trouble")[1])
"""


class Town:
    """The town's streets. Ids are the town's own."""

    def __init__(self, port: int) -> None:
        self.line = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=20)

    def ask(self, path: str, **order: Any) -> dict[str, Any]:
        """Post an order; what is answered."""
        answer = self.line.post(path, json=order)
        answer.raise_for_status()
        return dict(answer.json())

    def says(self, text: str, by: str = "carol", to: str = BRAND, parent: str | None = None, **more: Any) -> str:
        """A customer speaks to a brand."""
        words = text if parent else f"@{to} {text}"
        return str(self.ask("/post", **{"as": by, "text": words, "parent": parent, **more})["id"])

    def troubles(self, *faults: dict[str, Any]) -> None:
        """Order trouble in place of what was ordered."""
        self.ask("/faults", faults=list(faults))

    def trouble(self, kind: str, path: str = "", **more: Any) -> None:
        """Order one."""
        self.troubles({"path": path, "kind": kind, **more})

    def calm(self) -> None:
        """All trouble ends."""
        self.troubles()

    def met(self) -> int:
        """How often trouble has been met."""
        return sum(one["met"] for one in self.line.get("/faults").json()["faults"])

    def answers(self, post: str) -> list[str]:
        """What stands below a post."""
        found = self.line.get(f"/replies?id={quote(post)}").json()
        return [one["text"] for one in found["items"]]


@dataclass
class Troubled:
    """The desk, its town, and somebody at it."""

    desk: Desk
    town: Town
    api: httpx.Client
    address: str

    def ask(self, question: str, *values: object) -> list[tuple[Any, ...]]:
        """What the database holds."""
        with psycopg.connect(self.address, autocommit=True) as line:
            return line.execute(question, values or None).fetchall()

    def one(self, question: str, *values: object) -> Any:
        """The one value; None when there is none."""
        rows = self.ask(question, *values)
        return rows[0][0] if rows else None

    # --- listening ---

    def heard(self, *posts: str) -> bool:
        """Whether posts are in the ledger, once, and understood."""
        rows = self.ask(
            "select i.external_id from intake_item i join accounts_account a on a.id = i.account_id"
            " where a.handle = %s and i.external_id = any(%s) and i.state = 'placed'",
            BRAND,
            list(posts),
        )
        return sorted(name for (name,) in rows) == sorted(posts)

    def arrives(self, *posts: str, seconds: float = PATIENCE) -> None:
        """Wait for posts."""
        assert eventually(lambda: self.heard(*posts), seconds), f"never heard: {posts}; {self.account()}"

    def account(self, handle: str = BRAND) -> dict[str, Any]:
        """How an account stands, as the API tells it."""
        rows = self.api.get("/api/accounts").json()
        return next(one for one in (rows if isinstance(rows, list) else rows["rows"]) if one["handle"] == handle)

    # --- sending ---

    def conversation(self, post: str) -> int:
        """Where a post stands."""
        found = self.one("select conversation_id from conversations_turn where external_id = %s", post)
        assert found, post
        return int(found)

    def answer(self, post: str, text: str) -> int:
        """Write and send; the number of the dispatch."""
        place = f"/api/conversations/{self.conversation(post)}"
        matter = self.api.get(place).json()
        written = self.api.put(f"{place}/draft", json={"text": text})
        assert written.status_code == 200, written.text
        looked = {name: matter[name] for name in ("looked_at", "seen") if name in matter}
        sent = self.api.post(f"{place}/draft/send", json=looked)
        assert sent.status_code == 201, sent.text
        return int(sent.json()["id"])

    def dispatch(self, number: int) -> tuple[str, str, int]:
        """State, trouble and attempts of a dispatch."""
        return self.ask("select state, trouble, attempts from outbox_dispatch where id = %s", number)[0]  # type: ignore[return-value]  # -- three columns

    def becomes(self, number: int, state: str, seconds: float = PATIENCE) -> None:
        """Wait until a dispatch is in a state."""
        assert eventually(lambda: self.dispatch(number)[0] == state, seconds), self.dispatch(number)

    @contextmanager
    def person(self) -> Iterator[httpx.Client]:
        """A browser in which the owner is signed in."""
        with httpx.Client(base_url=self.api.base_url, timeout=20, follow_redirects=True) as person:
            link = httpx.URL(self.desk.run("signin").stdout.split()[-1])
            assert person.get(link).status_code == 200
            form = {"key": link.params["key"], "csrfmiddlewaretoken": person.cookies["csrftoken"]}
            assert person.post(link.path, data=form, headers={"referer": str(link)}).status_code == 200
            yield person

    def logged(self, name: str) -> list[dict[str, Any]]:
        """What a process has logged; lines that are not ours as {"event": line}."""
        lines = (self.desk.folder / "log" / f"{name}.log").read_text(errors="replace").splitlines()
        return [_read(line) for line in lines if line.strip()]


def _read(line: str) -> dict[str, Any]:
    try:
        return dict(json.loads(line))
    except ValueError:
        return {"event": line}


def socket_folder(desk: Desk) -> str:
    """Where the database listens, as its own note says."""
    return (desk.folder / "postgres" / "postmaster.pid").read_text().splitlines()[4]


@contextmanager
def at_work(desk: Desk, **settings: str) -> Iterator[Troubled]:
    """Up, with Ana at the desk."""
    desk.environ |= {"EARFUL_TOWN_QUIET": "on", "EARFUL_WEB_PROCESSES": "1", "EARFUL_CHECK_SECONDS": "3", **settings}
    desk.up()
    token = desk.run("manage", "shell", "-v", "0", "-c", PERSON).stdout.strip()
    assert token.startswith("earful_"), token
    address = f"host={socket_folder(desk)} user=earful dbname=earful"
    api = httpx.Client(
        base_url=f"http://127.0.0.1:{desk.port}", headers={"authorization": f"Bearer {token}"}, timeout=20
    )
    found = Troubled(desk, Town(desk.port + 2), api, address)
    with found.town.line, api:
        yield found


@contextmanager
def a_troubled_desk(**settings: str) -> Iterator[Troubled]:
    """The same with a folder of its own, and down again."""
    with a_desk() as desk, at_work(desk, **settings) as found:
        yield found


def waits(true: Callable[[], bool], what: str, seconds: float = PATIENCE) -> None:
    """Until something is so."""
    assert eventually(true, seconds), f"never: {what}"


def quietly(true: Callable[[], bool], seconds: float, what: str) -> None:
    """Something stays so for a while."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        assert true(), what
        time.sleep(0.1)


def log_folder(troubled: Troubled) -> Path:
    """Where the processes log."""
    return troubled.desk.folder / "log"

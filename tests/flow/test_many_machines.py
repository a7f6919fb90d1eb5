"""A running desk with two workers: paused ones, ones cut off from the database, and a restart of one after the other."""

import json
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import psutil
import psycopg
import pytest

from earful.bench.chaos_wire import Unheard, ask
from tests.flow.running_desk import Desk, a_desk, eventually, name_of

PREPARED = """
import json, time
from django.core import signing
from earful.accounts.models import Account
from earful.staff import queries
from earful.staff.actions import invite, issue_token
from earful.staff.rules import Role
home = queries.workspace()
agent = invite(home, "ana", "Ana Ortega", Role.AGENT)
ticket = {"w": home.pk, "a": agent.pk, "topics": ["conversation"]}
print(json.dumps({"token": issue_token(agent, "t")[1], "ticket": signing.dumps(ticket, salt="earful.live")}))
"""
BRAND = "northwindrail"


class Running:
    """The desk, its town, and what a program needs to speak to both."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        told = json.loads(desk.run("manage", "shell", "-v", "0", "-c", PREPARED).stdout)
        self.token, self.ticket = told["token"], told["ticket"]
        conf = (desk.folder / "postgres" / "earful.conf").read_text()
        folder = conf.partition("unix_socket_directories = '")[2].partition("'")[0]
        self.url = f"postgresql://earful@/earful?host={folder}"

    def town(self, method: str, path: str, body: Any = None) -> Any:
        return ask(self.desk.port + 2, method, path, body).body

    def api(self, method: str, path: str, body: Any = None) -> Any:
        return ask(self.desk.port, method, f"/api/{path}", body, self.token).body

    def says(self, text: str) -> str:
        """A customer speaks; the name of the post."""
        return str(self.town("POST", "/post", {"as": "maria", "text": f"@{BRAND} {text}"})["id"])

    def matter_of(self, text: str) -> dict[str, Any]:
        """The conversation that began with these words, once it is there."""
        found: list[dict[str, Any]] = []

        def there() -> bool:
            rows = self.api("GET", "conversations?view=all&size=50")["rows"]
            found[:] = [row for row in rows if text in row["preview"]]
            return bool(found)

        assert eventually(there, 60), text
        return dict(self.api("GET", f"conversations/{found[0]['id']}"))

    def answers(self, matter: dict[str, Any], text: str) -> int:
        """An agent sends; the number of the dispatch, whose undo window is over at once."""
        place = f"conversations/{matter['id']}"
        self.api("PUT", f"{place}/draft", {"text": text})
        sent = self.api("POST", f"{place}/draft/send", {"seen": matter["seen"]})
        return int(sent["id"])

    def state(self, dispatch: int) -> str:
        return str(self.api("GET", f"dispatches/{dispatch}")["state"])

    def there(self, post: str) -> list[str]:
        """What stands below a post in the town, oldest first."""
        return [one["text"] for one in self.town("GET", f"/replies?id={post}")["items"]]

    def ask_database(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.url, autocommit=True) as line:
            return line.execute(statement, values).fetchall()

    def workers(self) -> list[psutil.Process]:
        assert self.desk.process
        return [one for one in psutil.Process(self.desk.process.pid).children() if name_of(one) == "work"]


@pytest.fixture(scope="module")
def running() -> Iterator[Running]:
    with a_desk() as desk:
        desk.environ |= {"EARFUL_TOWN_QUIET": "on", "EARFUL_WORK_PROCESSES": "2", "EARFUL_WEB_PROCESSES": "1"}
        desk.up()
        yield Running(desk)


def who_sends(running: Running) -> psutil.Process:
    """The worker that speaks to the town now: the one whose connection is taken and not answered."""
    port = running.desk.port + 2
    speaking = [
        one
        for one in running.workers()
        if any(
            line.raddr and line.raddr.port == port and line.status == "ESTABLISHED" for line in one.net_connections()
        )
    ]
    assert speaking
    return speaking[0]


@pytest.mark.parametrize("arrived", [True, False], ids=["arrived", "never arrived"])
def test_a_worker_that_was_paused_while_sending_does_not_send_twice(running: Running, arrived: bool) -> None:
    words = f"Where is my coat, {arrived}?"
    post = running.says(words)
    matter = running.matter_of(words)
    silent = {"path": "/posts", "kind": "silent", "times": 1, "done": arrived}
    running.town("POST", "/faults", {"faults": [silent]})
    first = running.answers(matter, "It hangs in our office.")
    assert eventually(lambda: running.state(first) == "claimed", 40)
    time.sleep(0.5)
    paused = who_sends(running)
    paused.send_signal(signal.SIGSTOP)
    second = running.answers(running.matter_of(words), "You can fetch it until six.")
    try:
        assert eventually(lambda: running.state(first) == "sent", 90), "the other worker looked, and saw to it"
    finally:
        paused.send_signal(signal.SIGCONT)
    assert eventually(lambda: running.state(second) == "sent", 60)
    time.sleep(3)
    texts = running.there(post)
    assert [text.split(" ^")[0] for text in texts] == ["It hangs in our office.", "You can fetch it until six."]
    assert running.state(first) == running.state(second) == "sent"


def test_a_worker_cut_off_from_the_database_goes_on_as_itself(running: Running) -> None:
    before = {one.pid for one in running.workers()}
    running.ask_database(
        "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'earful-work'"
    )
    words = "Is anybody still working?"
    running.says(words)
    assert running.matter_of(words)["turns"]
    assert {one.pid for one in running.workers()} == before
    assert eventually(lambda: len(running.ask_database("select id from procrastinate_workers where last_heartbeat > "
                                                       "now() - interval '6 seconds'")) == 2, 40)  # fmt: skip


class Page(threading.Thread):
    """An open page: it connects to the live line, comes back after it breaks, and fetches when it is told to look."""

    def __init__(self, running: Running) -> None:
        super().__init__(daemon=True)
        self._running = running
        self._place = ""
        self.shown: set[str] = set()
        self.told: list[str] = []
        self.closed = threading.Event()

    def run(self) -> None:
        while not self.closed.is_set():
            try:
                self._listen()
            except httpx.HTTPError:
                self.closed.wait(0.3)

    def _listen(self) -> None:
        headers = {"last-event-id": self._place} if self._place else {}
        address = f"http://127.0.0.1:{self._running.desk.port + 1}/live"
        limits = httpx.Timeout(5, read=20)
        with httpx.stream(
            "GET", address, params={"topics": self._running.ticket}, headers=headers, timeout=limits
        ) as line:
            for text in line.iter_lines():
                field, _, value = text.partition(": ")
                if field == "id":
                    self._place = value
                elif field in ("data", "event"):
                    self.told.append(value)
                    self._look()
                if self.closed.is_set():
                    return

    def _look(self) -> None:
        """Fetch what is shown; a page whose fetch fails tries again."""
        for _ in range(40):
            try:
                rows = self._running.api("GET", "conversations?view=all&size=100")["rows"]
            except (Unheard, KeyError, TypeError):
                time.sleep(0.5)
            else:
                self.shown |= {row["preview"] for row in rows}
                return


def restarted(running: Running, name: str) -> Callable[[], bool]:
    """Tell one kind of process to end in order; whether all of it runs anew."""
    assert running.desk.process
    old = {one.pid for one in psutil.Process(running.desk.process.pid).children() if name_of(one) == name}
    for pid in old:
        os.kill(pid, signal.SIGTERM)

    def anew() -> bool:
        children = psutil.Process(running.desk.process.pid).children()
        fresh = {one.pid for one in children if name_of(one) == name}
        return len(fresh) == len(old) and not fresh & old

    return anew


def test_every_arrival_during_a_rolling_restart_reaches_an_open_page(running: Running) -> None:
    page = Page(running)
    page.start()
    said: list[str] = []
    done = threading.Event()

    def speak() -> None:
        while not done.wait(0.7):
            said.append(f"Arrival number {len(said)} of a busy day")
            running.says(said[-1])

    speaking = threading.Thread(target=speak, daemon=True)
    speaking.start()
    for name in ("live", "web", "listen", "work", "live"):
        assert eventually(restarted(running, name), 60), name
        time.sleep(1.5)
    done.set()
    speaking.join(10)
    assert len(said) > 10
    all_shown = eventually(lambda: all(any(one in shown for shown in page.shown) for one in said), 60)
    page.closed.set()
    missing = [one for one in said if not any(one in shown for shown in page.shown)]
    assert all_shown, missing
    assert "resync" in page.told

"""Earful in the comparison: a desk as its owner starts it, its tickets said in the sandbox town."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx
from products import PATIENCE, WRITERS, Wrong, good

PORT = 8480
COMMAND = [sys.executable, "-P", "-m", "earful.cli.main"]
READY = re.compile(r"Earful is ready: \S+  Sign in once with (\S+)")
ISSUE = (
    "from earful.staff.actions import issue_token; from earful.staff.models import Agent; "
    "print('token', issue_token(Agent.objects.filter(role='owner').first(), 'side by side')[1])"
)
BRAND = "northwindrail"
PANE = {"HX-Request": "true", "HX-Target": "talk"}  # what the desk's page says when it asks for a conversation


class Earful:
    """Pages by session; what the comparison must know besides, over the API."""

    name = "Earful"

    def __init__(self, link: str, token: str) -> None:
        address = f"http://127.0.0.1:{PORT}"
        self._page = httpx.Client(base_url=address, timeout=PATIENCE, follow_redirects=True)
        opened = good(self._page.get(link))
        key = link.partition("?key=")[2]
        token_field = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', opened.text)
        form = {"key": key, "csrfmiddlewaretoken": token_field[1] if token_field else ""}
        good(self._page.post(link.partition("?")[0], data=form, headers={"Referer": address}))
        self._door = httpx.Client(
            base_url=f"{address}/api", timeout=PATIENCE, headers={"Authorization": f"Bearer {token}"}
        )
        self._town = httpx.Client(base_url=f"http://127.0.0.1:{PORT + 2}", timeout=PATIENCE)
        self._numbers: list[int] = []
        self._form: dict[str, str] = {}

    def take_in(self, tickets: list[tuple[str, str, str]]) -> None:
        """Said in the town; there once each is a conversation that somebody can answer."""

        def one(ticket: tuple[str, str, str]) -> None:
            good(self._town.post("/post", json={"as": ticket[2], "text": f"@{BRAND} {ticket[1]}"}))

        before = self._known()
        with ThreadPoolExecutor(WRITERS) as pool:
            list(pool.map(one, tickets))
        until = time.monotonic() + PATIENCE
        while self._known() < before + len(tickets):
            if time.monotonic() > until:
                raise Wrong(f"Only {self._known() - before} of {len(tickets)} arrived.")
            time.sleep(0.02)
        mark, self._numbers = "", []
        while mark is not None:
            page = good(self._door.get("/conversations", params={"view": "all", "mark": mark})).json()
            self._numbers += [row["id"] for row in page["rows"]]
            mark = page["next"] or None

    def _known(self) -> int:
        counted = good(self._door.get("/views")).json()
        return int(counted["all"])

    def tickets(self) -> list[int]:
        """As the desk lists them."""
        return self._numbers

    def list(self) -> int:
        """Everything that needs an answer."""
        return len(good(self._page.get("/desk/needs/"), 'class="row').content)

    def open(self, number: int) -> int:
        """The whole page, as a link from elsewhere opens it: the list, and the conversation beside it."""
        return len(good(self._page.get(f"/desk/needs/{number}/"), "<textarea").content)

    def pick(self, number: int) -> int:
        """What a press on a line of the list fetches: the conversation; its list stands there already."""
        return len(good(self._page.get(f"/desk/needs/{number}/", headers=PANE), "<textarea").content)

    def search(self, word: str) -> int:
        """In everything that was said, by whom, and in tags."""
        return len(good(self._page.get("/desk/all/", params={"q": word}), 'class="row').content)

    def prepare(self, number: int) -> None:
        """The page knows what it showed, and says so when an answer is sent."""
        page = good(self._page.get(f"/desk/needs/{number}/")).text
        names = ("csrfmiddlewaretoken", "seen", "answers")
        self._form = {name: _value(page, name) for name in names}

    def reply(self, number: int, text: str) -> None:
        """The form under the conversation, as its page sends it: guard, outbox; it leaves after ten seconds of undo."""
        form = {**self._form, "text": text}
        sent = self._page.post(f"/desk/matter/{number}/send/?view=needs", data=form, headers=PANE)
        good(sent, text)


def _value(page: str, name: str) -> str:
    """Of a hidden field in the form of the answer."""
    form = page[page.index('id="reply"') :]
    found = re.search(rf'name="{name}" value="([^"]*)"', form)
    if not found:
        raise Wrong(f"The page has no {name}.")
    return found[1]


@contextmanager
def a_desk() -> Iterator[Earful]:
    """Started for the comparison, in a folder of its own, and gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="earful-side-"))
    folder.chmod(0o755)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("EARFUL_", "DATABASE_URL"))}
    environ = {**kept, "EARFUL_DATA": str(folder), "EARFUL_PORT": str(PORT), "EARFUL_TOWN_QUIET": "on"}
    running = subprocess.Popen([*COMMAND, "up"], env=environ, stdout=subprocess.PIPE, text=True)
    try:
        assert running.stdout
        ready = READY.search(running.stdout.readline())
        if not ready:
            raise Wrong("Earful did not start.")
        made = subprocess.run(
            [*COMMAND, "manage", "shell", "-c", ISSUE], env=environ, capture_output=True, text=True, check=True
        )
        yield Earful(ready[1], made.stdout.rpartition("token ")[2].strip())
    finally:
        running.terminate()
        running.wait(60)
        shutil.rmtree(folder, ignore_errors=True)

"""The three products of the comparison, each asked through its own doors for the same five things."""

import re
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol
from urllib.parse import quote

import httpx

PATIENCE = 120.0
LISTED = 50
WRITERS = 4  # tickets that come in at the same time


class Product(Protocol):
    """What is asked of each. A ticket is (subject, text, who writes)."""

    name: str

    def take_in(self, tickets: list[tuple[str, str, str]]) -> None:
        """Let all of these come in, and return when all are there."""

    def tickets(self) -> list[int]:
        """Their numbers."""

    def list(self) -> int:
        """What an agent opens first; bytes received."""

    def open(self, number: int) -> int:
        """One ticket; bytes received."""

    def pick(self, number: int) -> int:
        """One ticket, from the list that stands there; bytes received."""

    def search(self, word: str) -> int:
        """The first page of what holds a word; bytes received."""

    def prepare(self, number: int) -> None:
        """Have the page with the form open, as whoever answers has."""

    def reply(self, number: int, text: str) -> None:
        """A public answer, sent with the form, until the page that shows it is there."""


class Wrong(Exception):
    """A product did not do what it was asked; what it said."""


def good(answer: httpx.Response, *needles: str) -> httpx.Response:
    """The answer, if it is one. Raises Wrong."""
    if answer.status_code >= 300:
        raise Wrong(f"{answer.request.method} {answer.request.url.path}: {answer.status_code} {answer.text[:300]}")
    missing = [needle for needle in needles if needle not in answer.text]
    if missing:
        raise Wrong(f"{answer.request.url.path} does not show {missing[0]!r}")
    return answer


class Helpdesk:
    """django-helpdesk: pages by session, tickets and replies over its REST interface."""

    name = "django-helpdesk"

    def __init__(self, address: str, name: str, password: str) -> None:
        self._page = httpx.Client(base_url=address, timeout=PATIENCE, follow_redirects=True)
        self._page.get("/login/")
        form = {"username": name, "password": password, "csrfmiddlewaretoken": self._page.cookies["csrftoken"]}
        good(self._page.post("/login/", data={**form, "next": "/tickets/"}, headers={"Referer": address}))
        # Over its session too: hashing a password with each call would be most of what is measured.
        self._page.headers.update({"X-CSRFToken": self._page.cookies["csrftoken"], "Referer": address})
        self._numbers: list[int] = []

    def take_in(self, tickets: list[tuple[str, str, str]]) -> None:
        """One call a ticket."""

        def one(ticket: tuple[str, str, str]) -> int:
            subject, text, writer = ticket
            told = {
                "queue": 1,
                "title": subject,
                "description": text,
                "submitter_email": f"{writer}@example.org",
                "priority": 3,
            }
            return int(good(self._page.post("/api/tickets/", json=told)).json()["id"])

        with ThreadPoolExecutor(WRITERS) as pool:
            self._numbers = list(pool.map(one, tickets))

    def tickets(self) -> list[int]:
        """As they were given out."""
        return self._numbers

    def list(self) -> int:
        """The page, and the table it then fetches."""
        return self._table("/tickets/", "")

    def open(self, number: int) -> int:
        """The ticket's page."""
        return len(good(self._page.get(f"/tickets/{number}/"), f"{number}").content)

    def pick(self, number: int) -> int:
        """The same page: a press on a line of its list leads there."""
        return self.open(number)

    def search(self, word: str) -> int:
        """The list, looked through for a word."""
        return self._table(f"/tickets/?q={quote(word)}", word)

    def _table(self, path: str, word: str) -> int:
        page = good(self._page.get(path))
        found = re.search(r'"(/datatables_ticket_list/[^"]*)"', page.text)
        if not found:
            raise Wrong(f"{path} names no table")
        order = {
            "draw": 1,
            "start": 0,
            "length": LISTED,
            "search[value]": word,
            "order[0][column]": 0,
            "order[0][dir]": "desc",
        }
        rows = good(self._page.get(found[1], params=order))
        if not rows.json()["data"]:
            raise Wrong(f"{path} lists nothing")
        return len(page.content) + len(rows.content)

    def prepare(self, number: int) -> None:
        """Nothing on it is needed."""

    def reply(self, number: int, text: str) -> None:
        """The form under the ticket; what comes back is the ticket with the answer in it."""
        form = {"comment": text, "public": "1", "new_status": "1", "priority": "3", "title": "", "owner": "0"}
        token = {"csrfmiddlewaretoken": self._page.cookies["csrftoken"]}
        good(self._page.post(f"/tickets/{number}/update/", data={**form, **token}), text)


class Tracker:
    """Request Tracker: pages by session, tickets and replies over REST 2."""

    name = "Request Tracker"

    def __init__(self, address: str, name: str, password: str) -> None:
        self._page = httpx.Client(base_url=address, timeout=PATIENCE, follow_redirects=True)
        good(self._page.post("/NoAuth/Login.html", data={"user": name, "pass": password}))
        good(self._page.get("/"), "Logout")  # its REST interface takes the session as well
        self._numbers: list[int] = []

    def take_in(self, tickets: list[tuple[str, str, str]]) -> None:
        """One call a ticket."""

        def one(ticket: tuple[str, str, str]) -> int:
            subject, text, writer = ticket
            told = {"Queue": "General", "Subject": subject, "Content": text, "Requestor": f"{writer}@example.org"}
            return int(good(self._page.post("/REST/2.0/ticket", json=told)).json()["id"])

        with ThreadPoolExecutor(WRITERS) as pool:
            self._numbers = list(pool.map(one, tickets))

    def tickets(self) -> list[int]:
        """As they were given out."""
        return self._numbers

    def list(self) -> int:
        """The search an agent keeps open: everything that waits."""
        return self._results("Status = 'new' OR Status = 'open'")

    def open(self, number: int) -> int:
        """The ticket's page, with its history, which it would otherwise fetch afterwards."""
        page = good(self._page.get(f"/Ticket/Display.html?id={number}&ForceShowHistory=1"), f"#{number}:")
        return len(page.content)

    def pick(self, number: int) -> int:
        """The same page: a press on a line of its list leads there."""
        return self.open(number)

    def search(self, word: str) -> int:
        """In subjects: searching texts is off as installed."""
        return self._results(f"Subject LIKE '{word}'")

    def _results(self, query: str) -> int:
        found = f"/Search/Results.html?Query={quote(query)}&Rows={LISTED}&OrderBy=id&Order=DESC"
        return len(good(self._page.get(found), "/Ticket/Display.html?id=").content)

    def prepare(self, number: int) -> None:
        """Nothing on it is needed."""

    def reply(self, number: int, text: str) -> None:
        """The form it calls reply; what comes back is the ticket with the answer in it."""
        form = {
            "id": str(number),
            "UpdateType": "response",
            "UpdateContent": text,
            "UpdateSubject": "",
            "Action": "Respond",
        }
        sent = self._page.post("/Ticket/Update.html", data={**form, "SubmitTicket": "Update Ticket"})
        good(sent, f"#{number}:", "Correspondence added")

"""What the stories of the desk on the fediverse share: people, relays, a desk, and small questions to them."""

import itertools
import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any

import psycopg
from desk_window import Window, chromium
from fediverse_customer import CLOSE, Customer, Status, words
from fediverse_network import fediverse, free_port, mastodon
from playwright.sync_api import BrowserContext
from relay import Relay
from running_desk import Desk, a_desk
from town_and_desk import database_of, waits_for

NUMBERS = itertools.count(int(time.time()) % 100_000 * 10)
CHECK = 3  # seconds between looks for what was edited or removed
BRAND = "@desk@desk.test"
CONNECT = "/house/accounts/connect/mastodon/"


class FediverseRelay(Relay):
    """In front of a server of the fediverse. `lose` what writes a post, `times` times; `together`: wait until as many
    have come, so that they are lost at one moment. `down`: every line goes dead before anything is handed on."""

    def __init__(self, target: str) -> None:
        super().__init__(target)
        self.client.headers.update(CLOSE)
        self.times = 1
        self.down = False
        self.keys: list[str] = []
        self._barrier: threading.Barrier | None = None

    def lose_together(self, what: str, times: int) -> None:
        self.times, self._barrier = times, threading.Barrier(times, action=super().lost)
        self.lose = what

    def losing(self, path: str) -> str:
        """What to lose of this call."""
        if self.down:
            return "request"
        lost = self.lose if path == "POST /api/v1/statuses" else ""
        if lost:
            self.times -= 1
            self.lose, self.times = (self.lose, self.times) if self.times else ("", 1)
        return lost

    def lost(self) -> None:
        if self._barrier is not None and not self.down:
            self._barrier.wait(15)
        elif not self.down:
            super().lost()

    def ask(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> Any:
        if path == "/api/v1/statuses":
            self.keys.append(headers.get("idempotency-key", ""))
        return super().ask(method, path, body, headers)

    def worded(self, answer: Any) -> bytes:
        """As it is: the names of posts and people are addresses."""
        content: bytes = answer.content
        return content


@dataclass
class Fediverse:
    """People on two servers that federate, a brand on one of them, a mock of Mastodon, and a desk."""

    people: dict[str, Customer]
    demo: dict[str, Customer]
    desk: Desk
    relay: FediverseRelay
    mock: FediverseRelay
    context: BrowserContext
    stream: int  # a port that the desk may listen to as well
    connected: set[str] = field(default_factory=set)

    @property
    def brand(self) -> Customer:
        return self.people["desk"]

    def ask(self, question: str, *values: object) -> list[tuple[Any, ...]]:
        """What the desk's database holds."""
        with psycopg.connect(database_of(self.desk)) as line:
            return line.execute(question, values or None).fetchall()

    def window(self) -> Window:
        return Window(self.desk, self.context)

    def kill(self, name: str) -> None:
        """As the machine's memory keeper would."""
        os.kill(self.desk.children()[name].pid, signal.SIGKILL)

    def posted(self, text: str) -> list[Status]:
        """The brand's own posts with these words, as its server keeps them."""
        me = self.brand.ask("GET", "v1/accounts/verify_credentials")["id"]
        found = self.brand.ask("GET", f"v1/accounts/{me}/statuses", params={"limit": 40})
        return [status for status in found if text in words(status)]


@contextmanager
def the_fediverse(*, federates: bool = True) -> Iterator[Fediverse]:
    """All of it, with a browser in which the owner of the desk is signed in; or the mock of Mastodon alone."""
    with ExitStack() as after:
        people = after.enter_context(fediverse()) if federates else {}
        demo = after.enter_context(mastodon())
        brands = (people["desk"].server, demo["ada"].server) if federates else (demo["ada"].server,)
        relays = [FediverseRelay(server) for server in brands]
        for relay in relays:
            after.callback(relay.close)
        stream = free_port()
        spoken_to = (
            f"127.0.0.1:{stream}",
            *(("desk.test:80", "town.test:80") if federates else ()),
            *(relay.url for relay in relays),
            demo["ada"].server,
        )
        desk = after.enter_context(a_desk())
        desk.environ |= {
            "EARFUL_TOWN": "off",
            "EARFUL_CHECK_SECONDS": str(CHECK),
            "EARFUL_TRUSTED_HOSTS": ",".join(url.removeprefix("http://") for url in spoken_to),
        }
        desk.up()
        context = after.enter_context(chromium())
        window = Window(desk, context)
        window.sign_in()
        window.close()
        yield Fediverse(people, demo, desk, relays[0], relays[-1], context, stream)


# --- asking, and reading what came ------------------------------------------------------------------------------


def asks(world: Fediverse, way: str, text: str) -> tuple[Customer, Status]:
    """A customer on the brand's own server, on another one, or in private."""
    customer = world.people["alice" if way == "local" else "bob"]
    say = customer.direct if way == "direct" else customer.post
    return customer, say(f"{BRAND} {text}")


def read_by(customer: Customer, post: Status, text: str) -> list[Status]:
    """The answers with some words that a customer sees, below their post or among what named them."""
    seen = [status for status in customer.below(post) if text in words(status)] + customer.told(text)
    return list({status["id"]: status for status in seen}.values())


def arrived_once(world: Fediverse, customer: Customer, post: Status, text: str) -> Status:
    """The one answer, as the customer's own server shows it, and as the brand's keeps it."""
    waits_for(lambda: bool(read_by(customer, post, text)), "the customer sees an answer")
    [answer] = read_by(customer, post, text)
    if answer["visibility"] == "public":  # snac lists no others, not even to their author
        [ours] = world.posted(text)
        assert answer["uri"] == ours["uri"]
    return answer


# --- signing in -------------------------------------------------------------------------------------------------


def goes_to_sign_in(window: Window, server: str) -> None:
    """From the desk's page to the server's own."""
    page = window.page
    page.get_by_label("Server", exact=True).fill(server)
    page.get_by_role("button", name="Go on to the sign-in there").click()


def signs_in(window: Window, person: Customer, password: str = "") -> None:
    """On snac's page."""
    page = window.page
    page.locator("input[name=login]").fill(person.handle.partition("@")[0])
    page.locator("input[name=passwd]").fill(password or person.password)
    page.locator("input[type=submit]").click()


def connects(window: Window, relay: FediverseRelay, person: Customer) -> None:
    """An account on snac, from the first page to the last."""
    window.go(CONNECT)
    goes_to_sign_in(window, relay.url)
    signs_in(window, person)
    window.sees("We are listening to")


def number() -> int:
    """So that no two questions sound the same."""
    return next(NUMBERS)

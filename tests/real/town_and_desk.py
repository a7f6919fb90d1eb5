"""What the stories of the desk on Bluesky share: the network, a relay, a desk, and small questions to them."""

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import psycopg
from bluesky_network import NUMBERS, POST, Person
from desk_window import PATIENCE, Window
from PIL import Image
from playwright.sync_api import Locator
from relay import Relay
from running_desk import Desk, eventually


@dataclass
class Town:
    """A network, a relay in front of the brands' server, and a desk that may speak to both."""

    urls: dict[str, Any]
    relay: Relay
    desk: Desk
    brands: list[Person] = field(default_factory=list)

    def brand(self, name: str = "desk") -> Person:
        """A new brand with an app password for the desk."""
        made = Person(self.urls["pds"], f"{name}{next(NUMBERS)}")
        self.brands.append(made)
        made.app_password = made.call("com.atproto.server.createAppPassword", {"name": "earful"})["password"]
        assert eventually(lambda: known(made)), "the network knows the brand"
        return made

    def connect(self, window: Window, brand: Person, password: str = "") -> None:
        """Through the page, as its owner does; the relay is the brand's server."""
        window.go("/house/accounts/connect/bluesky/")
        window.enter(brand, password or brand.app_password, self.relay.url, self.urls["plc"])

    def ask(self, question: str, *values: object) -> list[tuple[Any, ...]]:
        """What the desk's database holds."""
        with psycopg.connect(database_of(self.desk)) as line:
            return line.execute(question, values or None).fetchall()

    def keeps(self, words: str) -> list[str]:
        """The tables in which some words stand anywhere."""
        tables = [name for (name,) in self.ask("select tablename from pg_tables where schemaname = 'public'")]
        held = 'select count(*) from "{}" t where t::text like %s'
        return [name for name in tables if self.ask(held.format(name), f"%{words}%")[0][0]]


def database_of(desk: Desk) -> str:
    """Where a running desk keeps everything: its own server says by which socket it is reached."""
    socket = (desk.folder / "postgres" / "postmaster.pid").read_text().splitlines()[4]
    return f"postgresql://earful@/earful?host={socket}"


def known(person: Person) -> bool:
    return person.client.get("app.bsky.actor.getProfile", params={"actor": person.did}).status_code == 200


def picture(colour: str) -> bytes:
    content = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(content, "PNG")
    return content.getvalue()


def proportion(shown: Locator) -> float:
    """Width by height of a picture in the page, once it is loaded."""
    found: float = shown.evaluate("image => image.complete ? image.naturalWidth / (image.naturalHeight || 1) : 0")
    return found


def texts(answers: list[Any]) -> list[str]:
    return [answer.record.text for answer in answers]


def in_repository(brand: Person, words: str) -> list[str]:
    """The brand's own posts with these words, as its server keeps them."""
    found = brand.ask("com.atproto.repo.listRecords", repo=brand.did, collection=POST, limit=100)["records"]
    return [record["uri"] for record in found if words in record["value"]["text"]]


def waits_for(true: Callable[[], bool], what: str, seconds: float = 60) -> None:
    assert eventually(true, seconds * PATIENCE), f"never happened: {what}"


def attempts(ask: Callable[..., list[tuple[Any, ...]]], *answers: str) -> list[int]:
    """How often each answer was tried, once all are recorded as sent.

    The page shows an answer as said as soon as it is heard on the network; that its sender was killed is noticed later.
    """
    asked = "select state, attempts from outbox_dispatch where written = any(%s) order by id"
    waits_for(lambda: {state for state, _ in ask(asked, list(answers))} == {"sent"}, "all is recorded as sent", 120)
    return [tried for _, tried in ask(asked, list(answers))]

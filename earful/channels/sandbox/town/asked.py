"""What every street of the town needs: the town itself, and who is who."""

import sqlite3
from collections.abc import Callable
from typing import Protocol

from earful.channels.sandbox.town.asgi import Answer, Request
from earful.channels.sandbox.town.faults import Faults
from earful.channels.sandbox.town.feed import Feed
from earful.channels.sandbox.town.living import Living
from earful.channels.sandbox.town.store import Store


class Town(Protocol):
    """What an answer needs of the running town."""

    store: Store
    feed: Feed
    living: Living
    faults: Faults


Route = Callable[[Town, Request], Answer]


def card(person: sqlite3.Row) -> dict[str, str]:
    """Who someone is, in short."""
    return {"id": f"town:person:{person['id']}", "handle": person["handle"], "name": person["name"]}

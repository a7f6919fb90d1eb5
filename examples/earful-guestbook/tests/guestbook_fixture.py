"""The world in which the contract suite tries the guestbook's adapter."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

from a_guestbook import KEY, US, Book, Server, a_guestbook
from contract_world import MemoryKeeper
from earful_guestbook import NETWORK

from earful.channels.contract import Adapter, Us
from earful.kit.transport import Transport


class GuestbookWorld:
    network, can = NETWORK, NETWORK.can
    offers = frozenset(
        {
            *("edit", "remove", "own", "limit", "lost_answer", "lost_request", "deny"),
            *("sign_out", "unreachable", "garbage", "forward", "rootless", "keyless"),
        }
    )
    us_there, shut = "desk", ""

    def __init__(self, book: Book, server: Server) -> None:
        self.book, self.server = book, server
        self.us, self.keeper = Us(US["id"], US["id"]), MemoryKeeper()

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Adapter]:
        async with Transport(frozenset({f"127.0.0.1:{self.book.port}"})) as door:
            yield NETWORK.open(self.us, {"url": self.book.url}, {"key": KEY}, self.keeper, door)

    def put(self, text: str, by: Any, above: str | None = None) -> str:
        return str(self.book.say(text, by, int(above) if above else None)["id"])

    def say(self, text: str, by: str = "carol") -> str:
        return self.put(text, {"id": f"u-{by}", "name": by})

    def reply(self, to: str, text: str, by: str = "carol") -> str:
        return self.put(text, {"id": f"u-{by}", "name": by}, to)

    def own(self, text: str, to: str | None = None) -> str:
        return self.put(text, US, to)

    def edit(self, external_id: str, text: str) -> None:
        self.book.change(int(external_id), text=text)

    def remove(self, external_id: str) -> None:
        self.book.change(int(external_id), text="", deleted=True)

    def settle(self) -> None:
        """Nothing is late in the book."""

    def under(self, external_id: str) -> list[str]:
        return [one["text"] for one in self.book.entries.values() if str(one["reply_to"]) == external_id]

    def lose_answer(self) -> None:
        self.book.acts.append("lost answer")

    def lose_request(self) -> None:
        self.book.acts.append("lost request")

    def deny(self) -> None:
        self.book.acts.append(403)

    def limit(self, seconds: int) -> None:
        self.book.limited = seconds

    def relent(self) -> None:
        self.book.limited = 0

    def sign_out(self) -> None:
        self.book.keys.clear()

    def unreachable(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def garbage(self) -> str:
        return self.put("x", "nobody")


@contextmanager
def world() -> Iterator[GuestbookWorld]:
    with a_guestbook() as (book, server):
        yield GuestbookWorld(book, server)

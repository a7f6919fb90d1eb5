"""The world in which the contract suite tries the board's adapter."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

from a_board import TOKEN, US, Board, Server, a_board
from contract_world import MemoryKeeper
from earful_board import NETWORK

from earful.channels.contract import Adapter, Us
from earful.kit.transport import Transport


class BoardWorld:
    network, can = NETWORK, NETWORK.can
    offers = frozenset(
        {
            *("edit", "remove", "own", "limit", "lost_answer", "lost_request", "deny"),
            *("sign_out", "unreachable", "garbage", "forward", "rootless", "lost_change"),
        }
    )
    us_there, shut = "desk", ""

    def __init__(self, board: Board, server: Server) -> None:
        self.board, self.server = board, server
        self.us, self.keeper = Us(US["id"], US["name"]), MemoryKeeper()

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Adapter]:
        async with Transport(frozenset({f"127.0.0.1:{self.board.port}"})) as door:
            yield NETWORK.open(self.us, {"url": self.board.url}, {"token": TOKEN}, self.keeper, door)

    def say(self, text: str, by: str = "carol") -> str:
        return self.board.say(f"@desk.test {text}", by)

    def reply(self, to: str, text: str, by: str = "carol") -> str:
        return self.board.say(text, by, to)

    def own(self, text: str, to: str | None = None) -> str:
        return self.board.say(text, "us", to)

    def edit(self, external_id: str, text: str) -> None:
        self.board.change(external_id, text=text)

    def remove(self, external_id: str) -> None:
        self.board.change(external_id, text="", removed=True)

    def settle(self) -> None:
        """Nothing is late on the board."""

    def under(self, external_id: str) -> list[str]:
        posts = self.board.posts.values()
        return [post["text"] for post in posts if post["parent"] == external_id and not post["removed"]]

    def lose_answer(self) -> None:
        self.board.acts.append("lost answer")

    def lose_request(self) -> None:
        self.board.acts.append("lost request")

    def lose_change(self, what: str) -> None:
        self.board.change_acts.append(f"lost {what}")

    def deny(self) -> None:
        self.board.acts.append(403)

    def limit(self, seconds: int) -> None:
        self.board.limited = seconds

    def relent(self) -> None:
        self.board.limited = 0

    def sign_out(self) -> None:
        self.board.tokens.clear()

    def unreachable(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def garbage(self) -> str:
        return self.board.say("@desk.test x", "carol", author="nobody")


@contextmanager
def world() -> Iterator[BoardWorld]:
    with a_board() as (board, server):
        yield BoardWorld(board, server)

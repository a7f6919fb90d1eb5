"""The contract suite's world for Matrix, on the small homeserver beside this file."""

from collections.abc import Iterator
from contextlib import contextmanager

from fake_matrix import FakeMatrix
from matrix_world import MatrixWorld


class FakeMatrixWorld(MatrixWorld):
    offers = MatrixWorld.offers | {
        *("limit", "lost_answer", "lost_request", "deny", "sign_out", "unreachable", "lost_change"),
    }

    def __init__(self, fake: FakeMatrix) -> None:
        super().__init__(fake.url, fake.people)
        self.fake = fake

    def lose_answer(self) -> None:
        self.fake.next_put = "lose answer"

    def lose_request(self) -> None:
        self.fake.next_put = "lose request"

    def lose_change(self, what: str) -> None:
        self.fake.next_put = f"lose {what}"

    def deny(self) -> None:
        self.fake.next_put = "deny"

    def limit(self, seconds: int) -> None:
        self.fake.limited = seconds

    def relent(self) -> None:
        self.fake.limited = 0

    def sign_out(self) -> None:
        del self.fake.tokens[self.people["desk"][1]]

    def unreachable(self) -> None:
        self.fake.close()


@contextmanager
def world() -> Iterator[FakeMatrixWorld]:
    fake = FakeMatrix()
    try:
        yield FakeMatrixWorld(fake)
    finally:
        fake.close()

"""What worlds of played networks have in common: a server of ours on the loopback that does as it is told."""

from typing import Any


class Played:
    """`fake`: a server with `acts`, what becomes of the next requests, and `limited`, the seconds after which it has time."""

    fake: Any

    def edit(self, external_id: str, text: str) -> None:
        self.fake.edit(external_id, text)

    def settle(self) -> None:
        """Nothing is late here."""

    def under(self, external_id: str) -> list[str]:
        found: list[str] = self.fake.under(external_id)
        return found

    def lose_answer(self) -> None:
        self.fake.acts.append("lose answer")

    def lose_request(self) -> None:
        self.fake.acts.append("lose request")

    def deny(self) -> None:
        self.fake.acts.append("deny")

    def limit(self, seconds: int) -> None:
        self.fake.limited = seconds

    def relent(self) -> None:
        self.fake.limited = 0

    def unreachable(self) -> None:
        self.fake.close()


class PlayedPosts(Played):
    """A network on which what was said can be taken back, and ours changed."""

    def remove(self, external_id: str) -> None:
        self.fake.remove(external_id)

    def lose_change(self, what: str) -> None:
        self.fake.acts.append(f"lose {what}")

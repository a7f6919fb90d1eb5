"""The customers of the running desk: people in its sandbox town, who say what the tests let them say."""

import itertools
import json
import urllib.request
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

BRAND = "northwindrail"
_numbers = itertools.count(1)


@dataclass(frozen=True)
class Customer:
    """Somebody nobody else in the tests is."""

    handle: str
    name: str


def somebody(name: str) -> Customer:
    """A customer of this test's own; the number keeps the name apart from all others."""
    number = next(_numbers)
    return Customer(f"guest{number}", f"{name} {number}")


class Town:
    """The town's doors for training and tests. Ids are the town's own."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.said: list[str] = []

    def ask(self, path: str, **body: Any) -> Any:
        """Ask for something to be done, or, without anything to say, just look."""
        data = json.dumps(body).encode() if body else None
        request = urllib.request.Request(self.url + path, data, {"content-type": "application/json"})
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.loads(answer.read())

    def say(self, by: Customer, text: str, parent: str | None = None, **more: Any) -> str:
        """Words to the brand in public; below a post, its thread says to whom they go."""
        words = text if parent else f"@{BRAND} {text}"
        self.said.append(self.ask("/post", **{"as": by.handle}, name=by.name, text=words, parent=parent, **more)["id"])
        return self.said[-1]

    def edit(self, post: str, text: str) -> None:
        """Its author puts other words in it."""
        self.ask("/edit", id=post, text=f"@{BRAND} {text}")

    def remove(self, post: str) -> None:
        """Its author takes it away."""
        self.ask("/remove", id=post)
        self.said.remove(post)

    def fall_silent(self) -> None:
        """All trouble ends, and everybody takes back what they said: nobody waits any more."""
        self.faults()
        for post in tuple(self.said):
            self.remove(post)

    def faults(self, *faults: dict[str, Any]) -> None:
        """Trouble from now on; none lifts all of it."""
        self.ask("/faults", faults=list(faults))

    def answers(self, post: str) -> list[dict[str, Any]]:
        """What the brand said directly below a post."""
        below = self.ask(f"/replies?id={quote(post)}")["items"]
        return [one for one in below if one["handle"] == BRAND]

    def wanted(self, post: str) -> dict[str, Any]:
        """What the town knows about a post that wanted an answer."""
        return next(one for one in self.ask("/truth")["brands"][BRAND]["wanted"] if one["id"] == post)

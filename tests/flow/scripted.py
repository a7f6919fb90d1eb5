# ruff: noqa: ARG002 -- the contract names what this network does not need
"""A network whose answers a test writes beforehand. A second implementation of the contract, in memory.

    net = Scripted()
    with installed(net):
        net.sends = ["lost answer", Retry("Busy.", 30.0), "ok"]

`repeats`: whether it recognises a key it has seen. Without that, every send that gets through stands there once more,
so that a test sees each one that Earful should not have made.
"""

import itertools
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from earful.channels import registry
from earful.channels.amending import ALTS, TEXT, Amending, Elsewhere, Gone
from earful.channels.contract import (
    Adapter,
    Batch,
    Can,
    Change,
    Connected,
    Field,
    Inbound,
    Json,
    Length,
    Outbound,
    Parcel,
    Person,
    Receipt,
    Refused,
    SessionKeeper,
    Uncertain,
    Unhindered,
    Unreadable,
    Us,
    Why,
)
from earful.channels.plain import Lasting, Uncalled
from earful.kit import clock
from earful.kit.transport import Transport

US = Us("scripted:us", "northwind.example")
numbers = itertools.count(1)
CHANGES = frozenset({TEXT, ALTS})
CAN = Can(send=True, pictures=2, picture_bytes=500_000, graphemes=300, edits=CHANGES, deletes=True)


@dataclass(frozen=True)
class Post:
    """What stands on the network."""

    id: str
    key: str
    text: str
    raw: Json


@dataclass
class Scripted(Unhindered, Uncalled, Lasting):
    """The network and its one account at once. `sends`, `finds`: what happens next, in order; then all goes well."""

    name: str = "scripted"
    label: str = "Scripted"
    can: Can = field(default_factory=lambda: CAN)
    steps: tuple[str, ...] = ()
    fields: tuple[Field, ...] = ()
    repeats: bool = True
    sends: list[Any] = field(default_factory=list)
    finds: list[Any] = field(default_factory=list)
    changes: list[Any] = field(default_factory=list)  # the same for what is changed and taken back
    changed: list[str] = field(default_factory=list)  # every change and deletion that got through
    posts: list[Post] = field(default_factory=list)
    asked: list[Outbound] = field(default_factory=list)

    async def connect(self, values: Mapping[str, str], transport: Transport) -> Connected:
        """Nobody connects by hand."""
        raise Refused("Nobody connects here by hand.")

    def open(self, us: Us, settings: Json, secrets: Json, keeper: SessionKeeper, transport: Transport) -> Adapter:
        """The network is its own adapter."""
        return self

    def read(self, raw: Json, us: Us) -> Inbound:
        """Understand a payload made by `words`."""
        if "id" not in raw:
            raise Unreadable("There is no id in it.")
        own = raw["by"] == us.external_id
        return Inbound(
            external_id=raw["id"],
            change=Change(raw["change"]),
            author=None if raw["change"] == Change.REMOVED else Person(raw["by"], raw["by"].rpartition(":")[2]),
            text=raw["text"],
            said_at=clock.parse(raw["at"]),
            why=Why.OWN if own else Why(raw["why"]),
            parent_id=raw["parent"],
        )

    def allows(self, settings: Json) -> Can:
        """The same for everybody."""
        return self.can

    def measure(self, text: str, settings: Json, parent: Json | None) -> Length:
        """Characters."""
        return Length(len(text), 300, "characters")

    async def poll(self, cursor: str | None) -> AsyncIterator[Batch]:
        """Nothing is heard that a test does not bring."""
        yield Batch(cursor=cursor or "0")

    async def look_back(self, since: datetime) -> AsyncIterator[Batch]:
        """Nothing either."""
        yield Batch()

    async def listen(self) -> AsyncIterator[None]:
        """One hint."""
        yield None

    async def check(self, external_ids: Sequence[str]) -> Batch:
        """Nothing has changed."""
        return Batch()

    async def thread(self, external_id: str) -> Batch:
        """Nothing stands around."""
        return Batch()

    async def picture(self, url: str) -> tuple[bytes, str]:
        """There are none."""
        raise Refused("There are no pictures here.")

    async def send(self, outbound: Outbound) -> Receipt:
        """Do what the script says next: "ok", "lost answer", "lost request", or raise what stands there."""
        self.asked.append(outbound)
        next_ = self.sends.pop(0) if self.sends else "ok"
        if isinstance(next_, BaseException):
            raise next_
        if next_ == "lost request":
            raise Uncertain("The network did not answer.")
        post = self._put_up(outbound)
        if next_ == "lost answer":
            raise Uncertain("The network did not finish its answer.")
        return receipt(post)

    async def find(self, outbound: Outbound) -> Receipt | None:
        """Look by key, unless the script says otherwise."""
        next_ = self.finds.pop(0) if self.finds else "ok"
        if isinstance(next_, BaseException):
            raise next_
        return next((receipt(post) for post in self.posts if post.key == outbound.key), None)

    async def amend(self, amending: Amending) -> Receipt:
        """Do what the script says next."""
        if said := self._says(amending):
            return said
        lost = self._next()
        (place,) = [place for place, post in enumerate(self.posts) if post.id == amending.external_id]
        post = self.posts[place]
        raw = {**post.raw, "text": amending.text, "change": "edited", "version": f"edit {len(self.changed) + 2}"}
        self.posts[place] = replace(post, text=amending.text, raw=raw)
        self.changed.append(f"{post.id}: {amending.text}")
        if lost:
            raise Uncertain("The network did not finish its answer.")
        return receipt(self.posts[place])

    async def amended(self, amending: Amending) -> Receipt | None:
        """Look, unless the script says otherwise."""
        self._next_find()
        return self._says(amending)

    async def withdraw(self, external_id: str) -> Parcel:
        """Do what the script says next."""
        lost = self._next()
        if any(post.id == external_id for post in self.posts):
            self.posts[:] = [post for post in self.posts if post.id != external_id]
            self.changed.append(f"{external_id}: gone")
        if lost:
            raise Uncertain("The network did not finish its answer.")
        return gone(external_id)

    async def withdrawn(self, external_id: str) -> Parcel | None:
        """Look, unless the script says otherwise."""
        self._next_find()
        return None if any(post.id == external_id for post in self.posts) else gone(external_id)

    def _next(self) -> bool:
        """Whether the answer gets lost."""
        next_ = self.changes.pop(0) if self.changes else "ok"
        if isinstance(next_, BaseException):
            raise next_
        if next_ == "lost request":
            raise Uncertain("The network did not answer.")
        return bool(next_ == "lost answer")

    def _next_find(self) -> None:
        next_ = self.finds.pop(0) if self.finds else "ok"
        if isinstance(next_, BaseException):
            raise next_

    def _says(self, amending: Amending) -> Receipt | None:
        post = next((post for post in self.posts if post.id == amending.external_id), None)
        if post is None:
            raise Gone("It does not stand there any more.")
        if post.text not in {amending.before, amending.text}:
            raise Elsewhere("It was changed in another place.")
        return receipt(post) if post.text == amending.text else None

    def _put_up(self, outbound: Outbound) -> Post:
        known = next((post for post in self.posts if post.key == outbound.key), None)
        if known is not None and self.repeats:
            return known
        raw = words(outbound.text, by=US.external_id, parent=outbound.parent_id)
        self.posts.append(Post(raw["id"], outbound.key, outbound.text, raw))
        return self.posts[-1]

    def texts(self) -> list[str]:
        """What stands there, oldest first."""
        return [post.text for post in self.posts]


def words(text: str, *, by: str, parent: str | None = None, why: str = "mention", **more: Any) -> dict[str, Any]:
    """A payload of this network."""
    said = {"id": f"post:{next(numbers)}", "version": "1", "change": "said", "by": by, "text": text, "why": why}
    return {**said, "at": clock.now().isoformat(), "parent": parent, **more}


def parcel(raw: Mapping[str, Any]) -> Parcel:
    """A payload as the ledger takes it."""
    return Parcel(raw["id"], raw["version"], raw)


def gone(external_id: str) -> Parcel:
    """Something stands there no more."""
    raw = {"id": external_id, "version": "removed", "change": "removed", "by": US.external_id, "text": ""}
    return parcel({**raw, "at": clock.now().isoformat(), "parent": None, "why": "mention"})


def receipt(post: Post) -> Receipt:
    """Proof that a post stands there."""
    return Receipt(post.id, f"https://scripted.example/{post.id}", parcel(post.raw))


@contextmanager
def installed(network: Scripted) -> Iterator[Scripted]:
    """The network among the others, as an installed package would bring it."""
    registry.networks()[network.name] = network
    try:
        yield network
    finally:
        del registry.networks()[network.name]

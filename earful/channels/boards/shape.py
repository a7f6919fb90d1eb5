"""What a forum must be able to do, so that it is read, answered and changed like the others."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from earful.channels.contract import Change, Outbound, Parcel
from earful.channels.payloads import digest


@dataclass(frozen=True, slots=True)
class Thing:
    """A post, a comment or a message as it is now. `said`: its words as they were written; `raw`: what is kept of it."""

    name: str  # "" where it has none that makes sense
    version: str
    raw: dict[str, Any]
    at: datetime | None
    said: str
    parent: str | None
    ours: bool
    gone: bool = False
    wanted: bool = True  # whether it concerns us
    pinned: bool = False  # whether it may stand before newer ones
    url: str = ""
    stirred: datetime | None = None  # by what its lists are ordered, where that is not when it was said

    @property
    def place(self) -> datetime | None:
        """Where it stands in its list."""
        return self.stirred or self.at


@dataclass(frozen=True, slots=True)
class Sentences:
    """What is said to people when something cannot be done."""

    gone: str
    lost: str
    change_lost: str
    ours_gone: str
    elsewhere: str
    not_ours: str


class Board(Protocol):
    """One forum, as one account of ours. Every call may raise Retry, Refused, Expired; the last three also Uncertain."""

    @property
    def sentences(self) -> Sentences:
        """Its own words."""

    @property
    def streams(self) -> tuple[str, ...]:
        """The lists that are read."""

    def pages(self, stream: str) -> AsyncIterator[list[Thing]]:
        """A list, newest first, page by page, as far as it reaches back."""

    def owns(self, name: str) -> bool:
        """Whether something can be called so there."""

    def home(self, outbound: Outbound) -> str:
        """Below what an answer stands; not everything can be answered in its own place."""

    def written(self, text: str) -> str:
        """Our words as they are kept there."""

    async def current(self, names: Sequence[str]) -> dict[str, Thing]:
        """How things are now; what is missing is gone, as is what says so."""

    async def around(self, name: str) -> list[Thing]:
        """What stands above and below."""

    async def below(self, name: str) -> list[Thing]:
        """Answers to one thing, the latest first, as far as one of ours from now could stand."""

    async def answer(self, outbound: Outbound, text: str) -> Thing | None:
        """Put one below; None: it was taken, and nobody said as what."""

    async def change(self, name: str, text: str) -> Thing | None:
        """Put other words there; None as above."""

    async def delete(self, name: str) -> None:
        """Take it away."""


def parcel(thing: Thing, change: Change) -> Parcel:
    """A parcel for a thing."""
    raw = {**thing.raw, "earful": {**thing.raw.get("earful", {}), "change": change.value}}
    if not thing.name:
        return Parcel(f"unreadable:{digest(thing.raw)}", "1", raw)
    return Parcel(thing.name, thing.version, raw)


def removed(name: str, at: datetime) -> Parcel:
    """A parcel that says that it is gone."""
    return Parcel(name, "removed", {"name": name, "earful": {"change": Change.REMOVED.value, "at": at.isoformat()}})

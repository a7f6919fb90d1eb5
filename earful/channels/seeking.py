"""Looking for what is said beyond one's own accounts: the part of the contract for networks that can be searched.

What is asked for is rough: whoever asks holds each post against the whole query before it is kept.
"""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol, runtime_checkable

from earful.channels.contract import Parcel

STREAM, SEARCH, TAGS = "stream", "search", "tags"  # what `SoughtNetwork.ways` may hold


class Sort(StrEnum):
    """What can be asked for."""

    WORDS = "words"  # in a row
    TAG = "tag"  # without its sign
    AUTHOR = "author"  # by handle
    SITE = "site"  # links to it


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing to ask a network for."""

    sort: Sort
    text: str

    @property
    def key(self) -> str:
        """By which its place is kept."""
        return f"{self.sort}:{self.text}"


@dataclass(frozen=True, slots=True)
class Seen:
    """One page of an answer. `place`, with the last one: where to go on next time. `cut`: there was more than is read."""

    parcels: tuple[Parcel, ...] = ()
    place: str | None = None
    cut: bool = False


@runtime_checkable
class Seeks(Protocol):
    """An adapter whose network can be searched."""

    def seek(self, asked: Asked, place: str | None, since: datetime) -> AsyncIterator[Seen]:
        """What was said since `place`, or since a moment where there is none yet. Raises Retry, Refused, Expired."""


@runtime_checkable
class Completes(Protocol):
    """An adapter whose network's stream says less of a post than its lists do."""

    async def complete(self, parcels: Sequence[Parcel]) -> tuple[Parcel, ...]:
        """The same parcels, with names and pictures beside them as far as these can be had now."""


@runtime_checkable
class SoughtNetwork(Protocol):
    """A network that can be searched; `sorts`: what its search can be asked for.

    `everywhere`: a post bears one name on all of it, and not one on each server.
    """

    ways: tuple[str, ...]
    sorts: frozenset[Sort]
    everywhere: bool
